//! Chooses the kernel. The compiler does not tell a crate whether the DSP extension is there; the target's name
//! does: every thumbv7em core has it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(kernel, values(\"smlad\"))");
    if std::env::var("TARGET").is_ok_and(|target| target.starts_with("thumbv7em")) {
        println!("cargo:rustc-cfg=kernel=\"smlad\"");
    }
}

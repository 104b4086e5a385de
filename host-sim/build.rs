//! Real microphones (`cfg(live)`): with the feature, and without it on systems where no library must be installed for them.

fn main() {
    let has = |name: &str| std::env::var_os(name).is_some();
    println!("cargo::rustc-check-cfg=cfg(live)");
    println!("cargo::rerun-if-changed=build.rs");
    if has("CARGO_FEATURE_LIVE")
        || has("CARGO_CFG_WINDOWS")
        || std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos")
    {
        println!("cargo::rustc-cfg=live");
    }
}

//! What must not compile does not: audio without the gate, consent without a person (R9, R25).

#[test]
fn the_compiler_refuses_what_the_promises_forbid() {
    trybuild::TestCases::new().compile_fail("compile_fail/*.rs");
}

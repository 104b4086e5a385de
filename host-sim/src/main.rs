//! Desktop simulator of the Sordina microphone firewall.
fn main() {}

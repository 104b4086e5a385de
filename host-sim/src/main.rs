//! The simulator as a program; everything is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    host_sim::main(std::env::args_os())
}

//! The doorstep: arguments in, exit code out. Everything else is the library's.

use std::process::ExitCode;

fn main() -> ExitCode {
    gutskin::cli::main()
}

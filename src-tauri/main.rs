//! The desktop program. Everything is in the library, so that tests can build the same parts.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    tokenry_desktop::run()
}

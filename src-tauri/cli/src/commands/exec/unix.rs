//! Becoming another program, where the system can.

use std::{
    ffi::OsStr,
    io,
    os::unix::process::CommandExt as _,
    process::{Command, ExitCode},
};

pub(super) fn command(program: &OsStr) -> Command {
    Command::new(program)
}

/// Becomes the command: signals and the exit status are its own.
pub(super) fn become_it(mut command: Command) -> io::Result<ExitCode> {
    Err(command.exec())
}

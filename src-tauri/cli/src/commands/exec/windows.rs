//! Running another program and ending as it ends: Windows has no `exec`.

use std::{
    ffi::OsStr,
    io,
    process::{self, Command, ExitCode},
};

/// The program as a prompt would find it: by `PATHEXT` too, since npm and its like are `.cmd`
/// files. Where nothing is found, the start says so.
pub(super) fn command(program: &OsStr) -> Command {
    match which::which(program) {
        Ok(found) => Command::new(found),
        Err(_) => Command::new(program),
    }
}

/// Runs the command and ends with its exit code, which has 32 bits here.
pub(super) fn become_it(mut command: Command) -> io::Result<ExitCode> {
    // Ctrl-C reaches us both. What it means is the command's to say, so we outlive it.
    let _ctrl_c = tokio::signal::windows::ctrl_c()?;
    let _ctrl_break = tokio::signal::windows::ctrl_break()?;
    process::exit(command.status()?.code().unwrap_or(1))
}

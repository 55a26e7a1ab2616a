//! Ctrl-C, heard from the moment it is listened for.

use std::io;

use crate::problem::Problem;

/// `tokio::signal::ctrl_c` begins to listen when it is first waited for, and until then Ctrl-C
/// ends the program at once.
pub(super) struct Interrupt {
    #[cfg(unix)]
    signal: tokio::signal::unix::Signal,
    #[cfg(windows)]
    signal: tokio::signal::windows::CtrlC,
}

impl Interrupt {
    pub(super) fn listen() -> Result<Self, Problem> {
        match Self::registered() {
            Ok(signal) => Ok(Self { signal }),
            Err(error) => Err(Problem::Runtime(error)),
        }
    }

    #[cfg(unix)]
    fn registered() -> io::Result<tokio::signal::unix::Signal> {
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
    }

    #[cfg(windows)]
    fn registered() -> io::Result<tokio::signal::windows::CtrlC> {
        tokio::signal::windows::ctrl_c()
    }

    pub(super) async fn heard(&mut self) {
        self.signal.recv().await;
    }
}

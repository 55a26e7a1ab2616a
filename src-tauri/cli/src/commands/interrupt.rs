//! Ctrl-C: what it cancels, and what is completed first because half of it would lose data.

use std::io;

use tokenry_core::workbench::Workbench;

use crate::{output::note, problem::Problem};

pub(super) const NOTHING_STORED: &str = "Nothing was stored.";
pub(super) const NOTHING_CHANGED: &str = "Nothing was changed.";
pub(super) const LOGIN_GIVEN_UP: &str = "The login was cancelled. Nothing was stored.";

/// Cancels the work at Ctrl-C and reports `state`. A refresh that it started is completed first.
pub(super) fn ending<T>(
    workbench: &Workbench,
    state: &'static str,
    work: impl Future<Output = Result<T, Problem>>,
) -> impl Future<Output = Result<T, Problem>> {
    // On the heap: what asks a server is large.
    let mut work = Box::pin(work);
    async move {
        let mut interrupt = Interrupt::listen()?;
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = interrupt.heard() => drop(work),
        }
        renewals_ended(workbench, &mut interrupt).await?;
        Err(Problem::Interrupted { state })
    }
}

/// Completes the work in spite of Ctrl-C, because stopping it would lose what it consumes, and reports
/// `done`. A second Ctrl-C stops it at once.
pub(super) fn finishing<T>(
    what: &'static str,
    done: &'static str,
    work: impl Future<Output = Result<T, Problem>>,
) -> impl Future<Output = Result<T, Problem>> {
    // On the heap: what asks a server is large.
    let mut work = Box::pin(work);
    async move {
        let mut interrupt = Interrupt::listen()?;
        tokio::select! {
            biased;
            ended = &mut work => return ended,
            () = interrupt.heard() => first(what),
        }
        tokio::select! {
            biased;
            ended = work => ended.and(Err(Problem::Interrupted { state: done })),
            () = interrupt.heard() => Err(Problem::Interrupted { state: LEFT }),
        }
    }
}

/// Waits for a refresh that the call may have started.
pub(super) async fn renewals_ended(
    workbench: &Workbench,
    interrupt: &mut Interrupt,
) -> Result<(), Problem> {
    if !workbench.is_renewing() {
        return Ok(());
    }
    first("The refresh of the token");
    tokio::select! {
        biased;
        () = workbench.renewals_ended() => Ok(()),
        () = interrupt.heard() => Err(Problem::Interrupted { state: LEFT }),
    }
}

const LEFT: &str = "The server may have received the request. Check before you try again.";

fn first(what: &str) {
    note(&format!(
        "{what} is completed first, so that nothing is lost. Press Ctrl-C again to stop at once."
    ));
}

/// A listener for Ctrl-C. `tokio::signal::ctrl_c` listens only once it is awaited, and until then
/// Ctrl-C ends the program.
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

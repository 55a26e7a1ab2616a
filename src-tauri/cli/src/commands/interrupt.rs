//! Ctrl-C, heard from the moment it is listened for: what is given up then, and what is finished first
//! because it would be lost by halves.

use std::io;

use tokenry_core::workbench::Workbench;

use crate::{output::note, problem::Problem};

pub(super) const NOTHING_STORED: &str = "Nothing was stored.";
pub(super) const NOTHING_CHANGED: &str = "Nothing was changed.";
pub(super) const LOGIN_GIVEN_UP: &str = "The login was given up: nothing was stored.";

/// Ctrl-C ends the work, and `state` says where things stand then. A renewal that it began is finished
/// first.
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

/// Work that spends something: at Ctrl-C it is finished first, and `done` says so. Once more ends it at
/// once.
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

/// What a call may have begun beside its own work.
pub(super) async fn renewals_ended(
    workbench: &Workbench,
    interrupt: &mut Interrupt,
) -> Result<(), Problem> {
    if !workbench.is_renewing() {
        return Ok(());
    }
    first("The renewal of the token");
    tokio::select! {
        biased;
        () = workbench.renewals_ended() => Ok(()),
        () = interrupt.heard() => Err(Problem::Interrupted { state: LEFT }),
    }
}

const LEFT: &str = "What was under way may have come to the server: look before you try again.";

fn first(what: &str) {
    note(&format!(
        "{what} is finished first, so that nothing is lost. Ctrl-C once more ends at once."
    ));
}

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

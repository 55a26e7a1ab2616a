//! The fuse of a child process, which burns down with every use of the clock and of randomness.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use tokenry_model::clock::{Clock, Random, Timestamp};

/// A counter that is decremented at each use, and kills the process at zero. Negative values are left
/// alone.
#[derive(Debug, Default)]
pub(super) struct Fuse(pub(super) AtomicI64);

impl Fuse {
    fn burn(&self) {
        let lit = |left| (left > 0).then(|| left - 1);
        if self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, lit) == Ok(1) {
            die();
        }
    }
}

/// Sends SIGKILL. No destructor runs, and nothing is flushed.
#[cfg(unix)]
fn die() -> ! {
    let own = rustix::process::getpid();
    rustix::process::kill_process(own, rustix::process::Signal::KILL).expect("a signal to oneself");
    unreachable!("dead")
}

/// Windows has no such signal. This also ends the process without destructors.
#[cfg(not(unix))]
fn die() -> ! {
    std::process::abort()
}

/// Tests whether the exit status is that of the fuse.
#[cfg(unix)]
pub(super) fn killed(status: std::process::ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

/// An exit status that means neither success nor a failed test.
#[cfg(not(unix))]
pub(super) fn killed(status: std::process::ExitStatus) -> bool {
    !matches!(status.code(), Some(0 | 101))
}

/// A clock or a source of randomness that burns the fuse.
#[derive(Debug)]
pub(super) struct Mortal<T>(pub(super) T, pub(super) Arc<Fuse>);

impl<T: Clock> Clock for Mortal<T> {
    fn now(&self) -> Timestamp {
        self.1.burn();
        self.0.now()
    }
}

impl<T: Random> Random for Mortal<T> {
    fn fill(&self, bytes: &mut [u8]) {
        self.1.burn();
        self.0.fill(bytes);
    }
}

//! What anyone on the system can see of running programs: their arguments, and for the same user
//! their environment.

use std::collections::BTreeSet;

use parking_lot::Mutex;
use std::{
    ffi::OsString,
    fmt,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::JoinHandle,
    time::Duration,
};

use crate::processes::{arguments, environment, marked};

/// How often it looks. A program that starts, works and ends takes several times as long.
const PERIOD: Duration = Duration::from_millis(4);

/// Watches all programs of a [`Desktop`](crate::Desktop) from a thread of its own. Dropping it ends
/// the thread.
pub struct ProcessWatch {
    mark: OsString,
    seen: Arc<Mutex<BTreeSet<Seen>>>,
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What was seen of one process at one time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// Its arguments, each with a NUL behind it.
    Arguments(Vec<u8>),
    /// Its environment, each variable with a NUL behind it.
    Environment(Vec<u8>),
}

impl Seen {
    /// The bytes as the system gives them.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Arguments(bytes) | Self::Environment(bytes) => bytes,
        }
    }

    /// Whether these are the arguments of a process, with this among them.
    pub fn is_argument(&self, text: &str) -> bool {
        let Self::Arguments(bytes) = self else {
            return false;
        };
        bytes
            .split(|byte| *byte == 0)
            .any(|one| one == text.as_bytes())
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The program's name; what follows may be the very secret that was found.
        match self {
            Self::Arguments(bytes) => {
                let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
                write!(f, "the arguments of {}", String::from_utf8_lossy(name))
            }
            Self::Environment(_) => f.write_str("the environment of a process"),
        }
    }
}

impl ProcessWatch {
    /// Watches the processes that carry this mark.
    pub(crate) fn start(mark: OsString) -> Self {
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let (over, ended) = mpsc::channel();
        let (watched, kept) = (mark.clone(), seen.clone());
        let thread = std::thread::spawn(move || {
            while ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                look(&watched, &kept);
            }
        });
        Self {
            mark,
            seen,
            over: Some(over),
            thread: Some(thread),
        }
    }

    /// Everything that was seen so far. Looks once more before it answers, so that a program which
    /// runs at this moment is among it.
    pub fn seen(&self) -> Vec<Seen> {
        look(&self.mark, &self.seen);
        let seen = self.seen.lock();
        seen.iter().cloned().collect()
    }
}

impl Drop for ProcessWatch {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so itself.
            let _ = thread.join();
        }
    }
}

fn look(mark: &OsString, seen: &Mutex<BTreeSet<Seen>>) {
    for pid in marked(mark) {
        let found = arguments(pid).map(Seen::Arguments).into_iter();
        let found = found.chain(environment(pid).map(Seen::Environment));
        seen.lock().extend(found);
    }
}

//! How the bytes of an answer come.

use std::{
    fmt,
    io::{self, Write as _},
    sync::Arc,
    thread,
    time::Duration,
};

use crate::{Reply, server::Shared, wire::Wire};

/// What is done once a request was heard. Where nothing else is said, the connection ends after it.
#[derive(Debug, Clone)]
pub struct Play(Vec<Step>);

#[derive(Clone)]
enum Step {
    Send(Vec<u8>),
    /// One byte after another.
    Drip(Vec<u8>),
    Repeat(Vec<u8>, usize),
    Wait(Arc<dyn Fn() + Send + Sync>),
    Stall,
    Reset,
}

impl Play {
    /// These bytes, whatever they are.
    pub fn say(bytes: impl Into<Vec<u8>>) -> Self {
        Self(vec![Step::Send(bytes.into())])
    }

    /// These bytes, then nothing until the client leaves.
    pub fn stall(bytes: impl Into<Vec<u8>>) -> Self {
        Self::say(bytes).then(Step::Stall)
    }

    /// The first at once, then one byte after another.
    pub fn drip(first: impl Into<Vec<u8>>, rest: impl Into<Vec<u8>>) -> Self {
        Self::say(first).then(Step::Drip(rest.into()))
    }

    /// These bytes, then a reset.
    pub fn reset(bytes: impl Into<Vec<u8>>) -> Self {
        Self::say(bytes).and_reset()
    }

    /// These bytes, then the second ones until the client leaves.
    pub fn endless(first: impl Into<Vec<u8>>, again: impl Into<Vec<u8>>) -> Self {
        Self::say(first).and_repeat(again, usize::MAX)
    }

    #[must_use]
    pub fn and_say(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Send(bytes.into()))
    }

    #[must_use]
    pub fn and_repeat(self, bytes: impl Into<Vec<u8>>, times: usize) -> Self {
        self.then(Step::Repeat(bytes.into(), times))
    }

    /// Goes on when `until` returns.
    #[must_use]
    pub fn and_wait(self, until: impl Fn() + Send + Sync + 'static) -> Self {
        self.then(Step::Wait(Arc::new(until)))
    }

    /// A reset rather than an orderly end.
    #[must_use]
    pub fn and_reset(self) -> Self {
        self.then(Step::Reset)
    }

    fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// A client may leave whenever it has heard enough; that is its good right.
    pub(crate) fn perform(self, mut wire: Wire, shared: &Shared) -> io::Result<()> {
        for step in self.0 {
            match step {
                Step::Send(bytes) => send(&mut wire, &bytes, shared)?,
                Step::Drip(bytes) => {
                    for byte in bytes {
                        thread::sleep(Duration::from_millis(20));
                        send(&mut wire, &[byte], shared)?;
                    }
                }
                Step::Repeat(bytes, times) => {
                    for _ in 0..times {
                        send(&mut wire, &bytes, shared)?;
                    }
                }
                Step::Wait(until) => until(),
                Step::Stall => {
                    io::copy(&mut wire, &mut io::sink()).ok();
                    shared.left();
                }
                Step::Reset => return wire.reset(),
            }
        }
        wire.end()
    }
}

impl From<Reply> for Play {
    fn from(reply: Reply) -> Self {
        Self::say(reply)
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, bytes): (_, &[u8]) = match self {
            Self::Send(bytes) => ("Send", bytes),
            Self::Drip(bytes) => ("Drip", bytes),
            Self::Repeat(bytes, _) => ("Repeat", bytes),
            Self::Wait(_) => ("Wait", &[]),
            Self::Stall => ("Stall", &[]),
            Self::Reset => ("Reset", &[]),
        };
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]);
        write!(formatter, "{name}({shown})")
    }
}

/// In parts, so that what the client has taken is counted while it takes it.
fn send(wire: &mut Wire, bytes: &[u8], shared: &Shared) -> io::Result<()> {
    for part in bytes.chunks(16 * 1024) {
        wire.write_all(part)?;
        shared.taken(part.len());
    }
    wire.flush()
}

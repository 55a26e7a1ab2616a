//! Ports for servers that have to be told theirs before they start.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use crate::StageError;

/// Below what the system gives to outgoing connections, so that none of those takes the port between
/// our look and the server's start.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// How many were handed out in this process: no two servers of it are told the same one.
static TAKEN: AtomicU16 = AtomicU16::new(0);

/// A port of 127.0.0.1 where nobody listens, for a server or a redirect URI that has to name it.
pub fn free() -> Result<u16, StageError> {
    // Test programs that run side by side begin at different places.
    let start = std::process::id().wrapping_mul(7919) % u32::from(COUNT);
    let start = u16::try_from(start).unwrap_or_default();
    let mut last = None;
    for _ in 0..COUNT {
        let offset = (start + TAKEN.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        match TcpListener::bind(("127.0.0.1", FIRST + offset)) {
            Ok(_) => return Ok(FIRST + offset),
            Err(error) => last = Some(error),
        }
    }
    let source = last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into());
    Err(StageError::File {
        path: PathBuf::from("127.0.0.1"),
        source,
    })
}

/// Waits until somebody listens at the port. Answers whether that came to be before the time was up.
pub(crate) async fn listening(port: u16, within: Duration) -> bool {
    let end = Instant::now() + within;
    while Instant::now() < end {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

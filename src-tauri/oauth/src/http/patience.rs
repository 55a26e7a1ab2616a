//! Time limits for responses.
//!
//! The deadline is ours and not reqwest's, which looks at its clock before it looks at the socket:
//! a process that was stopped for a while (a suspended container, a laptop's lid) would throw away
//! an answer that had arrived meanwhile. Here the answer is looked at first, and a time in which
//! nobody could look does not count.

use std::{future::Future, pin::pin, time::Duration};

use tokio::time::{Instant, timeout};

use super::HttpSettings;

/// Patience is used up in steps of at most this. A step that took this much longer than it should
/// have was a pause of the whole process.
const STEP: Duration = Duration::from_secs(1);

/// A client for endpoints that get credentials, and how long it waits.
#[derive(Debug, Clone)]
pub struct TokenClient {
    pub(super) client: reqwest::Client,
    pub(super) patience: Duration,
    when_spending: Duration,
}

impl TokenClient {
    pub(super) fn of(client: reqwest::Client, settings: &HttpSettings) -> Self {
        Self {
            client,
            patience: settings.total,
            when_spending: settings.total_when_spending,
        }
    }

    /// For a request that works once, or whose answer cannot be had again.
    #[must_use]
    pub fn spending(self) -> Self {
        Self {
            patience: self.when_spending,
            ..self
        }
    }
}

/// The outcome of `work`, unless it takes longer than `patience`.
pub(super) async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = patience;
    loop {
        let step = left.min(STEP);
        let started = Instant::now();
        // Polls the work before the clock.
        if let Ok(done) = timeout(step, &mut work).await {
            return Some(done);
        }
        left -= step;
        let paused = started.elapsed() > step + STEP;
        if paused {
            // What came meanwhile has yet to be read, also where the pause took the last step.
            left = left.max(STEP);
        }
        if left.is_zero() {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
        time::sleep,
    };

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn patience_ends_when_it_is_used_up() {
        let patience = Duration::from_millis(2500);
        let started = Instant::now();
        assert_eq!(within(patience, sleep(Duration::from_hours(1))).await, None);
        assert_eq!(started.elapsed().as_millis(), 2500);
        let soon = async {
            sleep(Duration::from_millis(2400)).await;
            "answer"
        };
        assert_eq!(within(patience, soon).await, Some("answer"));
    }

    /// One thread that does nothing for longer than the patience: as a stopped process.
    #[tokio::test]
    async fn an_answer_that_came_during_a_pause_is_read() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asking = async {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            let mut answer = [0; 6];
            stream.read_exact(&mut answer).await.expect("an answer");
            answer
        };
        let asked = within(Duration::from_millis(300), asking);
        let answering = async {
            let (mut stream, _) = listener.accept().await.expect("a visit");
            sleep(Duration::from_millis(100)).await;
            stream.write_all(b"ans").await.expect("the first half");
            std::thread::sleep(Duration::from_millis(1500));
            stream.write_all(b"wer").await.expect("the other half");
            stream
        };
        let (answer, _stream) = tokio::join!(asked, answering);
        assert_eq!(answer.as_ref(), Some(b"answer"));
    }
}

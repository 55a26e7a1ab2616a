//! The server that everybody calls: it answers at once, with 1 KB of JSON and a number in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::failure::Failure;

/// How long an answer's body is.
const BYTES: usize = 1024;
/// Longer than any request here.
const LONGEST: usize = 16 * 1024;

pub(crate) struct Answers {
    port: u16,
    counts: Arc<Counts>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    calls: AtomicU32,
    carried: AtomicU32,
}

impl Answers {
    /// Counts the calls that carry this token in a bearer header.
    pub(crate) async fn start(token: &str) -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .map_err(Failure::Listen)?;
        let port = listener.local_addr().map_err(Failure::Listen)?.port();
        let counts = Arc::<Counts>::default();
        let header = format!("bearer {token}").to_lowercase();
        let accepting = tokio::spawn({
            let counts = Arc::clone(&counts);
            async move {
                while let Ok((connection, _)) = listener.accept().await {
                    tokio::spawn(serve(connection, header.clone(), Arc::clone(&counts)));
                }
            }
        });
        Ok(Self {
            port,
            counts,
            accepting,
        })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/call", self.origin())
    }

    /// The text that only the next answer has.
    pub(crate) fn next_mark(&self) -> String {
        mark(self.calls())
    }

    fn calls(&self) -> u32 {
        self.counts.calls.load(Ordering::SeqCst)
    }

    /// Where the counters stand.
    pub(crate) fn counted(&self) -> Counted {
        Counted {
            calls: self.calls(),
            carried: self.counts.carried.load(Ordering::SeqCst),
        }
    }

    /// Fails unless every call since then has carried the token.
    pub(crate) fn insist_carried(&self, since: Counted) -> Result<(), Failure> {
        let now = self.counted();
        let (sent, carried) = (now.calls - since.calls, now.carried - since.carried);
        if sent > 0 && carried == sent {
            Ok(())
        } else {
            Err(Failure::NotCarried { sent, carried })
        }
    }
}

/// Calls so far, and how many of them carried the token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    calls: u32,
    carried: u32,
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut connection: TcpStream, header: String, counts: Arc<Counts>) {
    // An answer in one piece must not wait for more.
    let _ = connection.set_nodelay(true);
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 4096];
        match connection.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(length) => request.extend_from_slice(&piece[..length]),
        }
        // A request here has no body, so its head is all of it.
        let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else {
            if request.len() > LONGEST {
                return;
            }
            continue;
        };
        let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
        request.drain(..end + 4);
        if head.contains(&header) {
            counts.carried.fetch_add(1, Ordering::SeqCst);
        }
        let body = body(counts.calls.fetch_add(1, Ordering::SeqCst));
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        if connection.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn mark(number: u32) -> String {
    format!("answer-{number:06}")
}

/// Exactly [`BYTES`] long.
fn body(number: u32) -> String {
    let mut body = format!("{{\"is\":\"{}\",\"people\":[", mark(number));
    let mut id = 1;
    while body.len() < BYTES - 64 {
        let comma = if id == 1 { "" } else { "," };
        let person = format!("{comma}{{\"id\":{id},\"name\":\"person {id}\",\"active\":true}}");
        body.push_str(&person);
        id += 1;
    }
    body += "]}";
    body += &" ".repeat(BYTES - body.len());
    body
}

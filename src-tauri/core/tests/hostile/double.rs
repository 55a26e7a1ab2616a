//! A server on a raw socket. It reads complete requests and responds with given bytes, as slowly or as
//! rudely as the test wants.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The response to a request.
#[derive(Debug, Clone)]
pub(crate) enum Play {
    /// Sends these bytes, then closes the connection.
    Say(Vec<u8>),
    /// Sends these bytes, then nothing, and keeps the connection open.
    Stall(Vec<u8>),
    /// Sends the first bytes at once, then one byte at a time.
    Drip(Vec<u8>, Vec<u8>),
    /// Sends these bytes, then resets the connection.
    Reset(Vec<u8>),
    /// Sends the first bytes, then repeats the second ones without end.
    Endless(Vec<u8>, Vec<u8>),
    /// Sends the first response to a form, the second to JSON.
    ByKind(Vec<u8>, Vec<u8>),
}

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// Request line and headers, unchanged.
    pub(crate) head: String,
    pub(crate) body: String,
}

#[derive(Debug, Default)]
struct Ledger {
    heard: Mutex<Vec<Heard>>,
    said: AtomicU64,
}

/// A running double. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Double {
    port: u16,
    ledger: Arc<Ledger>,
    task: JoinHandle<()>,
}

impl Double {
    /// Responds to everything in the same way.
    pub(crate) async fn playing(play: Play) -> Self {
        Self::routing(|_| HashMap::new(), play).await
    }

    /// Responds by path, and to other paths with the default. The routes get the double's URL, so that
    /// they can name it.
    pub(crate) async fn routing(
        routes: impl FnOnce(&str) -> HashMap<String, Play>,
        default: Play,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let ledger = Arc::new(Ledger::default());
        let routes = routes(&format!("http://127.0.0.1:{port}"));
        let (book, routes) = (Arc::clone(&ledger), Arc::new((routes, default)));
        let task = tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (book, routes) = (Arc::clone(&book), Arc::clone(&routes));
                talks.spawn(async move { talk(stream, &routes, &book).await });
            }
        });
        Self { port, ledger, task }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.ledger.heard.lock().expect("nobody panicked").clone()
    }

    /// Number of bytes that the client has accepted.
    pub(crate) fn said(&self) -> u64 {
        self.ledger.said.load(Ordering::Relaxed)
    }
}

impl Heard {
    pub(crate) fn is_json(&self) -> bool {
        let head = self.head.to_ascii_lowercase();
        head.contains("content-type: application/json")
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A response with a correct Content-Length.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = head(status, headers);
    bytes.truncate(bytes.len() - 2);
    bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    bytes.extend(body);
    bytes
}

/// A response without a Content-Length, which ends with the connection.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let headers: String = headers
        .iter()
        .map(|(name, value)| [name, ": ", value, "\r\n"].concat())
        .collect();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").into_bytes()
}

/// A JSON response.
pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &[("Content-Type", "application/json")], body)
}

/// Reads one complete request.
pub(crate) async fn hear(stream: &mut (impl AsyncRead + Unpin)) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Heard {
        head,
        body: String::from_utf8(bytes[end..end + length].to_vec()).ok()?,
    })
}

async fn talk(mut stream: TcpStream, routes: &(HashMap<String, Play>, Play), book: &Ledger) {
    let Some(heard) = hear(&mut stream).await else {
        return;
    };
    let target = heard.head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    let play = routes.0.get(path).unwrap_or(&routes.1).clone();
    let is_json = heard.is_json();
    book.heard.lock().expect("nobody panicked").push(heard);
    match play {
        Play::ByKind(_, bytes) if is_json => say(&mut stream, &bytes, book).await,
        Play::Say(bytes) | Play::ByKind(bytes, _) => say(&mut stream, &bytes, book).await,
        Play::Stall(bytes) => {
            say(&mut stream, &bytes, book).await;
            std::future::pending::<()>().await;
        }
        Play::Drip(first, rest) => {
            say(&mut stream, &first, book).await;
            for byte in rest {
                tokio::time::sleep(Duration::from_millis(20)).await;
                say(&mut stream, &[byte], book).await;
            }
        }
        Play::Reset(bytes) => {
            say(&mut stream, &bytes, book).await;
            stream.set_zero_linger().expect("a socket of our own");
        }
        Play::Endless(first, again) => {
            say(&mut stream, &first, book).await;
            while stream.write_all(&again).await.is_ok() {
                book.said.fetch_add(again.len() as u64, Ordering::Relaxed);
            }
        }
    }
}

/// The client may have closed the connection, which is not an error.
async fn say(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8], book: &Ledger) {
    if stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok() {
        book.said.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
}

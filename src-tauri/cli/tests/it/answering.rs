//! A small HTTP server that answers what a test says and keeps what it was asked. It fails the
//! test if it was never called.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `GET /path?query`
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A status line's end, headers and a body.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
    /// Else the body ends with the connection.
    tells_length: bool,
}

impl Reply {
    pub(crate) fn new(status: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            tells_length: true,
        }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new("200 OK", body).with("Content-Type", "application/json")
    }

    pub(crate) fn without_length(mut self) -> Self {
        self.tells_length = false;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

pub(crate) struct Answering {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    taken: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Answering {
    pub(crate) fn with(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::new(AtomicUsize::new(0));
        let over = Arc::new(AtomicBool::new(false));
        let (kept, ended, answer) = (asked.clone(), over.clone(), Arc::new(answer));
        let counted = taken.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (kept, answer, counted) = (kept.clone(), answer.clone(), counted.clone());
                thread::spawn(move || serve(stream, &kept, &counted, &*answer));
            }
        });
        Self {
            port,
            asked,
            taken,
            over,
        }
    }

    /// One that does not describe itself.
    pub(crate) fn silent() -> Self {
        Self::with(|_| Reply::new("404 Not Found", "nothing here"))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no thread panicked").clone()
    }

    /// Every request to the token endpoint so far.
    pub(crate) fn tokens_asked(&self) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|one| one.line.starts_with("POST /token"));
        asked
    }

    /// How many bytes of bodies the system has taken from us: what was read, and what its buffers
    /// hold.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, so that it sees the end.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if !thread::panicking() {
            assert!(!self.asked().is_empty(), "the server was never called");
        }
    }
}

fn serve(
    stream: TcpStream,
    kept: &Mutex<Vec<Asked>>,
    taken: &AtomicUsize,
    answer: &dyn Fn(&Asked) -> Reply,
) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let Some(asked) = read(&mut reader) else {
        return;
    };
    // Kept before it is answered: who has the answer can look at what was asked.
    kept.lock().expect("no thread panicked").push(asked.clone());
    let reply = answer(&asked);
    let mut head = format!("HTTP/1.1 {}\r\nConnection: close\r\n", reply.status);
    if reply.tells_length {
        let length = reply.body.len().to_string();
        head.extend(["Content-Length: ", &length, "\r\n"]);
    }
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let mut stream = stream;
    // Who does not want the answer need not take it.
    let _ = stream.write_all(format!("{head}\r\n").as_bytes());
    for part in reply.body.as_bytes().chunks(16 * 1024) {
        if stream.write_all(part).is_err() {
            return;
        }
        taken.fetch_add(part.len(), Ordering::SeqCst);
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_owned(), value.to_owned()));
    }
    if line.is_empty() {
        return None;
    }
    let mut asked = Asked {
        line,
        headers,
        body: String::new(),
    };
    let length = asked
        .header("content-length")
        .and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).ok()?;
    Some(asked)
}

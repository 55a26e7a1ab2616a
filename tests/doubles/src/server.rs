//! A server on a free loopback port, a thread a connection, one request each.

use std::{
    collections::HashMap,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use parking_lot::Mutex;
use rustls::ServerConfig;
use tokio::sync::Semaphore;

use crate::{Asked, Certificate, Play, Reply, wire::Wire};

/// Gone when it is dropped, which fails a test that never called it.
pub struct TestServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    asked: Mutex<Vec<Asked>>,
    /// Requests and handshakes.
    calls: AtomicUsize,
    taken: AtomicUsize,
    left: Semaphore,
    over: AtomicBool,
    /// Connections that are talked on.
    open: Mutex<HashMap<SocketAddr, TcpStream>>,
}

type Answer = dyn Fn(&Asked) -> Play + Send + Sync;

impl TestServer {
    pub fn new<P: Into<Play>>(answer: impl Fn(&Asked) -> P + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(move |asked| answer(asked).into()))
    }

    /// Speaks TLS with those who begin with it.
    pub fn with_certificate<P: Into<Play>>(
        certificate: Certificate,
        answer: impl Fn(&Asked) -> P + Send + Sync + 'static,
    ) -> Self {
        let answer = move |asked: &Asked| answer(asked).into();
        Self::start(Some(certificate.config()), Arc::new(answer))
    }

    /// Answers everything in the same way.
    pub fn saying(play: impl Into<Play>) -> Self {
        let play = play.into();
        Self::new(move |_| play.clone())
    }

    /// One that does not describe itself.
    pub fn silent() -> Self {
        Self::saying(Reply::new("404 Not Found", "nothing here"))
    }

    fn start(tls: Option<Arc<ServerConfig>>, answer: Arc<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared {
            asked: Mutex::default(),
            calls: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            left: Semaphore::new(0),
            over: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let book = shared.clone();
        thread::spawn(move || {
            while let Ok((stream, visitor)) = listener.accept() {
                if !book.enter(&stream, visitor) {
                    return;
                }
                let (book, tls, answer) = (book.clone(), tls.clone(), answer.clone());
                thread::spawn(move || serve(stream, visitor, tls, &book, &*answer));
            }
        });
        Self { address, shared }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().clone()
    }

    /// Every request to the token endpoint so far.
    pub fn tokens_asked(&self) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|one| one.line.starts_with("POST /token"));
        asked
    }

    /// What has come since the last call, which is not nothing.
    pub fn take(&self) -> Vec<Asked> {
        let asked = std::mem::take(&mut *self.shared.asked.lock());
        assert!(!asked.is_empty(), "the server was called");
        asked
    }

    /// Requests and TLS handshakes, also those that came to nothing.
    pub fn calls(&self) -> usize {
        self.shared.calls.load(Ordering::SeqCst)
    }

    /// How many bytes the system has taken from us: what was read, and what its buffers hold.
    pub fn taken(&self) -> usize {
        self.shared.taken.load(Ordering::SeqCst)
    }

    /// Waits until a client has left a stalled answer.
    pub async fn left(&self) {
        let left = self.shared.left.acquire().await;
        left.expect("the server lives").forget();
    }

    /// For a server that nobody may call.
    pub fn assert_never_called(self) {
        assert_eq!(self.calls(), 0, "called: {:?}", self.asked());
        // It has done what it was there for.
        self.shared.calls.store(1, Ordering::SeqCst);
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.shared.close();
        // Wakes the thread that accepts, so that it sees the end.
        drop(TcpStream::connect(self.address));
        if !thread::panicking() {
            assert_ne!(self.calls(), 0, "the server was never called");
        }
    }
}

impl Shared {
    pub(crate) fn taken(&self, bytes: usize) {
        self.taken.fetch_add(bytes, Ordering::SeqCst);
    }

    pub(crate) fn left(&self) {
        self.left.add_permits(1);
    }

    fn call(&self) {
        self.calls.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether the server is still there.
    fn enter(&self, stream: &TcpStream, visitor: SocketAddr) -> bool {
        let mut open = self.open.lock();
        if let Ok(stream) = stream.try_clone() {
            open.insert(visitor, stream);
        }
        !self.over.load(Ordering::SeqCst)
    }

    fn close(&self) {
        let open = self.open.lock();
        self.over.store(true, Ordering::SeqCst);
        for stream in open.values() {
            // The client may have left already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn serve(
    stream: TcpStream,
    visitor: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    shared: &Shared,
    answer: &Answer,
) {
    if let Some((wire, play)) = hear(stream, tls, shared, answer) {
        // Who does not want the answer need not take it.
        let _ = play.perform(wire, shared);
    }
    shared.open.lock().remove(&visitor);
}

fn hear(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    shared: &Shared,
    answer: &Answer,
) -> Option<(Wire, Play)> {
    let mut first = [0];
    stream.peek(&mut first).ok()?;
    let mut wire = match tls {
        Some(config) if first[0] == HANDSHAKE => {
            shared.call();
            // Who does not like the certificate hangs up here.
            Wire::secured(stream, config).ok()?
        }
        _ => Wire::Plain(stream),
    };
    let is_tls = wire.is_tls();
    let asked = Asked::read(&mut wire, is_tls)?;
    // Kept before it is answered: who has the answer can look at what was asked.
    shared.asked.lock().push(asked.clone());
    if !is_tls {
        shared.call();
    }
    let play = answer(&asked);
    Some((wire, play))
}

/// The type of the record that a TLS client begins with (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;

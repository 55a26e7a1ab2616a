//! Test support: a small HTTP server that records requests, drafts, and an open vault.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, rustls};

use tokenry_model::{
    clock::Nature,
    request::{Body, Draft, Field, SendSettings},
};
use tokenry_oauth::http::{Http, HttpSettings};
use tokenry_vault::{
    store::Store,
    vault::{NewSlot, Vault, keyring::SystemKeyring},
};

/// A received request.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) tls: bool,
    /// `GET /path HTTP/1.1`
    pub(super) line: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns true if the request contains `text` anywhere.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.line.contains(text)
            || self.body.contains(text)
            || self.headers.iter().any(|(_, value)| value.contains(text))
    }
}

pub(super) enum Reply {
    /// A whole response, after which the connection is closed.
    Whole(Vec<u8>),
    /// A partial response, then nothing until the client disconnects.
    Stall(Vec<u8>),
}

/// A server on a free loopback port, for both http and https. [`Stage::take`] fails if it received
/// no request.
pub(super) struct Stage {
    pub(super) addr: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    left: tokio::sync::Mutex<mpsc::UnboundedReceiver<()>>,
    root: rustls::pki_types::CertificateDer<'static>,
    task: tokio::task::JoinHandle<()>,
}

impl Stage {
    pub(super) async fn new(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let (acceptor, root) = tls();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (leaves, left) = mpsc::unbounded_channel();
        let task = tokio::spawn({
            let (seen, reply) = (Arc::clone(&seen), Arc::new(reply));
            async move {
                loop {
                    let (stream, _) = listener.accept().await.expect("a connection");
                    let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                    let (acceptor, leaves) = (acceptor.clone(), leaves.clone());
                    tokio::spawn(async move {
                        let answer = |request: &Seen| {
                            seen.lock().expect("no panic").push(request.clone());
                            reply(request)
                        };
                        if is_tls(&stream).await {
                            let stream = acceptor.accept(stream).await.expect("a handshake");
                            serve(stream, true, answer, leaves).await;
                        } else {
                            serve(stream, false, answer, leaves).await;
                        }
                    });
                }
            }
        });
        Self {
            addr,
            seen,
            left: tokio::sync::Mutex::new(left),
            root,
            task,
        }
    }

    /// `http://127.0.0.1:PORT` and then `path`.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// Returns the requests since the last call.
    pub(super) fn take(&self) -> Vec<Seen> {
        let seen = std::mem::take(&mut *self.seen.lock().expect("no panic"));
        assert!(!seen.is_empty(), "the server was called");
        seen
    }

    /// Waits until a client has left a stalled response.
    pub(super) async fn left(&self) {
        self.left
            .lock()
            .await
            .recv()
            .await
            .expect("somebody leaves");
    }

    /// HTTP clients that trust these servers.
    pub(super) fn http(stages: &[&Stage]) -> Http {
        Http::with(HttpSettings {
            extra_roots: stages.iter().map(|stage| stage.root.clone()).collect(),
            ..HttpSettings::default()
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn is_tls(stream: &TcpStream) -> bool {
    let mut first = [0];
    let read = stream.peek(&mut first).await.expect("a byte");
    read == 1 && first[0] == 0x16
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    tls: bool,
    answer: impl Fn(&Seen) -> Reply,
    leaves: mpsc::UnboundedSender<()>,
) {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.expect("a request") == 0 {
            return;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.split("\r\n");
    let mut seen = Seen {
        tls,
        line: lines.next().unwrap_or_default().to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: String::new(),
    };
    let length = seen
        .header("content-length")
        .map_or(0, |text| text.parse::<usize>().expect("a length"));
    while bytes.len() < head + 4 + length {
        assert!(
            stream.read_buf(&mut bytes).await.expect("a body") > 0,
            "the body is whole"
        );
    }
    seen.body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    match answer(&seen) {
        Reply::Whole(bytes) => {
            // The client may disconnect early. Its own tests check that.
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Stall(bytes) => {
            stream.write_all(&bytes).await.expect("they are there");
            stream.flush().await.expect("they are there");
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            let _ = leaves.send(());
        }
    }
}

fn tls() -> (TlsAcceptor, rustls::pki_types::CertificateDer<'static>) {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let root = made.cert.der().clone();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![root.clone()], key)
        .expect("they fit");
    (TlsAcceptor::from(Arc::new(config)), root)
}

/// A response with a body.
pub(super) fn reply(status: &str, headers: &str, body: &str) -> Reply {
    Reply::Whole(
        format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

pub(super) fn redirect(status: u16, location: &str) -> Reply {
    reply(
        &format!("{status} Moved"),
        &format!("Location: {location}\r\n"),
        "moved",
    )
}

pub(super) fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.into(),
        value: value.into(),
        enabled: true,
    }
}

pub(super) fn draft(method: &str, url: &str) -> Draft {
    Draft {
        method: method.into(),
        url: url.into(),
        parameters: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        token: None,
        settings: SendSettings {
            timeout_secs: 20,
            follow_redirects: true,
        },
    }
}

/// An open vault over a store on disk.
pub(super) async fn vault(dir: &Path) -> (Store, Vault) {
    let store = Store::open(dir).await.expect("the store opens");
    let keyring = keyring_core::mock::Store::new().expect("the mock opens");
    let keyring = Arc::new(SystemKeyring::over(keyring));
    let vault = Vault::new(store.clone(), keyring, Nature::system(), dir);
    vault.create(NewSlot::Keyring).await.expect("a new vault");
    (store, vault)
}

//! The listener for a loopback redirect (RFC 8252 §7.3): bound before the browser opens,
//! deaf to everything but a plain navigation to exactly the redirect URI (or a form that is posted
//! there), and gone within a second of the login's end.

mod serve;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::timeout,
};
use url::{Host, Url};
use zeroize::Zeroizing;

pub use super::page::Page;

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Loopback {
    redirect_uri: String,
    hits: mpsc::Receiver<Hit>,
    /// Dropping it ends the listener and all its connections.
    alive: watch::Sender<()>,
    accepting: Vec<JoinHandle<()>>,
}

/// The sockets of a redirect URI.
struct Bound {
    listeners: Vec<TcpListener>,
    uri: Url,
    port: u16,
    /// With the port that was chosen.
    redirect_uri: String,
}

/// A browser came to the redirect URI. Who drops it unanswered shows [`Page::NotThisLogin`].
pub struct Hit {
    /// The whole address, its query included.
    pub url: Url,
    /// The posted form (OAuth 2.0 Form Post Response Mode).
    pub form: Option<Zeroizing<String>>,
    answer: oneshot::Sender<Page>,
    /// Ends with the connection.
    connected: watch::Receiver<()>,
}

/// Query and form hold the code.
impl std::fmt::Debug for Hit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hit[{}]", self.url.path())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum LoopbackError {
    #[error("{uri} is not an address on this computer.")]
    NotLoopback { uri: String },
    #[error("Port {port} is in use by another program.")]
    PortBusy { port: u16 },
    #[error("Tokenry is not allowed to listen on port {port}.")]
    NotAllowed { port: u16 },
    #[error("Tokenry cannot listen on {address}.")]
    Bind {
        address: SocketAddr,
        source: io::Error,
    },
}

impl LoopbackError {
    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotLoopback { .. } => "Use a redirect URI such as http://127.0.0.1/callback.",
            Self::PortBusy { .. } => {
                "Close the other program or another login that waits on this port, or choose to \
                 paste the address instead."
            }
            Self::NotAllowed { .. } => {
                "The system reserves this port: ports below 1024 are, and on Windows so are ranges \
                 that Hyper-V takes. Register a redirect URI with another port above 1024, or choose \
                 to paste the URL instead."
            }
            Self::Bind { .. } => "Choose to paste the address instead.",
        }
    }
}

impl Loopback {
    /// Binds what the redirect URI names: 127.0.0.1, `[::1]`, or both for `localhost`. A
    /// numeric address without a port gets a free one (RFC 8252 §7.3).
    pub fn bind(redirect_uri: &str) -> Result<Self, LoopbackError> {
        let bound = sockets(redirect_uri)?;
        let (to_driver, hits) = mpsc::channel(32);
        let (alive, ended) = watch::channel(());
        let place = serve::CallbackTarget::of(&bound.uri, bound.port);
        let accept = |listener| {
            let (place, hits, ended) = (place.clone(), to_driver.clone(), ended.clone());
            tokio::spawn(serve::accept(listener, place, hits, ended))
        };
        Ok(Self {
            accepting: bound.listeners.into_iter().map(accept).collect(),
            redirect_uri: bound.redirect_uri,
            hits,
            alive,
        })
    }

    /// Checks that it could be bound now. Needs a runtime, and leaves nothing bound.
    pub fn probe(redirect_uri: &str) -> Result<(), LoopbackError> {
        sockets(redirect_uri).map(drop)
    }

    /// Ends it, and waits until the port is free again. Answers on their way are still given.
    pub async fn close(self) {
        drop(self.alive);
        for accepting in self.accepting {
            // It returns nothing, and there is nothing to do where it panicked.
            let _ = accepting.await;
        }
    }

    /// The same on a port of our choice, where the redirect URI leaves it open.
    pub fn bind_at(redirect_uri: &str, port: u16) -> Result<Self, LoopbackError> {
        if leaves_port_open(redirect_uri) {
            return Self::bind(&with_port(redirect_uri, port));
        }
        Self::bind(redirect_uri)
    }

    /// Exactly what the authorize request has to carry, with the port that was chosen.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The next visit to the redirect URI. Safe to cancel.
    pub async fn next_hit(&mut self) -> Hit {
        match self.hits.recv().await {
            Some(hit) => hit,
            // The listeners hold the other side for as long as we live.
            None => std::future::pending().await,
        }
    }
}

impl Hit {
    /// Shows a page in the browser, and waits until the browser has it: a program that ends next
    /// would take the page along.
    pub async fn respond(mut self, page: Page) {
        // The browser may have gone away.
        if self.answer.send(page).is_ok() {
            let _ = timeout(serve::LAST_WORDS, self.connected.changed()).await;
        }
    }
}

fn sockets(redirect_uri: &str) -> Result<Bound, LoopbackError> {
    let not_loopback = || LoopbackError::NotLoopback {
        uri: redirect_uri.to_owned(),
    };
    let uri = Url::parse(redirect_uri).map_err(|_| not_loopback())?;
    if uri.scheme() != "http" {
        return Err(not_loopback());
    }
    let (v4, v6) = (
        IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::from(Ipv6Addr::LOCALHOST),
    );
    let (hosts, default_port) = match uri.host() {
        Some(Host::Ipv4(Ipv4Addr::LOCALHOST)) => (vec![v4], 0),
        Some(Host::Ipv6(Ipv6Addr::LOCALHOST)) => (vec![v6], 0),
        Some(Host::Domain("localhost")) => (vec![v4, v6], 80),
        _ => return Err(not_loopback()),
    };
    // `:80` written out is dropped by the parser, but means port 80.
    let port = uri.port().unwrap_or(if says_port(redirect_uri) {
        80
    } else {
        default_port
    });
    let mut listeners = Vec::new();
    for host in hosts {
        match listen(SocketAddr::new(host, port)) {
            Ok(listener) => listeners.push(listener),
            // A computer without IPv6 listens on IPv4 alone. Somebody else on that port is
            // another matter: they would get half of the callbacks.
            Err(LoopbackError::Bind { .. }) if host == v6 && !listeners.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    let port = listeners
        .first()
        .and_then(|listener| listener.local_addr().ok())
        .map_or(port, |address| address.port());

    let redirect_uri = if uri.port().is_none() && !says_port(redirect_uri) && default_port == 0 {
        with_port(redirect_uri, port)
    } else {
        redirect_uri.to_owned()
    };
    Ok(Bound {
        listeners,
        uri,
        port,
        redirect_uri,
    })
}

/// Is it an address on which any port will do: 127.0.0.1 or `[::1]` without one?
pub fn leaves_port_open(redirect_uri: &str) -> bool {
    let host = Url::parse(redirect_uri).ok();
    let host = host.as_ref().and_then(Url::host_str);
    matches!(host, Some("127.0.0.1" | "[::1]")) && !says_port(redirect_uri)
}

/// The port in such an address, once it has one.
pub fn port_of(redirect_uri: &str) -> Option<u16> {
    Url::parse(redirect_uri).ok()?.port()
}

fn listen(address: SocketAddr) -> Result<TcpListener, LoopbackError> {
    let bind = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener)
    };
    let port = address.port();
    bind().map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => LoopbackError::PortBusy { port },
        io::ErrorKind::PermissionDenied => LoopbackError::NotAllowed { port },
        _ => LoopbackError::Bind { address, source },
    })
}

/// Returns `true` if a port follows the host, even one that parsing drops.
fn says_port(uri: &str) -> bool {
    authority(uri).is_some_and(|(_, authority)| {
        let host_end = authority.rfind(']').map_or(0, |end| end + 1);
        authority[host_end..].contains(':')
    })
}

/// Adds the port to the text as it is, so that nothing else of it changes.
fn with_port(uri: &str, port: u16) -> String {
    match authority(uri) {
        Some((start, authority)) => {
            let end = start + authority.len();
            format!("{}:{port}{}", &uri[..end], &uri[end..])
        }
        None => uri.to_owned(),
    }
}

fn authority(uri: &str) -> Option<(usize, &str)> {
    let start = uri.find("://")? + 3;
    let rest = &uri[start..];
    Some((
        start,
        &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())],
    ))
}

#[cfg(test)]
mod tests;

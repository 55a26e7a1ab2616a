//! Errors of HTTP exchanges, with advice.

use std::time::Duration;

use url::Url;

use super::cause::{Cause, cause};

/// Why an exchange did not come to its end. `Display` says what happened, [`HttpError::hint`]
/// what to do.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("{host} is not known: no computer has this name.")]
    DnsFailed {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("{host} refuses connections on port {port}.")]
    Refused { host: String, port: u16 },
    #[error("{host} cannot be reached from this network.")]
    Unreachable {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("{host} did not answer in time: {} s went by.", after.as_secs_f32().ceil())]
    TimedOut { host: String, after: Duration },
    #[error("The connection to {host} is not safe: {fault}.")]
    TlsFailed {
        host: String,
        fault: TlsFault,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("{host} broke off before its answer was complete.")]
    Reset {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("{host} answered with something that is not HTTP.")]
    NotHttp {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error(
        "The answer of {host} breaks the rules of HTTP: its length or its chunks do not add up."
    )]
    Framing {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("The answer of {host} is compressed, but cannot be decompressed.")]
    Undecodable {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
    #[error("The answer is larger than {} KiB and was broken off.", cap / 1024)]
    TooLarge { cap: usize },
    #[error("The headers of the answer are too many or too large.")]
    HeadersTooLarge,
    #[error("The server answered {status} and points to {target}, which was not followed.")]
    RedirectRefused { status: u16, target: String },
    #[error(
        "Credentials are not sent to {host} over plain http: anyone on the way could read them."
    )]
    PlainHttp { host: String, private: bool },
    #[error("Tokenry speaks https and http, not {scheme}.")]
    Scheme { scheme: String },
    #[error("The address {url} names no host.")]
    NoHost { url: String },
    #[error("The system's trusted certificates cannot be used.")]
    TrustStore(#[source] rustls::Error),
    #[error("The HTTP client cannot be set up.")]
    Setup(#[source] reqwest::Error),
    #[error("The exchange with {host} failed.")]
    Failed {
        host: String,
        #[source]
        source: Box<reqwest::Error>,
    },
}

/// Faults of TLS connections.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    #[error("its certificate has expired")]
    Expired,
    #[error("its certificate is not valid yet")]
    NotValidYet,
    #[error("its certificate is for another name{}", for_names(names))]
    WrongHost { names: Vec<String> },
    #[error(
        "its certificate is self-signed or comes from an authority this computer does not trust"
    )]
    UnknownAuthority,
    #[error("its certificate has been revoked")]
    Revoked,
    #[error("its certificate is not acceptable")]
    BadCertificate,
    #[error("it offers no version of TLS that is still safe")]
    Handshake,
    #[error("it does not accept the certificate of the client, or wants one")]
    ClientCertificate,
    #[error("it does not speak TLS on this port")]
    NotTls,
}

impl HttpError {
    /// Classifies what reqwest reports of an exchange with `url` that took `after`.
    pub fn of(error: reqwest::Error, url: &Url, after: Duration) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        let cause = cause(&error);
        // The address may hold a code or a token; the host is named anyway.
        let source = Box::new(error.without_url());
        match cause {
            Cause::Tls(fault) => Self::TlsFailed {
                host,
                fault,
                source,
            },
            Cause::Name => Self::DnsFailed { host, source },
            Cause::Refused => Self::Refused {
                host,
                port: url.port_or_known_default().unwrap_or_default(),
            },
            Cause::Unreachable => Self::Unreachable { host, source },
            Cause::Headers => Self::HeadersTooLarge,
            Cause::NotHttp => Self::NotHttp { host, source },
            Cause::Length => Self::Framing { host, source },
            _ if source.is_timeout() => Self::TimedOut { host, after },
            Cause::Reset => Self::Reset { host, source },
            Cause::Framing if source.is_decode() || source.is_body() => {
                Self::Framing { host, source }
            }
            Cause::Other if source.is_decode() => Self::Undecodable { host, source },
            Cause::Other if source.is_body() => Self::Reset { host, source },
            Cause::Framing | Cause::Other => Self::Failed { host, source },
        }
    }

    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::DnsFailed { .. } => {
                "Check the spelling of the address, and whether this computer is online."
            }
            Self::Refused { .. } => {
                "Check the address and its port, and whether the server is running."
            }
            Self::Unreachable { .. } => "Check whether this computer is online, or needs a VPN.",
            Self::TimedOut { .. } => {
                "Try again. If it happens again, the server is overloaded or a firewall is in the way."
            }
            Self::TlsFailed { fault, .. } => fault.hint(),
            Self::Reset { .. } => "Try again. If it happens again, the server's log may say why.",
            Self::NotHttp { .. } => {
                "Check the port: another kind of server may be listening there."
            }
            Self::Framing { .. } | Self::Undecodable { .. } => {
                "The server or a proxy before it is at fault."
            }
            Self::TooLarge { .. } | Self::HeadersTooLarge => {
                "This is not what such an endpoint answers. Check the address."
            }
            Self::RedirectRefused { .. } => {
                "Credentials are not passed on to another address. If the endpoint has moved, \
                 enter its new address."
            }
            Self::PlainHttp { private: true, .. } => {
                "Use https. If you trust this network, allow plain http in the server's settings."
            }
            Self::PlainHttp { private: false, .. } => "Use the server's https address.",
            Self::Scheme { .. } | Self::NoHost { .. } => "Check the address.",
            Self::TrustStore(_) | Self::Setup(_) => {
                "Check that the system's CA certificates are installed."
            }
            Self::Failed { .. } => "Try again.",
        }
    }
}

impl TlsFault {
    fn hint(&self) -> &'static str {
        match self {
            Self::Expired => {
                "Whoever runs the server has to renew its certificate. Check also that this computer's clock is right."
            }
            Self::NotValidYet => "Check that this computer's clock is right.",
            Self::WrongHost { .. } => {
                "Use the name that the certificate is for, or ask whoever runs the server."
            }
            Self::UnknownAuthority => {
                "If this is your own server, add its certificate authority to the system's trusted certificates. If it is not, somebody on the way may be posing as it: check the address and the network."
            }
            Self::Revoked | Self::BadCertificate | Self::Handshake => {
                "Whoever runs the server has to repair its TLS set-up."
            }
            Self::ClientCertificate => {
                "Register the client's certificate at the server, and see that it has not expired. A client without one has to prove itself with mutual TLS here."
            }
            Self::NotTls => {
                "Check the port. If the server has no TLS, its address begins with http://."
            }
        }
    }
}

fn for_names(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    }
}

//! What lies behind the errors of the HTTP client: it wraps the cause four times over, and
//! says little itself.

use std::{error::Error, io};

use rustls::{AlertDescription, CertificateError, pki_types::InvalidDnsNameError};

use super::{TlsFault, tls::NameUnknown};

/// The root cause of a failed exchange.
pub(super) enum Cause {
    Tls(TlsFault),
    Name,
    Refused,
    Unreachable,
    Reset,
    Headers,
    NotHttp,
    /// Its head was HTTP, its body is not: chunks or a length that do not add up.
    Framing,
    /// Its head says how long the body is, in a way that means nothing.
    Length,
    Other,
}

/// The deepest cause that says something.
pub(super) fn cause(error: &(dyn Error + 'static)) -> Cause {
    let mut found = Cause::Other;
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<NameUnknown>() || error.is::<InvalidDnsNameError>() {
            return Cause::Name;
        }
        if let Some(hyper) = error.downcast_ref::<hyper::Error>() {
            if hyper.is_parse_too_large() {
                return Cause::Headers;
            } else if hyper.is_parse() {
                let told = hyper.to_string();
                let of_length = ["content-length", "transfer-encoding"];
                return if of_length.iter().any(|header| told.contains(header)) {
                    Cause::Length
                } else {
                    Cause::NotHttp
                };
            } else if hyper.is_incomplete_message() || hyper.is_closed() {
                found = Cause::Reset;
            } else {
                // What a stream of HTTP/2 ends with is a reset; all else is a broken body.
                found = match hyper.to_string().as_str() {
                    "http2 error" => Cause::Reset,
                    _ => Cause::Framing,
                };
            }
        }
        if let Some(io) = error.downcast_ref::<io::Error>() {
            // An `io::Error` leaves out its own payload when asked for its source.
            if let Some(inner) = io.get_ref() {
                if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
                    return Cause::Tls(tls_fault(tls));
                }
                let deeper = cause(inner);
                if !matches!(deeper, Cause::Other) {
                    return deeper;
                }
            }
            found = match io.kind() {
                io::ErrorKind::ConnectionRefused => Cause::Refused,
                io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
                    Cause::Unreachable
                }
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof => Cause::Reset,
                _ => found,
            };
        }
        next = error.source();
    }
    found
}

fn tls_fault(error: &rustls::Error) -> TlsFault {
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsFault::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsFault::NotValidYet
            }
            CertificateError::NotValidForName => TlsFault::WrongHost { names: Vec::new() },
            CertificateError::NotValidForNameContext { presented, .. } => TlsFault::WrongHost {
                names: presented.iter().map(|name| plain_name(name)).collect(),
            },
            CertificateError::UnknownIssuer => TlsFault::UnknownAuthority,
            CertificateError::Revoked => TlsFault::Revoked,
            // webpki's word for a certificate that is its own authority.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsFault::UnknownAuthority
            }
            _ => TlsFault::BadCertificate,
        },
        Tls::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied,
        ) => TlsFault::ClientCertificate,
        Tls::InvalidMessage(_) => TlsFault::NotTls,
        _ => TlsFault::Handshake,
    }
}

/// `DnsName("a.example")` as rustls lists it, without its wrapping.
fn plain_name(presented: &str) -> String {
    presented
        .trim_start_matches("DnsName(")
        .trim_start_matches("IpAddress(")
        .trim_end_matches(')')
        .trim_matches('"')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use reqwest::dns::{Name, Resolve, Resolving};
    use url::Url;

    use super::*;
    use crate::http::{HttpError, tls::TrustStore};

    /// Knows nobody, as a resolver without a network.
    #[derive(Debug)]
    struct Clueless;

    impl Resolve for Clueless {
        fn resolve(&self, name: Name) -> Resolving {
            let name = name.as_str().to_owned();
            let source = io::Error::other("no such name");
            Box::pin(async { Err(NameUnknown { name, source }.into()) })
        }
    }

    #[tokio::test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a resolver that knows nobody is only for tests"
    )]
    async fn an_unknown_name_is_found_at_the_bottom() {
        let tls = Arc::new(TrustStore::with(Vec::new()))
            .config()
            .expect("a configuration");
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .dns_resolver(Arc::new(Clueless))
            .build()
            .expect("a client");
        let url = Url::parse("https://id.example/token?code=c0de").expect("an address");
        let request = reqwest::Request::new(reqwest::Method::GET, url.clone());
        let error = client.execute(request).await.expect_err("nobody is known");
        let error = HttpError::of(error, &url, Duration::ZERO);
        assert!(matches!(&error, HttpError::DnsFailed { host, .. } if host == "id.example"));
        assert!(!format!("{error:?}").contains("c0de"), "{error:?}");
    }
}

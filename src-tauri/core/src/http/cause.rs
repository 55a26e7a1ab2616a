//! What lies behind the errors of the HTTP client: it wraps the cause four times over, and
//! says little itself.

use std::{error::Error, io};

use rustls::CertificateError;

use super::{TlsFault, tls::NameUnknown};

/// What lies at the bottom of a failed exchange.
pub(super) enum Cause {
    Tls(TlsFault),
    Name,
    Refused,
    Unreachable,
    Reset,
    Headers,
    NotHttp,
    Other,
}

/// The deepest cause that says something.
pub(super) fn cause(error: &(dyn Error + 'static)) -> Cause {
    let mut found = Cause::Other;
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<NameUnknown>() {
            return Cause::Name;
        }
        if let Some(hyper) = error.downcast_ref::<hyper::Error>() {
            if hyper.is_parse_too_large() {
                return Cause::Headers;
            } else if hyper.is_parse() {
                return Cause::NotHttp;
            } else if hyper.is_incomplete_message() || hyper.is_closed() {
                found = Cause::Reset;
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

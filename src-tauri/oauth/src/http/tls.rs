//! TLS with the system's trust store, and names resolved so that a failure can be told from
//! every other.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use super::HttpError;

/// TLS 1.2 and 1.3 by ring, certificates judged by the platform.
pub(super) fn config(
    extra_roots: &[CertificateDer<'static>],
) -> Result<rustls::ClientConfig, HttpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = if extra_roots.is_empty() {
        Verifier::new(Arc::clone(&provider))
    } else {
        Verifier::new_with_extra_roots(extra_roots.iter().cloned(), Arc::clone(&provider))
    }
    .map_err(HttpError::TrustStore)?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(HttpError::TrustStore)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The system's resolver, with an error of its own type.
#[derive(Debug)]
pub(super) struct Names;

/// A name that the system cannot resolve.
#[derive(Debug, thiserror::Error)]
#[error("the name {name} cannot be resolved")]
pub(super) struct NameUnknown {
    pub(super) name: String,
    pub(super) source: std::io::Error,
}

/// Both families: a server may listen on one of them alone.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// `localhost` and what ends in it (RFC 6761 §6.3). Credentials may go there over plain http, so
/// where it is must not depend on what a name server says.
fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str();
            if is_this_machine(name) {
                return Ok(Box::new(LOOPBACK.into_iter()) as Addrs);
            }
            let found = tokio::net::lookup_host((name, 0)).await;
            let found: Vec<SocketAddr> = found
                .map_err(|source| NameUnknown {
                    name: name.to_owned(),
                    source,
                })?
                .collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn names_of_this_machine_are_never_looked_up() {
        for name in ["localhost", "a.localhost", "A.B.LocalHost", "x.localhost."] {
            let name: Name = name.parse().expect("a name");
            let found: Vec<_> = Names.resolve(name).await.expect("it is here").collect();
            assert_eq!(found, LOOPBACK);
        }
        for other in ["localhost.example", "notlocalhost", "example"] {
            assert!(!is_this_machine(other), "{other}");
        }
    }
}

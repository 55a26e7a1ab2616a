//! TLS with the system's trust store, and names resolved so that a failure can be told from
//! every other.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::{
    DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;

/// The platform's judgement of certificates. Its trust store is read when a certificate is first
/// judged, or by [`TrustStore::read`]: plain http needs none, and reading it takes milliseconds.
#[derive(Debug)]
pub(super) struct TrustStore {
    provider: Arc<CryptoProvider>,
    extra_roots: Vec<CertificateDer<'static>>,
    verifier: OnceLock<Verifier>,
    reading: Mutex<()>,
}

impl TrustStore {
    /// Trusts `extra_roots` besides the system's own certificate authorities.
    pub(super) fn with(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self {
            provider: Arc::new(rustls::crypto::ring::default_provider()),
            extra_roots,
            verifier: OnceLock::new(),
            reading: Mutex::new(()),
        }
    }

    /// Reads the trust store, once. Who comes meanwhile waits for that.
    pub(super) fn read(&self) -> Result<&Verifier, rustls::Error> {
        if let Some(verifier) = self.verifier.get() {
            return Ok(verifier);
        }
        let _turn = self.reading.lock();
        if let Some(verifier) = self.verifier.get() {
            return Ok(verifier);
        }
        let provider = Arc::clone(&self.provider);
        let verifier = if self.extra_roots.is_empty() {
            Verifier::new(provider)
        } else {
            Verifier::new_with_extra_roots(self.extra_roots.iter().cloned(), provider)
        }?;
        Ok(self.verifier.get_or_init(|| verifier))
    }

    /// TLS 1.2 and 1.3 by ring, certificates judged here.
    pub(super) fn config(self: &Arc<Self>) -> Result<rustls::ClientConfig, rustls::Error> {
        let mut config = rustls::ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .dangerous()
            .with_custom_certificate_verifier(Arc::<Self>::clone(self))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl ServerCertVerifier for TrustStore {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.read()?
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.read()?.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.read()?.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
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

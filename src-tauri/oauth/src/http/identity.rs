//! The certificate with which a client shows who it is (mutual TLS, RFC 8705), and its key.

use std::sync::Arc;

use rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::{CertifiedKey, SingleCertAndKey},
};

use tokenry_model::secret::Secret;

/// For a transcript.
pub const SHOWN: &str =
    "The client's certificate was at hand for a server that asks for one (mutual TLS, RFC 8705).";

/// A certificate with its chain and its private key.
#[derive(Clone)]
pub struct Identity(Arc<CertifiedKey>);

/// Why a text is no certificate to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    #[error("The client has no certificate.")]
    Missing,
    #[error("The text holds no certificate in PEM.")]
    NoCertificate,
    #[error("The text holds no private key in PEM.")]
    NoKey,
    #[error("The private key is protected by a password.")]
    Encrypted,
    #[error("The private key is not that of the first certificate.")]
    OtherKey,
    #[error("The certificate and its key cannot be used.")]
    Unusable,
}

impl IdentityFault {
    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing | Self::NoCertificate | Self::NoKey | Self::Unusable => {
                "Give the certificate (with its chain) and the private key one after the other, as PEM. A .p12 or .pfx file becomes that with: openssl pkcs12 -in client.p12 -nodes -out client.pem"
            }
            Self::Encrypted => {
                "Take the password off first, for example with: openssl pkey -in key.pem"
            }
            Self::OtherKey => {
                "The client's own certificate comes first, then those of its authorities; the key is the client's own."
            }
        }
    }
}

impl Identity {
    /// Reads a certificate, its chain and its key, all as PEM in one text and the key anywhere.
    pub fn read(text: &Secret) -> Result<Self, IdentityFault> {
        let text = text.expose();
        if text.trim().is_empty() {
            return Err(IdentityFault::Missing);
        }
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
        let chain = chain.map_err(|_| IdentityFault::NoCertificate)?;
        if chain.is_empty() {
            return Err(IdentityFault::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
            if text.contains("ENCRYPTED") {
                IdentityFault::Encrypted
            } else {
                IdentityFault::NoKey
            }
        })?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider());
        match certified {
            Ok(certified) => Ok(Self(Arc::new(certified))),
            Err(rustls::Error::InconsistentKeys(_)) => Err(IdentityFault::OtherKey),
            Err(_) => Err(IdentityFault::Unusable),
        }
    }

    /// The same TLS, with this certificate for a server that asks for one.
    pub(super) fn shown_by(&self, tls: &rustls::ClientConfig) -> rustls::ClientConfig {
        let mut tls = tls.clone();
        tls.client_auth_cert_resolver = Arc::new(SingleCertAndKey::from(Arc::clone(&self.0)));
        // A session that began without the certificate, or with another, must not be taken up.
        tls.resumption = rustls::client::Resumption::disabled();
        tls
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity[{} certificates]", self.0.cert.len())
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{KeyPair, generate_simple_self_signed};

    use super::*;

    fn pem(bytes: &[u8], label: &str) -> String {
        use base64::Engine as _;
        let body = base64::engine::general_purpose::STANDARD.encode(bytes);
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    fn made() -> (String, String) {
        let made = generate_simple_self_signed(["client".to_owned()]).expect("a certificate");
        let certificate = pem(made.cert.der(), "CERTIFICATE");
        let key = pem(&made.signing_key.serialize_der(), "PRIVATE KEY");
        (certificate, key)
    }

    fn fault(text: &str) -> IdentityFault {
        Identity::read(&Secret::new(text)).expect_err("no identity")
    }

    #[test]
    fn certificate_and_key_are_read_in_either_order() {
        let (certificate, key) = made();
        for text in [format!("{certificate}{key}"), format!("{key}{certificate}")] {
            Identity::read(&Secret::new(text)).expect("an identity");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let (certificate, key) = made();
        assert_eq!(fault(" \n"), IdentityFault::Missing);
        assert_eq!(fault(&key), IdentityFault::NoCertificate);
        assert_eq!(fault(&certificate), IdentityFault::NoKey);
        let locked = pem(b"x", "ENCRYPTED PRIVATE KEY");
        assert_eq!(
            fault(&format!("{certificate}{locked}")),
            IdentityFault::Encrypted
        );
        let other = KeyPair::generate().expect("a key").serialize_der();
        let other = pem(&other, "PRIVATE KEY");
        assert_eq!(
            fault(&format!("{certificate}{other}")),
            IdentityFault::OtherKey
        );
        assert!(fault("MIIJ").hint().contains("openssl pkcs12"));
    }
}

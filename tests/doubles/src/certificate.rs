//! What a server shows of itself.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};

pub struct Certificate {
    shown: CertificateDer<'static>,
    key: KeyPair,
}

impl Certificate {
    pub fn new(shown: CertificateDer<'static>, key: KeyPair) -> Self {
        Self { shown, key }
    }

    /// For this computer, vouched for by nobody.
    pub fn self_signed() -> Self {
        let key = KeyPair::generate().expect("a key");
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let params = CertificateParams::new(names).expect("names");
        let signed = params.self_signed(&key).expect("a certificate");
        Self::new(signed.der().clone(), key)
    }

    /// For clients that shall trust it.
    pub fn root(&self) -> CertificateDer<'static> {
        self.shown.clone()
    }

    pub(crate) fn config(self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![self.shown], key)
            .expect("they fit");
        Arc::new(config)
    }
}

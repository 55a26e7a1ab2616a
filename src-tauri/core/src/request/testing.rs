//! Test support: a small HTTP server that records requests, drafts, and an open vault.

use std::{path::Path, sync::Arc};

use rustls::pki_types::CertificateDer;
use tokenry_doubles::{Asked, Certificate, Play, TestServer};
use tokenry_model::{
    clock::Ambient,
    request::{Body, Draft, Field, SendSettings},
};
use tokenry_oauth::http::{Http, HttpSettings};
use tokenry_vault::{
    store::Store,
    vault::{NewSlot, Vault, keyring::SystemKeyring},
};

/// A response with a body.
pub(super) fn server<P: Into<Play>>(
    answer: impl Fn(&Asked) -> P + Send + Sync + 'static,
) -> (TestServer, Http) {
    let certificate = Certificate::self_signed();
    let http = trusting([certificate.root()]);
    (TestServer::with_certificate(certificate, answer), http)
}

pub(super) fn trusting(roots: impl IntoIterator<Item = CertificateDer<'static>>) -> Http {
    Http::with(HttpSettings {
        extra_roots: roots.into_iter().collect(),
        ..HttpSettings::default()
    })
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
    let vault = Vault::new(store.clone(), keyring, Ambient::system(), dir);
    vault.create(NewSlot::Keyring).await.expect("a new vault");
    (store, vault)
}

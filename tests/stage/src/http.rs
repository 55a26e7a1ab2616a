//! The plain HTTP client the stage itself uses: loopback only, no redirects followed, no proxy.

use std::sync::Arc;

use reqwest::{Client, Response, redirect};
use rustls::{ClientConfig, RootCertStore};
use serde::de::DeserializeOwned;
use url::Url;

use crate::StageError;

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

/// Fetches an address the way a browser would at the end of a redirect: a GET, nothing followed.
/// So a test hands a callback address to whoever listens there.
pub async fn visit(url: &Url) -> Result<Answer, StageError> {
    let response = client()?.get(url.clone()).send().await?;
    Ok(Answer {
        status: response.status().as_u16(),
        body: response.text().await?,
    })
}

/// A client without any TLS roots: everything on the stage is plain HTTP on 127.0.0.1.
pub(crate) fn client() -> Result<Client, StageError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    #[expect(
        clippy::disallowed_methods,
        reason = "the stage stands outside of the product and its HTTP client factory"
    )]
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        // A kept connection belongs to one tokio runtime; parts of the stage may outlive it.
        .pool_max_idle_per_host(0);
    let builder =
        match ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions() {
            Ok(tls) => builder.tls_backend_preconfigured(
                tls.with_root_certificates(RootCertStore::empty())
                    .with_no_client_auth(),
            ),
            Err(_) => builder,
        };
    Ok(builder.build()?)
}

/// The JSON body of a successful reply.
pub(crate) async fn json<T: DeserializeOwned>(response: Response) -> Result<T, StageError> {
    let (url, status) = (response.url().to_string(), response.status());
    let body = response.text().await?;
    if !status.is_success() {
        return Err(StageError::Reply {
            url,
            status: status.as_u16(),
            body,
        });
    }
    serde_json::from_str(&body).map_err(StageError::data("a server of the stage"))
}

pub(crate) fn address(text: &str) -> Result<Url, StageError> {
    Url::parse(text).map_err(|source| StageError::Address {
        text: text.to_owned(),
        source,
    })
}

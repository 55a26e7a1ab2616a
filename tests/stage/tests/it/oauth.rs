//! The client's side of a login, as small as it can be: what Tokenry does in full.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";
pub(crate) const STATE: &str = "the-state";

pub(crate) fn authorize_url(endpoint: &Url, client: &str, redirect: &str, scope: &str) -> Url {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut url = endpoint.clone();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", redirect)
        .append_pair("scope", scope)
        .append_pair("state", STATE)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    url
}

pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the stage stands outside of the product and its HTTP client factory"
)]
pub(crate) fn http() -> Client {
    // The stage's own client cannot be had from outside; the process has no TLS provider yet.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().expect("a client")
}

/// Posts a form to a token endpoint.
pub(crate) async fn token(endpoint: Url, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let response = http()
        .post(endpoint)
        .form(form)
        .send()
        .await
        .expect("an answer");
    let status = response.status();
    (status, response.json().await.expect("JSON"))
}

pub(crate) async fn get(url: Url, bearer: &str) -> (StatusCode, Value) {
    let response = http()
        .get(url)
        .bearer_auth(bearer)
        .send()
        .await
        .expect("an answer");
    let status = response.status();
    (status, response.json().await.unwrap_or(Value::Null))
}

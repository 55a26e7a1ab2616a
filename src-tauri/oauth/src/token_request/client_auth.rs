//! Client authentication (RFC 6749 §2.3, RFC 7523 §2.2, RFC 8705 §2).

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::header::HeaderValue;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Parameters, assertion};
use crate::{
    error::TokenError,
    http::{Identity, IdentityFault},
    token_endpoint::TokenEndpoint,
};
use tokenry_model::{client::AuthMethod, secret::Secret};

/// `client_assertion_type` (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Seconds that an assertion is good for: it is used at once, and clocks differ.
const LIFETIME: i64 = 120;

/// Client authentication outside the parameters.
#[derive(Default)]
pub(super) struct Proof {
    /// `Authorization`.
    pub(super) authorization: Option<HeaderValue>,
    /// `Authorization` after the name and password in the endpoint's address (RFC 7617), where
    /// there is no other.
    pub(super) of_address: Option<HeaderValue>,
    /// The client's certificate.
    pub(super) identity: Option<Identity>,
    /// To be kept out of sight.
    pub(super) secrets: Vec<Secret>,
}

/// Adds to the parameters what proves the client, and gives back what is none.
pub(super) fn authenticate<'a>(
    endpoint: &TokenEndpoint<'a>,
    parameters: &mut Parameters<'a>,
) -> Result<Proof, TokenError> {
    let id = endpoint.client_id;
    let mut proof = Proof::default();
    match (endpoint.auth, endpoint.secret) {
        (AuthMethod::ClientSecretBasic, Some(secret)) => {
            let (id, secret) = (form_encoded(id), form_encoded(secret.expose()));
            proof.authorization = Some(basic(id.as_bytes(), secret.as_bytes(), &mut proof.secrets));
        }
        // For servers that do not decode id and secret (RFC 6749 §2.3.1). What is pushed
        // (RFC 9126) has the id among its parameters, and it is said once.
        (AuthMethod::ClientSecretBasicRaw, Some(secret)) => {
            let secret = secret.expose().as_bytes();
            proof.authorization = Some(basic(id.as_bytes(), secret, &mut proof.secrets));
            parameters.remove("client_id");
        }
        (AuthMethod::ClientSecretPost, Some(secret)) => {
            parameters.push_client("client_id", id);
            parameters.push_client("client_secret", secret);
        }
        (AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt, _) => {
            parameters.push_client("client_id", id);
            let assertion = assertion::signed(endpoint, id, LIFETIME, &[])?;
            parameters.push_behind("client_assertion_type", JWT_BEARER);
            parameters.push_behind("client_assertion", assertion);
        }
        (AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth, secret) => {
            parameters.push_client("client_id", id);
            proof.identity = Some(Identity::read(secret.ok_or(IdentityFault::Missing)?)?);
        }
        // A public client is one also where somebody typed a secret.
        (AuthMethod::None, _)
        | (
            AuthMethod::ClientSecretBasic
            | AuthMethod::ClientSecretBasicRaw
            | AuthMethod::ClientSecretPost,
            None,
        ) => parameters.push_client("client_id", id),
    }
    proof.of_address = userinfo(endpoint.url, &mut proof.secrets);
    Ok(proof)
}

fn userinfo(url: &Url, secrets: &mut Vec<Secret>) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text| Zeroizing::new(percent_decode_str(text).collect::<Vec<u8>>());
    let (name, password) = (
        decoded(url.username()),
        decoded(url.password().unwrap_or_default()),
    );
    secrets.extend(str::from_utf8(&password).ok().map(Secret::new));
    Some(basic(&name, &password, secrets))
}

/// HTTP Basic (RFC 7617) of what is encoded already where it has to be.
fn basic(name: &[u8], password: &[u8], secrets: &mut Vec<Secret>) -> HeaderValue {
    let pair = Zeroizing::new([name, b":", password].concat());
    let encoded = Secret::new(BASE64.encode(&*pair));
    let value = Zeroizing::new(["Basic ", encoded.expose()].concat());
    secrets.push(encoded);
    let value = HeaderValue::from_maybe_shared(Bytes::from_owner(value));
    let mut value = value.expect("base64 is plain ASCII");
    value.set_sensitive(true);
    value
}

fn form_encoded(text: &str) -> Zeroizing<String> {
    // As much as it can become: a text that grows leaves copies behind.
    let mut encoded = Zeroizing::new(String::with_capacity(3 * text.len()));
    encoded.extend(form_urlencoded::byte_serialize(text.as_bytes()));
    encoded
}

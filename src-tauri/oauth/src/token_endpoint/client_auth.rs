//! How a client proves who it is (RFC 6749 §2.3, RFC 7523 §2.2), for every grant alike.
//!
//! The `oauth2` crate knows a secret in a header and in the body; what it does not know is
//! added here to the request that it built.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use oauth2::HttpRequest;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Map, json};
use url::form_urlencoded;

use super::{
    super::{
        error::TokenError,
        signing::{KeyFault, SigningKey, sign_shared},
    },
    TokenEndpoint,
};
use tokenry_model::{
    client::{AssertionAudience, AuthMethod},
    secret::Secret,
};

/// `client_assertion_type` (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Seconds that an assertion is good for: it is used at once, and clocks differ.
const LIFETIME: i64 = 120;

/// Adds the proof. Gives back what of it has to be kept out of sight.
pub(super) fn authenticate(
    endpoint: &TokenEndpoint<'_>,
    built: &mut HttpRequest,
) -> Result<Option<Secret>, TokenError> {
    match (endpoint.auth, endpoint.secret) {
        (AuthMethod::ClientSecretBasicRaw, Some(secret)) => {
            raw_basic(endpoint.client_id, secret, built).map(Some)
        }
        (AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt, secret) => {
            let secret = secret.ok_or(KeyFault::Missing)?;
            let assertion = assertion(endpoint, secret)?;
            append(
                built,
                &[
                    ("client_assertion_type", JWT_BEARER),
                    ("client_assertion", assertion.expose()),
                ],
            );
            Ok(Some(assertion))
        }
        _ => Ok(None),
    }
}

/// The JWT with which a client speaks for itself (RFC 7523 §3).
fn assertion(endpoint: &TokenEndpoint<'_>, secret: &Secret) -> Result<Secret, KeyFault> {
    let now = endpoint.nature.now().as_second();
    let claims = json!({
        "iss": endpoint.client_id,
        "sub": endpoint.client_id,
        "aud": endpoint.audience(),
        "jti": endpoint.nature.random_token(),
        "iat": now,
        "exp": now + LIFETIME,
    });
    endpoint.sign(secret, &claims)
}

impl TokenEndpoint<'_> {
    /// For whom this client's assertions are meant.
    pub(crate) fn audience(&self) -> &str {
        match (self.hardening.signing.audience, self.issuer) {
            (AssertionAudience::Issuer, Some(issuer)) => issuer,
            _ => self.token_url.as_str(),
        }
    }

    /// Signs claims as this client does: with its private key, or with its secret.
    pub(crate) fn sign(
        &self,
        secret: &Secret,
        claims: &serde_json::Value,
    ) -> Result<Secret, KeyFault> {
        let signing = &self.hardening.signing;
        let (alg, kid) = (signing.alg.as_deref(), signing.key_id.as_deref());
        let mut header = Map::new();
        header.insert("typ".into(), "JWT".into());
        if self.auth == AuthMethod::ClientSecretJwt {
            return sign_shared(secret, alg, header, claims);
        }
        SigningKey::read(secret)?.sign(alg, kid, header, claims)
    }
}

/// Id and secret as they are, without the form-urlencoding of RFC 6749 §2.3.1, for servers
/// that do not decode it.
fn raw_basic(id: &str, secret: &Secret, built: &mut HttpRequest) -> Result<Secret, TokenError> {
    let pair = zeroize::Zeroizing::new(format!("{id}:{}", secret.expose()));
    let encoded = BASE64.encode(pair.as_bytes());
    let mut value =
        HeaderValue::try_from(format!("Basic {encoded}")).map_err(|_| TokenError::BadExtra {
            name: "Authorization".into(),
        })?;
    value.set_sensitive(true);
    built.headers_mut().insert(AUTHORIZATION, value);
    let kept: Vec<(String, String)> = form_urlencoded::parse(built.body())
        .filter(|(name, _)| name != "client_id")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    *built.body_mut() = form(kept);
    Ok(Secret::new(encoded))
}

/// Adds parameters to a form.
pub(super) fn append(built: &mut HttpRequest, pairs: &[(&str, &str)]) {
    let known = form_urlencoded::parse(built.body())
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    let added = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let all: Vec<(String, String)> = known.chain(added).collect();
    *built.body_mut() = form(all);
}

/// Puts these parameters in the place of a grant's, beside the proof who asks.
pub(super) fn replace(built: &mut HttpRequest, params: &[(String, String)]) {
    let is_ours = |name: &str| params.iter().any(|(known, _)| known == name);
    let kept = form_urlencoded::parse(built.body())
        .filter(|(name, _)| name != "grant_type" && !is_ours(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    let all: Vec<(String, String)> = params.iter().cloned().chain(kept).collect();
    *built.body_mut() = form(all);
}

/// Gives a form another `grant_type`.
pub(super) fn rename(built: &mut HttpRequest, grant_type: &str) {
    let pairs = form_urlencoded::parse(built.body()).map(|(name, value)| {
        let value = if name == "grant_type" {
            grant_type.to_owned()
        } else {
            value.into_owned()
        };
        (name.into_owned(), value)
    });
    let pairs: Vec<(String, String)> = pairs.collect();
    *built.body_mut() = form(pairs);
}

fn form(pairs: Vec<(String, String)>) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
        .into_bytes()
}

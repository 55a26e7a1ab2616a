//! The keys with which a server signs (RFC 7517, OpenID Connect Core §10.1.1): fetched, and
//! used to verify a JWT's signature.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::sanitize;
use crate::http::may_carry_credentials;
use crate::http::{Caps, Http, HttpError, exchange};
use tokenry_model::{jwt::Jwt, redact::Redactor, secret::Secret, transcript::HttpStep};

/// The public keys of one server. Those of a kind that is not known are left out.
#[derive(Debug, Clone, Default)]
pub struct KeySet(Vec<Jwk>);

/// The result of fetching a key set. The exchange is recorded on success and failure.
#[derive(Debug)]
pub struct Fetched {
    pub http: HttpStep,
    pub keys: Result<KeySet, KeysError>,
}

#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("The server answered {status} when it was asked for its keys.")]
    Refused { status: u16 },
    #[error("The server's answer is not a set of keys.")]
    NotKeys(#[source] serde_json::Error),
}

/// By which key a signature was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `alg` of the header: `RS256`, …
    pub alg: String,
    pub kid: Option<String>,
}

/// Why a signature is not one of the server's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    #[error("it is not signed: its alg is {alg:?}")]
    Unsigned { alg: String },
    /// Whoever knows a shared secret can sign with it; a public key is no secret (RFC 8725 §2.1).
    #[error("its alg is {alg}, which needs the client's secret, and this client has none")]
    NoSecret { alg: String },
    #[error("its header says that {name:?} has to be understood, which Tokenry does not")]
    Critical { name: String },
    #[error("it was signed with the key {kid:?}, which is not among the server's keys ({known})")]
    UnknownKey { kid: String, known: String },
    #[error("none of the server's keys is one for {alg}")]
    NoKey { alg: String },
    #[error("its {alg} signature does not match the server's key")]
    Wrong { alg: String },
    /// The only one that says nothing about the token.
    #[error("its alg is {alg}, which Tokenry cannot verify")]
    Unsupported { alg: String },
}

/// Fetches the key set at `jwks_uri`. It takes the same care as with credentials: who can
/// change the keys on the way can sign whatever he likes.
pub async fn fetch(http: &Http, url: &Url, plain_http: bool) -> Fetched {
    let redactor = Redactor::new();
    let client = may_carry_credentials(url, plain_http).and_then(|()| http.token(url));
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            return Fetched {
                http: HttpStep::default(),
                keys: Err(error.into()),
            };
        }
    };
    let request = reqwest::Request::new(Method::GET, url.clone());
    let exchanged = exchange(client, request, Caps::default(), &redactor).await;
    let keys = exchanged
        .answer
        .and_then(|answer| answer.refuse_redirect(&redactor))
        .map_err(KeysError::from)
        .and_then(|answer| {
            if !answer.status.is_success() {
                let status = answer.status.as_u16();
                return Err(KeysError::Refused { status });
            }
            KeySet::read(&answer.body)
        });
    Fetched {
        http: exchanged.step,
        keys,
    }
}

impl KeySet {
    /// Reads a JWK set (RFC 7517 §5).
    pub fn read(body: &[u8]) -> Result<Self, KeysError> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(body).map_err(KeysError::NotKeys)?;
        let keys = document.keys.into_iter();
        Ok(Self(
            keys.filter_map(|key| serde_json::from_value(key).ok())
                .collect(),
        ))
    }

    /// Returns `true` if the set contains the key that the token names. A token that names none
    /// matches any set.
    pub fn fits(&self, token: &Jwt) -> bool {
        let kid = token.header.get("kid").and_then(Value::as_str);
        kid.is_none_or(|kid| self.0.iter().any(|key| named(key) == Some(kid)))
    }

    fn known(&self) -> String {
        let names: Vec<String> = self
            .0
            .iter()
            .filter_map(named)
            .map(sanitize::clean)
            .collect();
        if names.is_empty() {
            "which have no names".into()
        } else {
            names.join(", ")
        }
    }
}

/// Verifies the signature of a signed JWT with the server's keys; one by HMAC with the client's
/// secret (OpenID Connect Core §3.1.3.7, 8), and never with a key of the set.
pub fn verify(
    token: &str,
    jwt: &Jwt,
    keys: &KeySet,
    client_secret: Option<&Secret>,
) -> Result<Signed, SignatureFault> {
    let text = |name: &str| jwt.header.get(name).and_then(Value::as_str);
    let alg = sanitize::clean(text("alg").unwrap_or("none"));
    if alg.is_empty() || alg.eq_ignore_ascii_case("none") {
        return Err(SignatureFault::Unsigned { alg });
    }
    if let Some(critical) = jwt.header.get("crit") {
        let name = sanitize::clean(&critical.to_string());
        return Err(SignatureFault::Critical { name });
    }
    let Ok(algorithm) = alg.parse::<Algorithm>() else {
        return Err(SignatureFault::Unsupported { alg });
    };
    let kid = text("kid");
    let candidates: Vec<DecodingKey> = if algorithm.family() == AlgorithmFamily::Hmac {
        let Some(secret) = client_secret else {
            return Err(SignatureFault::NoSecret { alg });
        };
        vec![DecodingKey::from_secret(secret.expose().as_bytes())]
    } else {
        let named_so: Vec<&Jwk> = keys
            .0
            .iter()
            .filter(|key| kid.is_none() || named(key).is_none() || named(key) == kid)
            .collect();
        if let Some(kid) = kid
            && named_so.is_empty()
        {
            return Err(SignatureFault::UnknownKey {
                kid: sanitize::clean(kid),
                known: keys.known(),
            });
        }
        let fitting = named_so.into_iter().filter(|key| is_for(key, algorithm));
        fitting
            .filter_map(|key| DecodingKey::from_jwk(key).ok())
            .collect()
    };
    if candidates.is_empty() {
        return Err(SignatureFault::NoKey { alg });
    }
    let matches = |key: &DecodingKey| {
        let (message, signature) = token.rsplit_once('.')?;
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm).ok()
    };
    if candidates.iter().any(|key| matches(key) == Some(true)) {
        let kid = kid.map(sanitize::clean);
        Ok(Signed { alg, kid })
    } else {
        Err(SignatureFault::Wrong { alg })
    }
}

fn named(key: &Jwk) -> Option<&str> {
    key.common.key_id.as_deref()
}

/// A key is used for what it was made for: its type, its curve, its use, its own `alg`
/// (RFC 8725 §3.1).
fn is_for(key: &Jwk, algorithm: Algorithm) -> bool {
    let fits = match (&key.algorithm, algorithm.family()) {
        (AlgorithmParameters::RSA(_), AlgorithmFamily::Rsa) => true,
        (AlgorithmParameters::EllipticCurve(curve), AlgorithmFamily::Ec) => {
            let wanted = match algorithm {
                Algorithm::ES384 => EllipticCurve::P384,
                _ => EllipticCurve::P256,
            };
            curve.curve == wanted
        }
        (AlgorithmParameters::OctetKeyPair(curve), AlgorithmFamily::Ed) => {
            curve.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    let signs = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let own = key.common.key_algorithm;
    let same = own.is_none_or(|own| own.to_string().parse() == Ok(algorithm));
    fits && signs && same
}

//! Tokens that are bound to a key (DPoP, RFC 9449): the key, and the proof that goes with every
//! request which shows that its sender holds it.
//!
//! **A key per token**, made when its login begins. A public client's refresh token is bound to the
//! key of its first request (RFC 9449 §5), so the key lives and dies with the token and is sealed
//! beside it; a key shared by all tokens of a client would let servers tell that two accounts are
//! one person's, and would have to be changed for all of them at once.

mod nonces;
#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ed25519_dalek::SigningKey as Ed25519;
use http_auth::{ChallengeRef, ParamValue, parser::ChallengeParser};
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub use self::nonces::{Door, Nonces};
use super::signing::{KeyFault, SigningKey};
use tokenry_model::{clock::Ambient, secret::Secret, server::Placement, token::DPOP};

/// The header that carries a proof (RFC 9449 §4.1).
pub const PROOF: HeaderName = HeaderName::from_static("dpop");

/// The error that asks for a nonce in the proof (RFC 9449 §8, §9).
pub const USE_NONCE: &str = "use_dpop_nonce";

/// For the transcript of a request that is sent once more.
pub const NONCE_WANTED: &str = "The server wants the nonce of this reply in the proof of the token's key (RFC 9449 §8): the request is sent once more with it.";

/// Algorithms for new keys, the usual one first.
const ALGS: [&str; 3] = ["ES256", "ES384", "EdDSA"];

/// The key of one token.
#[derive(Debug, Clone)]
pub struct DpopKey {
    /// The private key as a JWK.
    text: Secret,
    signing: SigningKey,
    alg: &'static str,
    /// The public key as a JWK.
    public: Value,
    thumbprint: String,
}

/// Makes proofs with a key, and remembers the nonces that servers want in them.
#[derive(Debug, Clone, Copy)]
pub struct Prover<'a> {
    pub key: &'a DpopKey,
    pub nonces: &'a Nonces,
    pub ambient: &'a Ambient,
}

/// A proof for one request, good once.
#[derive(Debug)]
pub struct Proof {
    pub jwt: Secret,
    /// The claims of the proof, for the transcript.
    pub told: String,
}

#[derive(Debug, thiserror::Error)]
pub enum DpopError {
    #[error(
        "The server takes proofs of a key (DPoP) signed with {offered} only, and Tokenry makes keys for ES256, ES384 and EdDSA."
    )]
    NoAlg { offered: String },
    #[error("The key that the token is bound to cannot be used.")]
    Key(#[from] KeyFault),
}

impl DpopError {
    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoAlg { .. } => {
                "Switch DPoP off in the client's settings, or ask whoever runs the server to allow ES256."
            }
            Self::Key(_) => "Log in again: that makes a new key.",
        }
    }
}

impl DpopKey {
    /// A new key, for the first algorithm of ours that the server lists
    /// (`dpop_signing_alg_values_supported`); a server that lists none gets ES256.
    pub fn generate(ambient: &Ambient, offered: &[String]) -> Result<Self, DpopError> {
        let listed = |alg: &&&str| offered.is_empty() || offered.iter().any(|one| one == **alg);
        let alg = ALGS.iter().find(listed).ok_or_else(|| DpopError::NoAlg {
            offered: offered.join(", "),
        })?;
        Self::read(&private_jwk(alg, ambient)?)
    }

    /// Reads what [`Self::text`] gave.
    pub fn read(text: &Secret) -> Result<Self, DpopError> {
        let private: Value =
            serde_json::from_str(text.expose()).map_err(|_| KeyFault::Unreadable)?;
        let member = |name: &'static str| {
            let text = private[name].as_str();
            text.ok_or(KeyFault::Jwk { member: name })
        };
        let (kind, curve, x) = (member("kty")?, member("crv")?, member("x")?);
        let alg = match curve {
            "P-256" => "ES256",
            "P-384" => "ES384",
            "Ed25519" => "EdDSA",
            _ => return Err(KeyFault::Jwk { member: "crv" }.into()),
        };
        let mut public = json!({"kty": kind, "crv": curve, "x": x});
        // The members that RFC 7638 §3.2 wants, in its order; none needs escaping.
        let mut canonical = format!(r#"{{"crv":"{curve}","kty":"{kind}","x":"{x}""#);
        if kind == "EC" {
            let y = member("y")?;
            public["y"] = y.into();
            canonical = format!(r#"{canonical},"y":"{y}""#);
        }
        Ok(Self {
            text: text.clone(),
            signing: SigningKey::read(text)?,
            alg,
            thumbprint: hash(&format!("{canonical}}}")),
            public,
        })
    }

    /// The private key, for sealing.
    pub fn text(&self) -> &Secret {
        &self.text
    }

    /// `jkt`: how a server names the key (RFC 7638 with SHA-256). Not secret.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }
}

impl Prover<'_> {
    /// Puts a fresh proof on a request. Gives back what it says, for a transcript.
    pub fn attach(
        &self,
        request: &mut reqwest::Request,
        access: Option<&Secret>,
    ) -> Result<String, DpopError> {
        let proof = self.proof(request.method(), request.url(), access)?;
        let mut value = HeaderValue::from_str(proof.jwt.expose()).map_err(|_| KeyFault::Failed)?;
        value.set_sensitive(true);
        request.headers_mut().insert(PROOF, value);
        Ok(proof.told)
    }

    /// A proof for a request (RFC 9449 §4.2); with the access token where it carries one.
    pub fn proof(
        &self,
        method: &Method,
        url: &Url,
        access: Option<&Secret>,
    ) -> Result<Proof, DpopError> {
        let mut claims = json!({
            "jti": self.ambient.random_token(),
            "htm": method.as_str(),
            "htu": target(url),
            "iat": self.ambient.now().as_second(),
        });
        let door = access.map_or(Door::Token, |_| Door::Api);
        if let Some(access) = access {
            claims["ath"] = hash(access.expose()).into();
        }
        if let Some(nonce) = self.nonces.of(door, url) {
            claims["nonce"] = nonce.into();
        }
        let mut header = Map::new();
        header.insert("typ".into(), "dpop+jwt".into());
        header.insert("jwk".into(), self.key.public.clone());
        let jwt = self
            .key
            .signing
            .sign(Some(self.key.alg), None, header, &claims)?;
        let told = format!(
            "The DPoP proof, signed with {} by the key {}, says: {claims}",
            self.key.alg, self.key.thumbprint
        );
        Ok(Proof { jwt, told })
    }
}

/// The placement of a bound token, whatever the server's settings say (RFC 9449 §7.1).
pub fn placement() -> Placement {
    Placement::Header {
        name: "Authorization".into(),
        prefix: DPOP.into(),
    }
}

/// Returns `true` if an API refused a proof only because it requires its nonce (RFC 9449 §9).
pub fn asks_for_nonce(status: StatusCode, headers: &HeaderMap) -> bool {
    let asks = |challenge: ChallengeRef<'_>| {
        let says = |(name, value): &(&str, ParamValue<'_>)| {
            name.eq_ignore_ascii_case("error") && value.to_unescaped() == USE_NONCE
        };
        challenge.scheme.eq_ignore_ascii_case(DPOP) && challenge.params.iter().any(says)
    };
    let mut values = headers.get_all(WWW_AUTHENTICATE).iter();
    status == StatusCode::UNAUTHORIZED
        && values.any(|value| {
            let text = value.to_str().unwrap_or_default();
            ChallengeParser::new(text).map_while(Result::ok).any(asks)
        })
}

/// `htu`: the address without query and fragment (RFC 9449 §4.2).
fn target(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// SHA-256 as base64url: `ath` and `jkt`.
fn hash(text: &str) -> String {
    BASE64URL.encode(Sha256::digest(text.as_bytes()))
}

/// A new private key for one of [`ALGS`].
pub(super) fn private_jwk(alg: &str, ambient: &Ambient) -> Result<Secret, KeyFault> {
    let text = match alg {
        "ES384" => drawn(|| p384::SecretKey::from_slice(&*fresh::<48>(ambient)).ok())
            .map(|key| key.to_jwk_string()),
        "EdDSA" => {
            let key = Ed25519::from_bytes(&fresh::<32>(ambient));
            let part = |bytes: &[u8]| BASE64URL.encode(bytes);
            let (x, d) = (key.verifying_key(), zeroize::Zeroizing::new(key.to_bytes()));
            let jwk =
                json!({"kty": "OKP", "crv": "Ed25519", "x": part(x.as_bytes()), "d": part(&*d)});
            Some(zeroize::Zeroizing::new(jwk.to_string()))
        }
        _ => drawn(|| p256::SecretKey::from_slice(&*fresh::<32>(ambient)).ok())
            .map(|key| key.to_jwk_string()),
    };
    let text = text.ok_or(KeyFault::Failed)?;
    Ok(Secret::new(text.as_str()))
}

fn fresh<const N: usize>(ambient: &Ambient) -> zeroize::Zeroizing<[u8; N]> {
    zeroize::Zeroizing::new(ambient.bytes())
}

/// Of all numbers one in four thousand million is no key of the curve.
fn drawn<K>(draw: impl Fn() -> Option<K>) -> Option<K> {
    (0..8).find_map(|_| draw())
}

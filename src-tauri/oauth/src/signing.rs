//! The keys with which a client signs, and the JWTs it signs with them (RFC 7515, RFC 7519):
//! client assertions, authorization grants, proofs of possession.
//!
//! A private key comes as PEM (PKCS #8, PKCS #1, SEC 1), as a JWK or a set with one (RFC 7517),
//! or as the JSON file of a service account that holds a PEM.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use rustls::{SignatureScheme, crypto::ring::sign::any_supported_type, pki_types::PrivateKeyDer};
use serde_json::{Map, Value, json};

use self::formats::Parsed;
use tokenry_model::secret::Secret;

mod formats;
mod public;

/// A private key that signs JWTs.
#[derive(Debug, Clone)]
pub struct SigningKey {
    key: Arc<dyn rustls::sign::SigningKey>,
    /// `kid`, where the key's own text names it.
    kid: Option<String>,
    /// `alg`, likewise.
    alg: Option<String>,
}

/// Why a text is no key to sign with, or cannot sign what is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("The client has no private key.")]
    Missing,
    #[error("The private key is neither PEM nor a JWK.")]
    Unreadable,
    #[error("The private key is protected by a password.")]
    Encrypted,
    #[error("That is a public key or a certificate, and signing takes the private key.")]
    Public,
    #[error("The JWK's {member} is missing or wrong.")]
    Jwk { member: &'static str },
    #[error("Keys of the kind {kind:?} cannot sign here: use RSA, P-256, P-384 or Ed25519.")]
    Kind { kind: String },
    #[error("The key cannot sign with {alg}.")]
    Alg { alg: String },
    #[error("The key did not sign.")]
    Failed,
}

/// Supported algorithms, in the order in which a key's own algorithm is looked up.
const SCHEMES: [(&str, SignatureScheme); 9] = [
    ("RS256", SignatureScheme::RSA_PKCS1_SHA256),
    ("ES256", SignatureScheme::ECDSA_NISTP256_SHA256),
    ("ES384", SignatureScheme::ECDSA_NISTP384_SHA384),
    ("EdDSA", SignatureScheme::ED25519),
    ("PS256", SignatureScheme::RSA_PSS_SHA256),
    ("RS384", SignatureScheme::RSA_PKCS1_SHA384),
    ("RS512", SignatureScheme::RSA_PKCS1_SHA512),
    ("PS384", SignatureScheme::RSA_PSS_SHA384),
    ("PS512", SignatureScheme::RSA_PSS_SHA512),
];

impl KeyFault {
    /// Returns advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing | Self::Unreadable | Self::Public | Self::Jwk { .. } => {
                "Give the client its private key, as PEM (“-----BEGIN PRIVATE KEY-----”) or as a JWK."
            }
            Self::Encrypted => {
                "Take the password off first, for example with: openssl pkey -in key.pem"
            }
            Self::Kind { .. } | Self::Alg { .. } | Self::Failed => {
                "Choose another algorithm or another key, and register that at the server."
            }
        }
    }
}

impl SigningKey {
    /// Reads a private key.
    pub fn read(text: &Secret) -> Result<Self, KeyFault> {
        let Parsed { der, kid, alg } = formats::parse(text)?;
        Ok(Self {
            key: supported(&der)?,
            kid,
            alg,
        })
    }

    /// Signs claims as a JWT. Without `alg` the key's own is used, or the usual one of its
    /// kind (RS256, ES256, ES384, EdDSA).
    pub fn sign(
        &self,
        alg: Option<&str>,
        kid: Option<&str>,
        mut header: Map<String, Value>,
        claims: &Value,
    ) -> Result<Secret, KeyFault> {
        let (alg, scheme) = self.scheme(alg.or(self.alg.as_deref()))?;
        header.insert("alg".into(), alg.into());
        if let Some(kid) = kid.or(self.kid.as_deref()) {
            header.insert("kid".into(), kid.into());
        }
        let message = message(&header, claims);
        let signer = self.key.choose_scheme(&[scheme]).ok_or(KeyFault::Failed)?;
        let signed = signer
            .sign(message.as_bytes())
            .map_err(|_| KeyFault::Failed)?;
        let signature = match alg {
            // TLS has the two numbers as DER, a JWT side by side (RFC 7518 §3.4).
            "ES256" => p256::ecdsa::Signature::from_der(&signed)
                .map_err(|_| KeyFault::Failed)?
                .to_bytes()
                .to_vec(),
            "ES384" => p384::ecdsa::Signature::from_der(&signed)
                .map_err(|_| KeyFault::Failed)?
                .to_bytes()
                .to_vec(),
            _ => signed,
        };
        Ok(Secret::new(format!(
            "{message}.{}",
            BASE64URL.encode(signature)
        )))
    }

    fn scheme(&self, wanted: Option<&str>) -> Result<(&'static str, SignatureScheme), KeyFault> {
        let fits = |(name, scheme): &&(&'static str, SignatureScheme)| {
            wanted.is_none_or(|wanted| wanted == *name)
                && self.key.choose_scheme(&[*scheme]).is_some()
        };
        let found = SCHEMES.iter().find(fits).copied();
        found.ok_or_else(|| KeyFault::Alg {
            alg: wanted.unwrap_or("a known algorithm").to_owned(),
        })
    }
}

/// Signs claims with a shared secret (HS256, HS384, HS512).
pub fn sign_shared(
    secret: &Secret,
    alg: Option<&str>,
    header: Map<String, Value>,
    claims: &Value,
) -> Result<Secret, KeyFault> {
    let alg = alg.unwrap_or("HS256");
    let known = |name: &str| name.starts_with("HS");
    let algorithm: jsonwebtoken::Algorithm = Some(alg)
        .filter(|alg| known(alg))
        .and_then(|alg| alg.parse().ok())
        .ok_or_else(|| KeyFault::Alg {
            alg: alg.to_owned(),
        })?;
    let mut header = header;
    header.insert("alg".into(), alg.into());
    let message = message(&header, claims);
    let key = jsonwebtoken::EncodingKey::from_secret(secret.expose().as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm)
        .map_err(|_| KeyFault::Failed)?;
    Ok(Secret::new(format!("{message}.{signature}")))
}

fn message(header: &Map<String, Value>, claims: &Value) -> String {
    let part = |text: String| BASE64URL.encode(text);
    let header = part(json!(header).to_string());
    format!("{header}.{}", part(claims.to_string()))
}

fn supported(der: &PrivateKeyDer<'_>) -> Result<Arc<dyn rustls::sign::SigningKey>, KeyFault> {
    any_supported_type(der).map_err(|_| KeyFault::Kind {
        kind: match der {
            PrivateKeyDer::Pkcs1(_) => "RSA of less than 2048 bits",
            _ => "of this PEM",
        }
        .to_owned(),
    })
}

#[cfg(test)]
mod tests;

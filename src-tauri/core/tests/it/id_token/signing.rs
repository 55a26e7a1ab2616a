//! A server's keys, and JWTs that are signed with them correctly or by an attacker.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};

#[derive(Clone)]
pub(super) struct Key {
    kid: &'static str,
    algorithm: Algorithm,
    private: Vec<u8>,
    public: Vec<u8>,
}

impl Key {
    /// A key on the curve P-256.
    pub(super) fn ec(kid: &'static str) -> Self {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
        Self::of(kid, Algorithm::ES256, &pair)
    }

    pub(super) fn ed(kid: &'static str) -> Self {
        let pair = KeyPair::generate_for(&PKCS_ED25519).expect("a key");
        Self::of(kid, Algorithm::EdDSA, &pair)
    }

    fn of(kid: &'static str, algorithm: Algorithm, pair: &KeyPair) -> Self {
        Self {
            kid,
            algorithm,
            private: pair.serialize_der(),
            public: pair.public_key_raw().to_vec(),
        }
    }

    /// The public key as a JWK (RFC 7517, RFC 8037).
    pub(super) fn public(&self) -> Value {
        if self.algorithm == Algorithm::EdDSA {
            let x = BASE64URL.encode(&self.public);
            return json!({"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "use": "sig", "x": x});
        }
        let (x, y) = self.public[1..].split_at(32);
        let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
        json!({"kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "x": x, "y": y})
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.into());
        let key = match self.algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_der(&self.private),
            _ => EncodingKey::from_ec_der(&self.private),
        };
        jsonwebtoken::encode(&header, claims, &key).expect("it signs")
    }

    /// A classic attack: the public key is used as the secret of an HMAC.
    pub(super) fn as_hmac(&self, claims: &Value) -> String {
        hmac(claims, &self.public)
    }

    /// A valid signature with an unknown critical header.
    pub(super) fn critical(&self, claims: &Value) -> String {
        let head = json!({"alg": "ES256", "kid": self.kid, "crit": ["exp"], "exp": 1});
        let message = format!("{}.{}", part(&head), part(claims));
        let key = EncodingKey::from_ec_der(&self.private);
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, self.algorithm);
        format!("{message}.{}", signature.expect("it signs"))
    }
}

pub(super) fn hmac(claims: &Value, secret: &[u8]) -> String {
    let key = EncodingKey::from_secret(secret);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).expect("it signs")
}

pub(super) fn unsigned(claims: &Value) -> String {
    format!("{}.{}.", part(&json!({"alg": "none"})), part(claims))
}

/// The same header and signature with other claims.
pub(super) fn with_claims(token: &str, claims: &Value) -> String {
    let (head, rest) = token.split_once('.').expect("a JWT");
    let (_, signature) = rest.split_once('.').expect("a JWT");
    format!("{head}.{}.{signature}", part(claims))
}

/// `at_hash` for an algorithm with SHA-256.
pub(super) fn at_hash(access: &str) -> String {
    BASE64URL.encode(&Sha256::digest(access)[..16])
}

/// The same for EdDSA with Ed25519, which hashes with SHA-512.
pub(super) fn at_hash_512(access: &str) -> String {
    BASE64URL.encode(&Sha512::digest(access)[..32])
}

fn part(value: &Value) -> String {
    BASE64URL.encode(value.to_string())
}

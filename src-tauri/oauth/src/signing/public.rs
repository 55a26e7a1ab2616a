//! The public half of a key, as a server is given it (RFC 7517 §4).

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use p256::pkcs8::SubjectPublicKeyInfoRef;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{KeyFault, SigningKey};

impl SigningKey {
    /// With the algorithm that it signs with by itself. Its `kid` is the one that its text names, or
    /// else its thumbprint (RFC 7638).
    pub fn public_jwk(&self) -> Result<Value, KeyFault> {
        let der = self.key.public_key().ok_or(KeyFault::Failed)?;
        let info = SubjectPublicKeyInfoRef::try_from(der.as_ref()).map_err(|_| KeyFault::Failed)?;
        let bits = info.subject_public_key.as_bytes();
        let bits = bits.ok_or(KeyFault::Failed)?;
        let (alg, _) = self.scheme(self.alg.as_deref())?;
        let members = match alg {
            "ES256" => point("P-256", bits)?,
            "ES384" => point("P-384", bits)?,
            "EdDSA" => BTreeMap::from([
                ("kty", "OKP".to_owned()),
                ("crv", "Ed25519".to_owned()),
                ("x", BASE64URL.encode(bits)),
            ]),
            _ => modulus(bits)?,
        };
        let canonical = serde_json::to_vec(&members).map_err(|_| KeyFault::Failed)?;
        let thumbprint = || BASE64URL.encode(Sha256::digest(canonical));
        let mut jwk = json!(members);
        jwk["alg"] = alg.into();
        jwk["use"] = "sig".into();
        jwk["kid"] = self.kid.clone().unwrap_or_else(thumbprint).into();
        Ok(jwk)
    }
}

/// RFC 7518 §6.2.1, from the uncompressed form of SEC 1.
fn point(curve: &str, bits: &[u8]) -> Result<BTreeMap<&'static str, String>, KeyFault> {
    let Some((4, numbers)) = bits.split_first() else {
        return Err(KeyFault::Failed);
    };
    let (x, y) = numbers.split_at(numbers.len() / 2);
    Ok(BTreeMap::from([
        ("kty", "EC".to_owned()),
        ("crv", curve.to_owned()),
        ("x", BASE64URL.encode(x)),
        ("y", BASE64URL.encode(y)),
    ]))
}

/// RFC 7518 §6.3.1.
fn modulus(bits: &[u8]) -> Result<BTreeMap<&'static str, String>, KeyFault> {
    let key = pkcs1::RsaPublicKey::try_from(bits).map_err(|_| KeyFault::Failed)?;
    Ok(BTreeMap::from([
        ("kty", "RSA".to_owned()),
        ("n", BASE64URL.encode(key.modulus.as_bytes())),
        ("e", BASE64URL.encode(key.public_exponent.as_bytes())),
    ]))
}

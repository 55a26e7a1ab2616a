//! The forms in which a private key is handed out, all read into DER.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use p256::elliptic_curve::JwkEcKey;
use pkcs1::{
    UintRef,
    der::{Encode as _, zeroize::Zeroizing},
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Map, Value};

use super::KeyFault;
use tokenry_model::secret::Secret;

/// A private key, with what its text says about itself.
pub(super) struct Parsed {
    pub(super) der: PrivateKeyDer<'static>,
    pub(super) kid: Option<String>,
    pub(super) alg: Option<String>,
}

pub(super) fn parse(text: &Secret) -> Result<Parsed, KeyFault> {
    let text = text.expose().trim();
    if text.is_empty() {
        return Err(KeyFault::Missing);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(document) => json(&document),
        Err(_) => Ok(Parsed {
            der: pem(text)?,
            kid: None,
            alg: None,
        }),
    }
}

fn pem(text: &str) -> Result<PrivateKeyDer<'static>, KeyFault> {
    let holds = |what: &str| text.contains(what);
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
        if holds("ENCRYPTED") {
            KeyFault::Encrypted
        } else if holds("BEGIN CERTIFICATE") || holds("PUBLIC KEY") {
            KeyFault::Public
        } else {
            KeyFault::Unreadable
        }
    })
}

/// A service account's file, a set of keys, or one key.
fn json(document: &Value) -> Result<Parsed, KeyFault> {
    let text = |name: &str| document[name].as_str().map(str::to_owned);
    if let Some(inner) = document["private_key"].as_str() {
        return Ok(Parsed {
            der: pem(inner)?,
            kid: text("private_key_id"),
            alg: None,
        });
    }
    if let Some(keys) = document["keys"].as_array() {
        let private = keys.iter().find(|key| key["d"].is_string());
        return json(private.ok_or(KeyFault::Public)?);
    }
    let kind = text("kty").ok_or(KeyFault::Unreadable)?;
    if kind != "oct" && !document["d"].is_string() {
        return Err(KeyFault::Public);
    }
    let der = match kind.as_str() {
        "RSA" => rsa(document)?,
        "EC" => ec(document)?,
        "OKP" => ed25519(document)?,
        _ => return Err(KeyFault::Kind { kind }),
    };
    Ok(Parsed {
        der,
        kid: text("kid"),
        alg: text("alg"),
    })
}

/// RFC 7518 §6.3.2; all numbers are needed, as everybody writes them.
fn rsa(jwk: &Value) -> Result<PrivateKeyDer<'static>, KeyFault> {
    let number = |member: &'static str| {
        let bytes = jwk[member]
            .as_str()
            .and_then(|text| BASE64URL.decode(text).ok());
        bytes.map(Zeroizing::new).ok_or(KeyFault::Jwk { member })
    };
    let wrong = |_| KeyFault::Jwk { member: "n" };
    let numbers = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
    let read = numbers.map(number);
    let mut parts = Vec::with_capacity(numbers.len());
    for part in &read {
        let bytes = part.as_ref().map_err(Clone::clone)?;
        parts.push(UintRef::new(bytes).map_err(wrong)?);
    }
    let key = pkcs1::RsaPrivateKey {
        modulus: parts[0],
        public_exponent: parts[1],
        private_exponent: parts[2],
        prime1: parts[3],
        prime2: parts[4],
        exponent1: parts[5],
        exponent2: parts[6],
        coefficient: parts[7],
        other_prime_infos: None,
    };
    let der = key.to_der().map_err(wrong)?;
    Ok(PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(der)))
}

/// RFC 7518 §6.2.2.
fn ec(jwk: &Value) -> Result<PrivateKeyDer<'static>, KeyFault> {
    let wrong = KeyFault::Jwk { member: "d" };
    // The reader takes these members and no other.
    let bare: Map<String, Value> = ["kty", "crv", "x", "y", "d"]
        .into_iter()
        .map(|name| (name.to_owned(), jwk[name].clone()))
        .collect();
    let key: JwkEcKey = serde_json::from_value(bare.into()).map_err(|_| wrong.clone())?;
    let der = match jwk["crv"].as_str() {
        Some("P-256") => p256::SecretKey::from_jwk(&key)
            .map_err(|_| wrong.clone())?
            .to_pkcs8_der(),
        Some("P-384") => p384::SecretKey::from_jwk(&key)
            .map_err(|_| wrong.clone())?
            .to_pkcs8_der(),
        other => {
            return Err(KeyFault::Kind {
                kind: other.unwrap_or("EC without a curve").to_owned(),
            });
        }
    };
    let der = der.map_err(|_| wrong)?.as_bytes().to_vec();
    Ok(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(der)))
}

/// RFC 8037 §2.
fn ed25519(jwk: &Value) -> Result<PrivateKeyDer<'static>, KeyFault> {
    if jwk["crv"] != "Ed25519" {
        let kind = jwk["crv"].as_str().unwrap_or("OKP without a curve");
        return Err(KeyFault::Kind {
            kind: kind.to_owned(),
        });
    }
    let seed = jwk["d"]
        .as_str()
        .and_then(|text| BASE64URL.decode(text).ok())
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .map(Zeroizing::new)
        .ok_or(KeyFault::Jwk { member: "d" })?;
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    let der = key.to_pkcs8_der().map_err(|_| KeyFault::Failed)?;
    let der = der.as_bytes().to_vec();
    Ok(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(der)))
}

//! Keys in every form that people have them in, each signing something that verifies.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use pkcs1::der::Decode as _;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Map, Value, json};

use super::{BASE64URL, KeyFault, SigningKey, sign_shared};
use tokenry_model::secret::Secret;

/// Made for these tests, and good for nothing else.
const RSA: &str = include_str!("tests/rsa.pem");

fn claims() -> Value {
    json!({"sub": "app", "exp": 4_000_000_000_u64})
}

/// Signs with the key and verifies with its public half.
fn signs(text: &str, alg: Option<&str>, expected: Algorithm, public: &DecodingKey) {
    let key = SigningKey::read(&Secret::new(text)).expect("a key");
    let token = key.sign(alg, Some("k1"), Map::new(), &claims());
    let token = token.expect("it signs");
    let read = jsonwebtoken::decode::<Value>(token.expose(), public, &Validation::new(expected));
    let read = read.expect("the signature is good");
    assert_eq!(read.claims, claims());
    assert_eq!(read.header.kid.as_deref(), Some("k1"));
}

fn fault(text: &str) -> KeyFault {
    SigningKey::read(&Secret::new(text)).expect_err("no key")
}

fn b64(bytes: &[u8]) -> String {
    BASE64URL.encode(bytes)
}

fn pem(pair: &KeyPair) -> String {
    let body = BASE64.encode(pair.serialize_der());
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}

/// The RSA key as a JWK (RFC 7518 §6.3).
fn rsa_jwk() -> Value {
    let outer = PrivatePkcs8KeyDer::from_pem_slice(RSA.as_bytes()).expect("PEM");
    let outer = ed25519_dalek::pkcs8::PrivateKeyInfo::try_from(outer.secret_pkcs8_der());
    let inner = outer.expect("PKCS #8");
    let key = pkcs1::RsaPrivateKey::from_der(inner.private_key).expect("PKCS #1");
    json!({
        "kty": "RSA", "kid": "k1", "alg": "PS256",
        "n": b64(key.modulus.as_bytes()), "e": b64(key.public_exponent.as_bytes()),
        "d": b64(key.private_exponent.as_bytes()),
        "p": b64(key.prime1.as_bytes()), "q": b64(key.prime2.as_bytes()),
        "dp": b64(key.exponent1.as_bytes()), "dq": b64(key.exponent2.as_bytes()),
        "qi": b64(key.coefficient.as_bytes()),
    })
}

fn rsa_public() -> DecodingKey {
    let jwk = rsa_jwk();
    let part = |name: &str| jwk[name].as_str().expect("a number").to_owned();
    DecodingKey::from_rsa_components(&part("n"), &part("e")).expect("a public key")
}

#[test]
fn rsa_as_pem_jwk_set_and_service_account() {
    let public = rsa_public();
    signs(RSA, None, Algorithm::RS256, &public);
    for (name, algorithm) in [
        ("RS384", Algorithm::RS384),
        ("RS512", Algorithm::RS512),
        ("PS256", Algorithm::PS256),
        ("PS384", Algorithm::PS384),
        ("PS512", Algorithm::PS512),
    ] {
        signs(RSA, Some(name), algorithm, &public);
    }
    let jwk = rsa_jwk();
    signs(&jwk.to_string(), None, Algorithm::PS256, &public);
    signs(&jwk.to_string(), Some("RS256"), Algorithm::RS256, &public);
    let set = json!({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}, jwk]});
    signs(&set.to_string(), None, Algorithm::PS256, &public);
    let account = json!({"type": "service_account", "private_key": RSA, "private_key_id": "k1"});
    signs(&account.to_string(), None, Algorithm::RS256, &public);
}

#[test]
fn curves_as_pem_and_jwk() {
    let p256 = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key");
    let p384 = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
    let ed = KeyPair::generate_for(&PKCS_ED25519).expect("a key");
    for (pair, alg) in [(&p256, Algorithm::ES256), (&p384, Algorithm::ES384)] {
        let public = DecodingKey::from_ec_der(pair.public_key_raw());
        signs(&pem(pair), None, alg, &public);
    }
    let public = DecodingKey::from_ed_der(ed.public_key_raw());
    signs(&pem(&ed), None, Algorithm::EdDSA, &public);

    let own = p256::SecretKey::from_slice(&[7; 32]).expect("a number on the curve");
    let public = own.public_key().to_encoded_point(false);
    let public = DecodingKey::from_ec_der(public.as_bytes());
    signs(&own.to_jwk_string(), None, Algorithm::ES256, &public);
    let mut named: Value = serde_json::from_str(&own.to_jwk_string()).expect("a JWK");
    named["kid"] = "k1".into();
    named["use"] = "sig".into();
    signs(&named.to_string(), None, Algorithm::ES256, &public);
    let own = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let x = own.verifying_key();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": b64(x.as_bytes()), "d": b64(&[7; 32])});
    let public = DecodingKey::from_ed_der(x.as_bytes());
    signs(&jwk.to_string(), None, Algorithm::EdDSA, &public);
}

#[test]
fn a_shared_secret() {
    let secret = Secret::new("a secret of more than thirty-two characters");
    for (alg, algorithm) in [(None, Algorithm::HS256), (Some("HS512"), Algorithm::HS512)] {
        let token = sign_shared(&secret, alg, Map::new(), &claims()).expect("it signs");
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        let read = jsonwebtoken::decode::<Value>(token.expose(), &key, &Validation::new(algorithm));
        assert_eq!(read.expect("a good signature").claims, claims());
    }
    let refused = sign_shared(&secret, Some("RS256"), Map::new(), &claims());
    assert!(matches!(refused, Err(KeyFault::Alg { .. })), "{refused:?}");
}

#[test]
fn what_is_no_private_key_is_told() {
    let mut public = rsa_jwk();
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        public.as_object_mut().expect("a JWK").remove(member);
    }
    let mut short = rsa_jwk();
    short.as_object_mut().expect("a JWK").remove("qi");
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
    for (text, expected) in [
        (" ", KeyFault::Missing),
        ("a secret", KeyFault::Unreadable),
        ("{}", KeyFault::Unreadable),
        (certificate, KeyFault::Public),
        (&public.to_string(), KeyFault::Public),
        (r#"{"keys":[]}"#, KeyFault::Public),
        (&short.to_string(), KeyFault::Jwk { member: "qi" }),
        (locked, KeyFault::Encrypted),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
    let other = r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA","d":"AA"}"#;
    assert!(!fault(other).hint().is_empty());
    let key = SigningKey::read(&Secret::new(RSA)).expect("a key");
    let refused = key.sign(Some("ES256"), None, Map::new(), &claims());
    let alg = "ES256".to_owned();
    assert_eq!(refused.expect_err("of another kind"), KeyFault::Alg { alg });
}

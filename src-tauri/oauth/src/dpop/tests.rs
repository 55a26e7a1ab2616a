//! Keys and proofs by the rules of RFC 9449 §4.2, read with a library that was not made for us.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, ThumbprintHash},
};
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde_json::Value;
use url::Url;

use super::{Door, DpopError, DpopKey, Nonces, Prover, asks_for_nonce};
use tokenry_model::{clock::Ambient, secret::Secret};

fn key(offered: &[&str]) -> Result<DpopKey, DpopError> {
    let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
    DpopKey::generate(&Ambient::system(), &offered)
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// The header and the claims of a proof whose signature is that of the key in its header.
fn read(jwt: &Secret) -> (Value, Value) {
    let head = jsonwebtoken::decode_header(jwt.expose()).expect("a header");
    let jwk: Jwk = head.jwk.clone().expect("the public key");
    let public = DecodingKey::from_jwk(&jwk).expect("a key");
    let mut rules = Validation::new(head.alg);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    let read = jsonwebtoken::decode::<Value>(jwt.expose(), &public, &rules);
    let claims = read.expect("the signature is good").claims;
    let first = jwt.expose().split('.').next().expect("a header");
    let first = base64::Engine::decode(&super::BASE64URL, first).expect("base64url");
    (serde_json::from_slice(&first).expect("JSON"), claims)
}

#[test]
fn a_proof_speaks_of_one_request_and_holds_no_private_key() {
    let (key, nonces, ambient) = (
        key(&[]).expect("a key"),
        Nonces::default(),
        Ambient::system(),
    );
    let prover = Prover {
        key: &key,
        nonces: &nonces,
        ambient: &ambient,
    };
    let at = url("https://api.example:8443/a%20b/c?x=1#frag");
    let proof = prover.proof(&Method::POST, &at, None).expect("a proof");
    let (head, claims) = read(&proof.jwt);
    assert_eq!(head["typ"], "dpop+jwt");
    assert_eq!(head["alg"], "ES256");
    assert!(head["jwk"]["d"].is_null(), "{head}");
    assert!(head["kid"].is_null(), "{head}");
    assert_eq!(claims["htm"], "POST");
    assert_eq!(claims["htu"], "https://api.example:8443/a%20b/c");
    let age = ambient.now().as_second() - claims["iat"].as_i64().expect("a time");
    assert!((0..5).contains(&age), "{claims}");
    assert!(claims["ath"].is_null() && claims["nonce"].is_null());

    let again = prover.proof(&Method::POST, &at, None).expect("a proof");
    assert_ne!(
        read(&again.jwt).1["jti"],
        claims["jti"],
        "never the same twice"
    );
    assert!(!proof.told.contains(proof.jwt.expose()), "{}", proof.told);
    assert!(proof.told.contains(key.thumbprint()), "{}", proof.told);
}

/// The example of RFC 9449 §7.1.
#[test]
fn the_hash_of_a_token_is_that_of_the_standard() {
    let access = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    assert_eq!(
        super::hash(access),
        "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    );
}

#[test]
fn a_key_is_made_for_what_the_server_takes_and_survives_the_vault() {
    for (offered, alg) in [
        (&[][..], Algorithm::ES256),
        (&["RS256", "ES256", "ES384"][..], Algorithm::ES256),
        (&["PS256", "ES384"][..], Algorithm::ES384),
        (&["EdDSA"][..], Algorithm::EdDSA),
    ] {
        let made = key(offered).expect("a key");
        let kept = DpopKey::read(made.text()).expect("what was kept can be read");
        assert_eq!(made.thumbprint(), kept.thumbprint());
        let (nonces, ambient) = (Nonces::default(), Ambient::system());
        let prover = Prover {
            key: &kept,
            nonces: &nonces,
            ambient: &ambient,
        };
        let access = Secret::new("t0ken");
        let proof = prover.proof(&Method::GET, &url("https://a.example"), Some(&access));
        let jwt = proof.expect("a proof").jwt;
        let head = jsonwebtoken::decode_header(jwt.expose()).expect("a header");
        assert_eq!(head.alg, alg);
        let thumbprint = head
            .jwk
            .expect("a key")
            .thumbprint(ThumbprintHash::SHA256)
            .expect("a thumbprint");
        assert_eq!(thumbprint, made.thumbprint(), "RFC 7638");
        assert_eq!(read(&jwt).1["ath"], super::hash("t0ken"));
    }
    let error = key(&["RS256", "PS256"]).expect_err("no key of ours");
    assert!(error.to_string().contains("RS256, PS256"), "{error}");
    assert_ne!(
        key(&[]).expect("a key").thumbprint(),
        key(&[]).expect("a key").thumbprint()
    );
}

#[test]
fn a_nonce_belongs_to_its_origin_and_only_a_proper_one_is_taken() {
    let nonces = Nonces::default();
    let header = |values: &[&str]| -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            headers.append("DPoP-Nonce", value);
        }
        headers
    };
    let at = url("https://id.example/token");
    for bad in [
        &[][..],
        &[""],
        &["two words"],
        &["quote\""],
        &["back\\slash"],
        &["one", "two"],
        &["ü"],
        &["x".repeat(2049).as_str()],
    ] {
        assert!(!nonces.learn(Door::Api, &at, &header(bad)), "{bad:?}");
    }
    assert_eq!(nonces.of(Door::Api, &at), None);
    assert!(nonces.learn(Door::Api, &at, &header(&["n-1"])));
    assert!(nonces.clone().learn(Door::Api, &at, &header(&["n-2"])));
    assert_eq!(
        nonces
            .of(Door::Api, &url("https://id.example/other"))
            .as_deref(),
        Some("n-2")
    );
    assert_eq!(
        nonces.of(Door::Api, &url("https://api.example/token")),
        None
    );
    assert_eq!(
        nonces.of(Door::Api, &url("https://id.example:444/token")),
        None
    );
    assert_eq!(nonces.of(Door::Token, &at), None, "another door");
}

#[test]
fn only_a_401_of_dpop_asks_for_a_nonce() {
    let asks = |status, challenge: &'static str| {
        let mut headers = HeaderMap::new();
        headers.append(
            "www-authenticate",
            HeaderValue::from_static("Basic realm=\"x\""),
        );
        headers.append("www-authenticate", HeaderValue::from_static(challenge));
        asks_for_nonce(status, &headers)
    };
    let challenge = r#"DPoP error="use_dpop_nonce", error_description="give me one""#;
    assert!(asks(StatusCode::UNAUTHORIZED, challenge));
    assert!(!asks(StatusCode::FORBIDDEN, challenge));
    assert!(!asks(StatusCode::OK, challenge));
    assert!(!asks(
        StatusCode::UNAUTHORIZED,
        r#"Bearer error="use_dpop_nonce""#
    ));
    assert!(!asks(
        StatusCode::UNAUTHORIZED,
        r#"DPoP error="invalid_token""#
    ));
    assert!(!asks(StatusCode::UNAUTHORIZED, "DPoP"));
}

//! Every grant by every method: who asks is proven in the same way, whatever is asked. And what a
//! login asks for besides scopes.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD as BASE64URL},
};
use rcgen::generate_simple_self_signed;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{ID, Pairs, SECRET, STYLES, client, requests, seen, server};
use crate::token_endpoint::TokenEndpoint;
use tokenry_model::{
    client::{AssertionAudience, AuthMethod},
    clock::Ambient,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, TokenStyle},
};

/// Of [`requests::all`].
const GRANT_TYPES: [&str; 7] = [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
];

fn pem(bytes: &[u8], label: &str) -> String {
    let body = BASE64.encode(bytes);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// The credential of a client with this method.
fn secret_of(auth: AuthMethod) -> Secret {
    let made = generate_simple_self_signed(["app.example".to_owned()]).expect("a certificate");
    let key = pem(&made.signing_key.serialize_der(), "PRIVATE KEY");
    match auth {
        AuthMethod::PrivateKeyJwt => Secret::new(key),
        AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => {
            let certificate = pem(made.cert.der(), "CERTIFICATE");
            Secret::new(certificate + &key)
        }
        AuthMethod::ClientSecretJwt => Secret::new(SECRET.repeat(4)),
        _ => Secret::new(SECRET),
    }
}

fn claims(assertion: &str) -> Value {
    let part = assertion.split('.').nth(1).expect("three parts");
    let part = BASE64URL.decode(part).expect("base64");
    serde_json::from_slice(&part).expect("JSON")
}

#[test]
fn every_grant_proves_the_client_by_every_method() {
    let ambient = Ambient::system();
    for (auth, style) in AuthMethod::ALL
        .into_iter()
        .flat_map(|auth| STYLES.map(|style| (auth, style)))
    {
        let mut server = server(style);
        server.issuer = Some("https://id.example".into());
        let (mut profile, secret) = (client(auth), secret_of(auth));
        profile.hardening.signing.audience = AssertionAudience::Issuer;
        for (request, grant) in requests::all().into_iter().zip(GRANT_TYPES) {
            let what = format!("{grant} by {auth:?} in {style:?}");
            let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient);
            let prepared = request.prepare(&endpoint.expect(&what)).expect(&what);
            let seen = seen(&prepared);
            let said = match style {
                TokenStyle::Form => seen.form.expect(&what),
                TokenStyle::Json => seen.json.expect(&what),
                TokenStyle::Query => seen.query,
            };
            assert_eq!(said["grant_type"], grant, "{what}");
            let said = |name: &str| said.get(name).map(String::as_str);
            let basic = seen.headers.get("authorization");
            let is_basic = matches!(
                auth,
                AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretBasicRaw
            );
            assert_eq!(basic.is_some(), is_basic, "{what}: {basic:?}");
            assert_eq!(said("client_id").is_some(), !is_basic, "{what}");
            let post = (auth == AuthMethod::ClientSecretPost).then_some(SECRET);
            assert_eq!(said("client_secret"), post, "{what}");
            assert_eq!(prepared.identity.is_some(), auth.is_tls(), "{what}");
            let signs = matches!(
                auth,
                AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt
            );
            let assertion = said("client_assertion");
            assert_eq!(assertion.is_some(), signs, "{what}");
            if let Some(assertion) = assertion {
                let claims = claims(assertion);
                assert_eq!(claims["iss"], ID, "{what}");
                assert_eq!(claims["sub"], ID, "{what}");
                assert_eq!(claims["aud"], "https://id.example", "{what}");
            }
            // What proves it stays out of the transcript.
            let redactor = prepared.redactor();
            let address = redactor.url(prepared.request.url());
            let told = format!("{address} {}", redactor.text(&seen.body));
            for hidden in assertion.into_iter().chain([SECRET, "p%2Bw"]) {
                assert!(!told.contains(hidden), "{what}: {told}");
            }
        }
    }
}

#[test]
fn a_client_signs_for_itself_and_by_its_key_at_once() {
    let (server, ambient) = (server(TokenStyle::Form), Ambient::system());
    let (profile, secret) = (
        client(AuthMethod::PrivateKeyJwt),
        secret_of(AuthMethod::PrivateKeyJwt),
    );
    let endpoint = TokenEndpoint::of(&server, &profile, Some(&secret), &ambient).expect("one");
    let request = requests::signed_by_client(Some("alice"), &["read"]);
    let prepared = request.prepare(&endpoint).expect("signed");
    let form = seen(&prepared).form.expect("a form");
    assert_eq!(claims(&form["assertion"])["sub"], "alice");
    assert_eq!(claims(&form["client_assertion"])["sub"], ID);
}

#[test]
fn resources_are_repeated_and_in_json_a_list() {
    let ambient = Ambient::system();
    let profile = client(AuthMethod::None);
    let resources = ["https://a.example", "urn:b"];
    let resources = resources.map(|one| ("resource".to_owned(), one.to_owned()));
    for (style, expected) in [
        (
            TokenStyle::Form,
            json!([["resource", "https://a.example"], ["resource", "urn:b"]]),
        ),
        (TokenStyle::Json, json!(["https://a.example", "urn:b"])),
    ] {
        let server = server(style);
        let endpoint = TokenEndpoint::of(&server, &profile, None, &ambient).expect("one");
        let endpoint = endpoint.asking(&resources);
        let prepared = requests::refresh_token()
            .prepare(&endpoint)
            .expect("prepared");
        let body = prepared.request.body().and_then(reqwest::Body::as_bytes);
        let body = String::from_utf8_lossy(body.expect("a body")).into_owned();
        let found = if style == TokenStyle::Json {
            let body: Value = serde_json::from_str(&body).expect("JSON");
            body["resource"].clone()
        } else {
            let pairs = form_urlencoded::parse(body.as_bytes()).into_owned();
            json!(
                pairs
                    .filter(|(name, _)| name == "resource")
                    .collect::<Vec<_>>()
            )
        };
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn what_a_login_says_takes_the_place_of_the_extras() {
    let ambient = Ambient::system();
    let extra = |place, name: &str, value: &str| Extra {
        on: ExtraStep::Token,
        place,
        name: name.into(),
        value: value.into(),
    };
    let mut server = server(TokenStyle::Form);
    server.habits.extras = vec![
        extra(ExtraPlace::Body, "audience", "usual"),
        extra(ExtraPlace::Query, "audience", "usual"),
        extra(ExtraPlace::Header, "audience", "a header is another thing"),
        extra(ExtraPlace::Body, "tone", "a"),
    ];
    let profile = client(AuthMethod::None);
    let said = [("audience".to_owned(), "said".to_owned())];
    let endpoint = TokenEndpoint::of(&server, &profile, None, &ambient).expect("one");
    let prepared = requests::client_credentials(&[]).prepare(&endpoint.asking(&said));
    let prepared = prepared.expect("prepared");
    let seen = seen(&prepared);
    let form: Pairs = seen.form.expect("a form");
    assert_eq!((&*form["audience"], &*form["tone"]), ("said", "a"));
    assert_eq!(seen.query.get("audience"), None);
    assert_eq!(seen.headers["audience"], "a header is another thing");
}

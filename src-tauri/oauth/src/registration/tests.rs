//! Registration requests, and how replies are read.

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::{Proposal, Registered, RegistrationError, RegistrationForm, form, reply};
use crate::http::HttpResponse;
use tokenry_model::client::{
    AuthMethod,
    registration::{RegistrationChange, RegistrationWay},
};

const ENDPOINT: &str = "https://id.example/register";

fn url(text: &str) -> Url {
    Url::parse(text).expect("a test's URL parses")
}

fn chosen(redirect_uri: &str, scopes: &[&str]) -> RegistrationForm {
    RegistrationForm {
        name: "My app".into(),
        redirect_uris: redirect_uri.split(' ').map(str::to_owned).collect(),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        auth: AuthMethod::ClientSecretBasic,
        grants: Vec::new(),
        website: None,
        jwk: None,
    }
}

#[test]
fn the_grants_are_chosen_and_their_answers_go_with_them() {
    use tokenry_model::grant_type::GrantType;
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    for (grants, types, responses) in [
        (
            vec![],
            json!(["authorization_code", "refresh_token"]),
            json!(["code"]),
        ),
        (
            vec![GrantType::DeviceCode, GrantType::RefreshToken],
            json!([device, "refresh_token"]),
            json!([]),
        ),
        (
            vec![GrantType::ClientCredentials],
            json!(["client_credentials"]),
            json!([]),
        ),
        (
            vec![GrantType::AuthorizationCode, GrantType::Implicit],
            json!(["authorization_code", "implicit"]),
            json!(["code", "token"]),
        ),
    ] {
        let form = RegistrationForm {
            grants,
            ..chosen("http://127.0.0.1/callback", &[])
        };
        let url = Url::parse("https://id.example/register").expect("an address");
        let body = Proposal::new(RegistrationWay::Dynamic, url, &form).body;
        assert_eq!(body["grant_types"], types);
        assert_eq!(body["response_types"], responses);
    }
    assert_eq!(GrantType::named(device), Some(GrantType::DeviceCode));
}

#[test]
fn a_client_that_signs_sends_the_public_half_of_its_key_and_nothing_else() {
    use super::key;
    use crate::dpop::private_jwk;

    let ambient = tokenry_model::clock::Ambient::system();
    let made = key::make(&ambient).expect("a key");
    let [p384, ed25519] = ["ES384", "EdDSA"].map(|alg| private_jwk(alg, &ambient).expect("a key"));
    for private in [
        made.expose(),
        p384.expose(),
        ed25519.expose(),
        include_str!("../signing/tests/rsa.pem"),
    ] {
        let private = tokenry_model::secret::Secret::new(private);
        let form = RegistrationForm {
            auth: AuthMethod::PrivateKeyJwt,
            jwk: Some(key::public(&private).expect("a public key")),
            ..chosen("http://127.0.0.1/callback", &[])
        };
        let body = Proposal::new(RegistrationWay::Dynamic, url(ENDPOINT), &form).body;
        let sent = &body["jwks"]["keys"][0];
        assert_eq!(body["token_endpoint_auth_signing_alg"], sent["alg"]);
        assert!(sent["kid"].is_string(), "{sent}");
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(sent.get(secret).is_none(), "{sent}");
        }
        // What is sent verifies what the client signs.
        let signing = crate::signing::SigningKey::read(&private).expect("a key");
        let claims = json!({"aud": "x", "exp": 4_000_000_000_i64});
        let jwt = signing
            .sign(None, None, serde_json::Map::new(), &claims)
            .expect("signed");
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(sent.clone()).expect("a JWK");
        let verifying = jsonwebtoken::DecodingKey::from_jwk(&jwk).expect("a key");
        let alg = sent["alg"]
            .as_str()
            .expect("text")
            .parse()
            .expect("an algorithm");
        let mut rules = jsonwebtoken::Validation::new(alg);
        rules.set_audience(&["x"]);
        let read = jsonwebtoken::decode::<Value>(jwt.expose(), &verifying, &rules);
        assert_eq!(read.expect("it verifies").claims["aud"], "x");
    }
}

fn read(status: u16, body: &str) -> Result<Registered, RegistrationError> {
    let answer = HttpResponse {
        status: StatusCode::from_u16(status).expect("a status"),
        headers: HeaderMap::new(),
        body: Zeroizing::new(body.as_bytes().to_vec()),
    };
    reply::read(&answer, &url(ENDPOINT), None)
}

#[test]
fn the_proposal_is_what_the_standard_and_mastodon_ask_for() {
    let form_of = chosen("http://127.0.0.1/callback", &["read", "write"]);
    let dynamic = Proposal::new(RegistrationWay::Dynamic, url(ENDPOINT), &form_of);
    assert_eq!(
        Value::Object(dynamic.body),
        json!({
            "client_name": "My app",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic",
            "application_type": "native",
            "scope": "read write",
        })
    );
    let web = chosen("https://client.example/callback", &[]);
    let web = Proposal::new(RegistrationWay::Dynamic, url(ENDPOINT), &web).body;
    assert!(!web.contains_key("application_type") && !web.contains_key("scope"));

    let app = Proposal::new(RegistrationWay::Mastodon, url(ENDPOINT), &form_of);
    assert_eq!(
        Value::Object(app.body.clone()),
        json!({
            "client_name": "My app",
            "redirect_uris": "http://127.0.0.1/callback",
            "scopes": "read write",
        })
    );
    let several = chosen("http://127.0.0.1/callback urn:ietf:wg:oauth:2.0:oob", &[]);
    let dynamic = Proposal::new(RegistrationWay::Dynamic, url(ENDPOINT), &several).body;
    assert_eq!(
        dynamic["redirect_uris"],
        json!(["http://127.0.0.1/callback", "urn:ietf:wg:oauth:2.0:oob"])
    );
    let several = Proposal::new(RegistrationWay::Mastodon, url(ENDPOINT), &several).body;
    assert_eq!(
        several["redirect_uris"], "http://127.0.0.1/callback\nurn:ietf:wg:oauth:2.0:oob",
        "one text with a line each"
    );
    let text = String::from_utf8(form(&app.body)).expect("text");
    assert!(
        text.contains("client_name=My+app") && text.contains("scopes=read+write"),
        "{text}"
    );
}

#[test]
fn a_reply_is_read_as_the_server_made_it() {
    let whole = read(
        201,
        r#"{"client_id": "c1", "client_secret": "s1", "client_secret_expires_at": 1700000000,
            "client_id_issued_at": "1600000000",
            "token_endpoint_auth_method": "client_secret_post", "scope": "read",
            "redirect_uris": ["https://a.example/cb"],
            "registration_client_uri": "https://id.example/register/c1",
            "registration_access_token": "rat"}"#,
    )
    .expect("a registration");
    assert_eq!(
        (
            whole.client_id.as_str(),
            whole.auth(true).expect("a method")
        ),
        ("c1", Some(AuthMethod::ClientSecretPost))
    );
    assert_eq!(whole.issued, Some(1_600_000_000));
    assert_eq!(whole.said["client_secret"], "[redacted]");
    assert!(!format!("{whole:?}").contains("s1\""), "{whole:?}");
    assert_eq!(whole.scopes, Some(vec!["read".to_owned()]));
    assert_eq!(
        (whole.secret_ends, whole.redirect_uris.len()),
        (Some(1_700_000_000), 1)
    );
    let management = whole.management.expect("it can be managed");
    assert!(management.token.same_as("rat"));

    let social = read(
        200,
        r#"{"id": "01J", "name": "My app", "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
            "client_id": "c2", "client_secret": "s2", "client_secret_expires_at": 0}"#,
    )
    .expect("a registration");
    assert_eq!(social.redirect_uris, ["urn:ietf:wg:oauth:2.0:oob"]);
    assert_eq!(social.auth(true).expect("none told"), None);
    assert_eq!((social.issued, social.secret_ends), (None, None));
    assert!(social.management.is_none());
    let public = read(
        201,
        r#"{"client_id": "c3", "token_endpoint_auth_method": "none"}"#,
    );
    let public = public.expect("a registration");
    assert_eq!(
        public.auth(false).expect("a method"),
        Some(AuthMethod::None)
    );
    let foreign = read(
        201,
        r#"{"client_id": "a", "registration_client_uri": "https://evil.example/a", "registration_access_token": "t"}"#,
    )
    .expect("a registration");
    assert!(foreign.management.is_none(), "its token is not sent there");
    assert_eq!(
        foreign.foreign_management.as_deref(),
        Some("https://evil.example/a")
    );
}

#[test]
fn each_refusal_is_told_in_words() {
    for (status, body, in_hint) in [
        (
            400,
            r#"{"error": "invalid_redirect_uri", "error_description": "no http"}"#,
            "another kind",
        ),
        (
            400,
            r#"{"error": "invalid_client_metadata", "error_description": "no http"}"#,
            "scope",
        ),
        (
            400,
            r#"{"error": "invalid_software_statement", "error_description": "no http"}"#,
            "software statement",
        ),
        (
            400,
            r#"{"error": "unapproved_software_statement", "error_description": "no http"}"#,
            "vouches",
        ),
        (
            401,
            r#"{"error": "invalid_token", "error_description": "no http"}"#,
            "initial access token",
        ),
        (403, "", "initial access token"),
        (404, "<html>", "by hand"),
        (
            422,
            r#"{"error": "Validation failed: Redirect URI must be an absolute URI."}"#,
            "Change",
        ),
        (429, "", "fewer"),
        (503, "", "server's"),
    ] {
        let error = read(status, body).expect_err(body);
        let RegistrationError::Refused(refusal) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(refusal.status, status);
        assert!(
            error.hint().contains(in_hint),
            "{status} {body}: {}",
            error.hint()
        );
        let described = body.contains("no http");
        assert_eq!(error.said().as_deref(), described.then_some("no http"));
    }
}

#[test]
fn a_reply_that_cannot_be_used_is_refused() {
    for (body, expected) in [
        ("{}", "no client id"),
        (r#"{"client_id": ""}"#, "no client id"),
        (r#"{"client_id": "a", "client_id": "b"}"#, "cannot be read"),
        ("", "cannot be read"),
        ("<html>", "cannot be read"),
        (
            r#"{"client_id": "a", "token_endpoint_auth_method": "attest_jwt_client_auth"}"#,
            "attest_jwt_client_auth",
        ),
        (
            r#"{"client_id": "a", "token_endpoint_auth_method": "client_secret_basic"}"#,
            "no secret",
        ),
    ] {
        let auth = read(201, body).and_then(|registered| registered.auth(false));
        let said = auth.expect_err(body).to_string();
        assert!(said.contains(expected), "{body}: {said}");
    }
}

#[test]
fn a_change_keeps_what_it_does_not_name_and_leaves_out_what_must_not_be_sent_back() {
    let said = json!({
        "client_id": "c1",
        "client_secret": "[redacted]",
        "client_name": "before",
        "application_type": "native",
        "redirect_uris": ["http://127.0.0.1/callback"],
        "scope": "read",
        "contacts": ["ops@example.org"],
        "logo_uri": null,
        "registration_access_token": "[redacted]",
        "registration_client_uri": "https://id.example/register/c1",
        "client_secret_expires_at": 0,
        "client_id_issued_at": 1,
    });
    let change = RegistrationChange {
        name: "after".into(),
        redirect_uris: vec!["https://client.example/callback".into()],
        scopes: vec![],
    };
    let body = super::management::applied(&change, said.as_object().expect("an object"));
    assert_eq!(
        Value::Object(body),
        json!({
            "client_id": "c1",
            "client_secret": "[redacted]",
            "client_name": "after",
            "application_type": "web",
            "redirect_uris": ["https://client.example/callback"],
            "contacts": ["ops@example.org"],
        })
    );
}

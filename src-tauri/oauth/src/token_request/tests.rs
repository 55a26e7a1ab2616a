//! Where every parameter of every grant stands on the wire: form, JSON and query, times
//! basic (both kinds), post and none.

mod extras;
mod grants;
mod hidden;
mod questions;
mod requests;
mod wire;

use std::collections::BTreeMap;

use base64::Engine as _;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::TokenRequest;
use crate::{
    error::TokenError,
    token_endpoint::{PreparedTokenRequest, TokenEndpoint},
};
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::Ambient,
    secret::Secret,
    server::{ServerProfile, TokenStyle},
};

const ID: &str = "app:1 é";
const SECRET: &str = "p+w/=&%: ü";
const REDIRECT: &str = "http://127.0.0.1:4711/callback";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Grant {
    Code,
    ClientCredentials,
    Refresh,
}

const GRANTS: [Grant; 3] = [Grant::Code, Grant::ClientCredentials, Grant::Refresh];
const STYLES: [TokenStyle; 3] = [TokenStyle::Form, TokenStyle::Json, TokenStyle::Query];
const METHODS: [AuthMethod; 4] = [
    AuthMethod::ClientSecretBasic,
    AuthMethod::ClientSecretBasicRaw,
    AuthMethod::ClientSecretPost,
    AuthMethod::None,
];

type Pairs = BTreeMap<String, String>;

/// A request as a server sees it.
#[derive(Debug)]
struct Seen {
    query: Pairs,
    form: Option<Pairs>,
    json: Option<Pairs>,
    headers: Pairs,
    body: String,
}

fn server(style: TokenStyle) -> ServerProfile {
    let base = Url::parse("https://id.example").expect("an address");
    let mut server = ServerProfile::at("Id", base);
    let token = Url::parse("https://id.example/token?tenant=7").expect("an address");
    server.endpoints.token = Some(token);
    server.habits.token_style = style;
    server
}

fn client(auth: AuthMethod) -> ClientProfile {
    ClientProfile {
        name: "App".into(),
        client_id: ID.into(),
        auth,
        redirect_uri: REDIRECT.into(),
        further_redirects: Vec::new(),
        scopes: Vec::new(),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    }
}

fn prepare(
    server: &ServerProfile,
    client: &ClientProfile,
    secret: Option<&Secret>,
    grant: Grant,
) -> Result<PreparedTokenRequest, TokenError> {
    let ambient = Ambient::system();
    let endpoint = TokenEndpoint::of(server, client, secret, &ambient)?;
    request(grant).prepare(&endpoint)
}

fn request(grant: Grant) -> TokenRequest {
    match grant {
        Grant::Code => requests::authorization_code(),
        Grant::ClientCredentials => requests::client_credentials(&["read", "write:x"]),
        Grant::Refresh => requests::refresh_token(),
    }
}

fn seen(prepared: &PreparedTokenRequest) -> Seen {
    let request = &prepared.request;
    assert_eq!(request.method(), "POST");
    let headers: Pairs = request
        .headers()
        .iter()
        .map(|(name, value)| {
            let value = value.to_str().expect("readable headers").to_owned();
            (name.to_string(), value)
        })
        .collect();
    let body = request
        .body()
        .and_then(reqwest::Body::as_bytes)
        .expect("a body");
    let body = String::from_utf8(body.to_vec()).expect("a readable body");
    let pairs = |text: &str| -> Pairs {
        let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
        let unique: Pairs = pairs.iter().cloned().collect();
        assert_eq!(unique.len(), pairs.len(), "no parameter twice in {text}");
        unique
    };
    let kind = headers.get("content-type").map(String::as_str);
    Seen {
        query: pairs(request.url().query().unwrap_or_default()),
        form: (kind == Some("application/x-www-form-urlencoded")).then(|| pairs(&body)),
        json: (kind == Some("application/json"))
            .then(|| serde_json::from_str(&body).expect("an object of texts")),
        headers,
        body,
    }
}

/// The parameters of each grant, in any encoding.
fn expected(grant: Grant, auth: AuthMethod) -> Pairs {
    let mut pairs = match grant {
        Grant::Code => vec![
            ("grant_type", "authorization_code"),
            ("code", "c0de&1"),
            ("code_verifier", "ver1fier"),
            ("redirect_uri", REDIRECT),
        ],
        Grant::ClientCredentials => {
            vec![
                ("grant_type", "client_credentials"),
                ("scope", "read write:x"),
            ]
        }
        Grant::Refresh => vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", "r3fresh+1"),
        ],
    };
    match auth {
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretBasicRaw => {}
        AuthMethod::ClientSecretJwt | AuthMethod::PrivateKeyJwt => {
            unreachable!("their assertion is another one each time")
        }
        AuthMethod::ClientSecretPost => {
            pairs.extend([("client_id", ID), ("client_secret", SECRET)]);
        }
        AuthMethod::None | AuthMethod::TlsClientAuth | AuthMethod::SelfSignedTlsClientAuth => {
            pairs.push(("client_id", ID));
        }
    }
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn every_parameter_is_at_its_place() {
    let secret = Secret::new(SECRET);
    let mut cases = 0;
    for grant in GRANTS {
        for style in STYLES {
            for auth in METHODS {
                let what = format!("{grant:?} {style:?} {auth:?}");
                let prepared = prepare(&server(style), &client(auth), Some(&secret), grant);
                let seen = seen(&prepared.expect(&what));
                let mut expected = expected(grant, auth);
                let tenant = ("tenant".to_owned(), "7".to_owned());
                match style {
                    TokenStyle::Form => {
                        assert_eq!(seen.form, Some(expected), "{what}");
                        assert_eq!(seen.query, Pairs::from([tenant]), "{what}");
                    }
                    TokenStyle::Json => {
                        assert_eq!(seen.json, Some(expected), "{what}");
                        assert_eq!(seen.query, Pairs::from([tenant]), "{what}");
                    }
                    TokenStyle::Query => {
                        expected.extend([tenant]);
                        assert_eq!(seen.query, expected, "{what}");
                        assert_eq!(seen.body, "", "{what}: no body");
                        assert_eq!(seen.headers.get("content-type"), None, "{what}");
                    }
                }
                assert_eq!(seen.headers["accept"], "application/json", "{what}");
                let basic = seen.headers.get("authorization");
                assert_eq!(
                    basic.is_some(),
                    matches!(
                        auth,
                        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretBasicRaw
                    ),
                    "{what}: {basic:?}"
                );
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 36);
}

#[test]
fn basic_is_form_urlencoded_before_it_is_base64() {
    let secret = Secret::new(SECRET);
    let prepared = prepare(
        &server(TokenStyle::Form),
        &client(AuthMethod::ClientSecretBasic),
        Some(&secret),
        Grant::Code,
    );
    let headers = seen(&prepared.expect("prepared")).headers;
    let basic = headers["authorization"]
        .strip_prefix("Basic ")
        .expect("Basic");
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(basic)
        .expect("base64");
    assert_eq!(
        String::from_utf8(decoded).expect("text"),
        "app%3A1+%C3%A9:p%2Bw%2F%3D%26%25%3A+%C3%BC"
    );
}

#[test]
fn raw_basic_is_not() {
    let secret = Secret::new(SECRET);
    let client = client(AuthMethod::ClientSecretBasicRaw);
    let prepared = prepare(
        &server(TokenStyle::Form),
        &client,
        Some(&secret),
        Grant::Code,
    );
    let prepared = prepared.expect("prepared");
    let basic = seen(&prepared).headers["authorization"].clone();
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(basic.strip_prefix("Basic ").expect("Basic"))
        .expect("base64");
    assert_eq!(
        String::from_utf8(decoded).expect("text"),
        format!("{ID}:{SECRET}")
    );
}

#[test]
fn a_public_client_never_sends_basic() {
    let typed = Secret::new("typed by mistake");
    let empty = Secret::new("");
    for grant in GRANTS {
        for (auth, secret) in [
            (AuthMethod::None, Some(&typed)),
            (AuthMethod::ClientSecretBasic, None),
            (AuthMethod::ClientSecretBasic, Some(&empty)),
            (AuthMethod::ClientSecretPost, Some(&empty)),
        ] {
            let prepared = prepare(&server(TokenStyle::Form), &client(auth), secret, grant);
            let seen = seen(&prepared.expect("prepared"));
            assert_eq!(
                seen.headers.get("authorization"),
                None,
                "{grant:?} {auth:?}"
            );
            assert_eq!(
                seen.form,
                Some(expected(grant, AuthMethod::None)),
                "{grant:?} {auth:?}"
            );
        }
    }
}

#[test]
fn a_code_exchange_and_a_refresh_carry_no_scope() {
    for grant in [Grant::Code, Grant::Refresh] {
        for style in STYLES {
            let prepared = prepare(&server(style), &client(AuthMethod::None), None, grant);
            let seen = seen(&prepared.expect("prepared"));
            assert!(
                !format!("{seen:?}").contains("scope"),
                "{grant:?} {style:?}"
            );
        }
    }
}

#[test]
fn empty_parameters_are_left_out() {
    let endpoint_server = server(TokenStyle::Form);
    let profile = client(AuthMethod::None);
    let ambient = Ambient::system();
    let endpoint =
        TokenEndpoint::of(&endpoint_server, &profile, None, &ambient).expect("an endpoint");
    for scopes in [&[][..], &[""]] {
        let prepared = requests::client_credentials(scopes).prepare(&endpoint);
        assert!(!seen(&prepared.expect("prepared")).body.contains("scope"));
    }
}

#[test]
fn the_clients_style_wins_over_the_servers() {
    let server = server(TokenStyle::Form);
    let mut client = client(AuthMethod::ClientSecretPost);
    client.token_style = Some(TokenStyle::Json);
    let secret = Secret::new(SECRET);
    let prepared = prepare(&server, &client, Some(&secret), Grant::Refresh).expect("prepared");
    let body: Value = serde_json::from_str(&seen(&prepared).body).expect("JSON");
    assert_eq!(body["client_secret"], SECRET);
}

#[test]
fn credentials_are_not_prepared_for_plain_http() {
    let mut server = server(TokenStyle::Form);
    for (address, plain_http, fine) in [
        ("http://id.example/token", false, false),
        ("http://id.example/token", true, false),
        ("http://172.16.0.2/token", false, false),
        ("http://172.16.0.2/token", true, true),
        ("http://127.0.0.1:1/token", false, true),
    ] {
        server.endpoints.token = Some(Url::parse(address).expect("an address"));
        server.habits.plain_http = plain_http;
        let prepared = prepare(&server, &client(AuthMethod::None), None, Grant::Refresh);
        assert_eq!(prepared.is_ok(), fine, "{address} {plain_http}");
    }
    server.endpoints.token = None;
    let refused = prepare(&server, &client(AuthMethod::None), None, Grant::Refresh);
    assert!(matches!(refused, Err(TokenError::NoTokenEndpoint)));
}

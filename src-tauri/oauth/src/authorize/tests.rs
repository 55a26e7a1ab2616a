use std::{collections::BTreeMap, sync::Arc};

use base64::Engine as _;
use sha2::Digest as _;
use url::Url;

use super::{Authorize, AuthorizeError, AuthorizeForm, authorize};
use tokenry_model::{
    authorization_params::BadParam,
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::{Ambient, Random, SystemClock},
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile},
};

/// Counts upwards, so that no two draws are alike.
#[derive(Debug, Default)]
struct Counting(std::sync::atomic::AtomicU8);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        bytes.fill(count);
    }
}

fn ambient() -> Ambient {
    Ambient {
        clock: Arc::new(SystemClock),
        random: Arc::new(Counting::default()),
    }
}

fn server() -> ServerProfile {
    let mut server = ServerProfile::at("Id", Url::parse("https://id.example").expect("an address"));
    let endpoint = Url::parse("https://id.example/authorize?tenant=7").expect("an address");
    server.endpoints.authorize = Some(endpoint);
    server
}

fn client() -> ClientProfile {
    ClientProfile {
        name: "App".into(),
        client_id: "app 1".into(),
        auth: AuthMethod::None,
        redirect_uri: "http://127.0.0.1/callback".into(),
        further_redirects: Vec::new(),
        scopes: Vec::new(),
        token_style: None,
        placement: None,
        extras: Vec::new(),
        hardening: ClientSecurity::default(),
        sealed: None,
    }
}

fn build(
    server: &ServerProfile,
    scopes: &[&str],
    params: &[(&str, &str)],
) -> Result<Authorize, AuthorizeError> {
    let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let params: Vec<(String, String)> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let form = AuthorizeForm {
        server,
        client: &client(),
        redirect_uri: "http://127.0.0.1:4711/callback",
        scopes: &scopes,
        params: &params,
        implicit: false,
        dpop_jkt: None,
    };
    authorize(form, &ambient())
}

fn query(authorize: &Authorize) -> BTreeMap<String, String> {
    let pairs: Vec<_> = authorize.url.query_pairs().into_owned().collect();
    let unique: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(
        unique.len(),
        pairs.len(),
        "nothing twice in {}",
        authorize.url
    );
    unique
}

#[test]
fn the_address_carries_pkce_and_state() {
    let made = build(&server(), &["read", "write:x"], &[]).expect("an address");
    let query = query(&made);
    let digest = sha2::Sha256::digest(made.verifier.expose());
    let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest);
    assert_eq!(query["code_challenge"], challenge);
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["state"], made.state.expose());
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["client_id"], "app 1");
    assert_eq!(query["redirect_uri"], "http://127.0.0.1:4711/callback");
    assert_eq!(query["scope"], "read write:x");
    assert_eq!(
        query["tenant"], "7",
        "what the endpoint has of its own stays"
    );
    assert_eq!(query.get("nonce"), None, "no nonce without openid");
    assert_ne!(made.state.expose(), made.verifier.expose());
    assert_eq!(made.verifier.expose().len(), 43, "RFC 7636 §4.1");
}

#[test]
fn openid_brings_a_nonce() {
    let made = build(&server(), &["openid", "profile"], &[]).expect("an address");
    let nonce = made.nonce.as_ref().expect("a nonce").expose();
    assert_eq!(query(&made)["nonce"], nonce);
    assert_ne!(nonce, made.state.expose());
}

#[test]
fn empty_parameters_are_left_out() {
    let made = build(&server(), &[], &[("prompt", "")]).expect("an address");
    let query = query(&made);
    assert_eq!(query.get("scope"), None);
    assert_eq!(query.get("prompt"), None);
}

#[test]
fn a_logins_parameter_replaces_the_extra() {
    let mut server = server();
    let extra = |on, name: &str, value: &str| Extra {
        on,
        place: ExtraPlace::Query,
        name: name.into(),
        value: value.into(),
    };
    server.habits.extras = vec![
        extra(ExtraStep::Authorize, "prompt", "none"),
        extra(ExtraStep::Authorize, "audience", "https://api.example"),
        extra(ExtraStep::Token, "stray", "x"),
    ];
    let made = build(&server, &[], &[("prompt", "login")]).expect("an address");
    let query = query(&made);
    assert_eq!(query["prompt"], "login");
    assert_eq!(query["audience"], "https://api.example");
    assert_eq!(query.get("stray"), None);
}

#[test]
fn what_protects_the_login_cannot_be_replaced() {
    for name in [
        "response_type",
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
        "code_challenge",
    ] {
        let refused = build(&server(), &[], &[(name, "mine")]);
        let told = matches!(
            refused,
            Err(AuthorizeError::Param(BadParam::Reserved { name: told })) if told == name
        );
        assert!(told, "{name}");
    }
}

#[test]
fn a_server_without_a_usable_endpoint_is_told() {
    let mut server = server();
    server.endpoints.authorize = Some(Url::parse("javascript:alert(1)").expect("an address"));
    assert!(matches!(
        build(&server, &[], &[]),
        Err(AuthorizeError::Scheme { .. })
    ));
    server.endpoints.authorize = None;
    assert!(matches!(
        build(&server, &[], &[]),
        Err(AuthorizeError::NoAuthorizeEndpoint)
    ));
}

#[test]
fn resources_are_repeated_and_take_the_place_of_the_extra_one() {
    let mut server = server();
    server.habits.extras.push(Extra {
        on: ExtraStep::Authorize,
        place: ExtraPlace::Query,
        name: "resource".into(),
        value: "https://usual.example".into(),
    });
    let asked = |params: &[(&str, &str)]| -> Vec<String> {
        let made = build(&server, &["read"], params).expect("an address");
        let pairs = made.url.query_pairs().into_owned();
        let only = pairs.filter(|(name, _)| name == "resource");
        only.map(|(_, value)| value).collect()
    };
    assert_eq!(asked(&[]), ["https://usual.example"]);
    let two = [("resource", "https://a.example"), ("resource", "urn:b")];
    assert_eq!(asked(&two), ["https://a.example", "urn:b"]);
}

#[test]
fn what_an_extra_says_twice_stays_there_twice_and_bad_details_are_told() {
    let mut server = server();
    let extra = |place, name: &str, value: &str| Extra {
        on: ExtraStep::Authorize,
        place,
        name: name.into(),
        value: value.into(),
    };
    server.habits.extras = vec![
        extra(ExtraPlace::Query, "resource", "https://a.example"),
        extra(ExtraPlace::Body, "resource", "https://b.example"),
        extra(ExtraPlace::Header, "X-Tenant", "t1"),
        extra(ExtraPlace::Header, "X-Empty", ""),
    ];
    let made = build(&server, &[], &[]).expect("an address");
    let both = made
        .url
        .query_pairs()
        .filter(|(name, _)| name == "resource");
    assert_eq!(both.count(), 2, "{}", made.url);
    assert!(
        !made.url.as_str().contains("t1"),
        "a header is none in an address"
    );
    assert_eq!(made.headers, [("X-Tenant".to_owned(), "t1".to_owned())]);

    let details = extra(ExtraPlace::Query, "authorization_details", "[{}]");
    server.habits.extras.push(details);
    let refused = build(&server, &[], &[]);
    let told = matches!(refused, Err(AuthorizeError::Param(BadParam::Details)));
    assert!(told, "{refused:?}");
}

#[test]
fn the_implicit_grant_asks_for_the_token_itself() {
    let ask = |scopes: &[&str]| {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let form = AuthorizeForm {
            server: &server(),
            client: &client(),
            redirect_uri: "https://app.example/landing",
            scopes: &scopes,
            params: &[],
            implicit: true,
            dpop_jkt: None,
        };
        authorize(form, &ambient()).expect("an address")
    };
    let plain = ask(&["read"]);
    let told = query(&plain);
    assert_eq!(told["response_type"], "token");
    assert_eq!(told["state"], plain.state.expose());
    assert_eq!(
        told.get("code_challenge"),
        None,
        "there is no code to protect"
    );
    assert_eq!(told.get("nonce"), None);

    let named = ask(&["openid", "read"]);
    let told = query(&named);
    assert_eq!(told["response_type"], "id_token token");
    assert_eq!(told["nonce"], named.nonce.expect("a nonce").expose());
}

#[test]
fn offline_access_is_asked_for_with_consent() {
    let both = ["openid", "offline_access"];
    for (scopes, given, sent) in [
        (&both[..], None, Some("consent")),
        (&both[..], Some("login"), Some("login consent")),
        (
            &both[..],
            Some("select_account consent"),
            Some("select_account consent"),
        ),
        (&both[..], Some("none"), Some("none")),
        (&both[..], Some(""), None),
        (&both[..1], None, None),
        // No OpenID Connect: its rule does not hold.
        (&both[1..], None, None),
    ] {
        let params: Vec<_> = given.iter().map(|prompt| ("prompt", *prompt)).collect();
        let made = build(&server(), scopes, &params).expect("an address");
        let prompt = query(&made).get("prompt").cloned();
        assert_eq!(prompt.as_deref(), sent, "{scopes:?} {given:?}");
        let told = sent.is_some() && sent != given;
        assert_eq!(!made.remarks.is_empty(), told, "{scopes:?} {given:?}");
    }
    let mut microsoft = server();
    let endpoint = "https://login.microsoftonline.com/t/oauth2/v2.0/authorize";
    microsoft.endpoints.authorize = Url::parse(endpoint).ok();
    let made = build(&microsoft, &both, &[]).expect("an address");
    assert!(!query(&made).contains_key("prompt"));
}

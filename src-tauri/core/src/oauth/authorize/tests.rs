use std::{collections::BTreeMap, sync::Arc};

use base64::Engine as _;
use sha2::Digest as _;
use url::Url;

use super::{Authorize, AuthorizeError, AuthorizeForm, RESERVED, authorize};
use crate::{
    client::{AuthMethod, ClientProfile, Hardening},
    clock::{Nature, Random, SystemClock},
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

fn nature() -> Nature {
    Nature {
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
        hardening: Hardening::default(),
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
        dpop_jkt: None,
    };
    authorize(form, &nature())
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
    for name in RESERVED {
        let refused = build(&server(), &[], &[(name, "mine")]);
        assert!(
            matches!(refused, Err(AuthorizeError::Reserved { .. })),
            "{name}"
        );
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

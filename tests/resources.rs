//! Tokens for a certain API (resource indicators, RFC 8707), and for something in particular (rich
//! authorization requests, RFC 9396), at a real server.

use serde_json::{Value, json};
use tokenry_core::{error::ErrorKind, login::DirectGrant};
use tokenry_model::{
    authorization_params::{DETAILS, RESOURCE},
    client::{AuthMethod, ClientProfile, ClientSecurity},
    id::Id,
    login::LoginForm,
    token::Token,
};
use tokenry_stage::{AccessTokens, Call, OidcOptions, OidcServer, visit};

use crate::{
    support::{Bench, client_profile, done, login_form},
    terminal::Terminal,
};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const BILLING: &str = "https://billing.example/v2";
const CALENDAR: &str = "https://calendar.example/";
const SCOPES: [&str; 2] = ["openid", "notes:read"];

async fn server() -> OidcServer {
    let options = OidcOptions {
        access_tokens: AccessTokens::Jwt,
        details: true,
        ..OidcOptions::default()
    };
    OidcServer::start(options).await.expect("it starts")
}

async fn log_in(bench: &Bench, server: &OidcServer, form: LoginForm) -> Id<Token> {
    let login = bench.workbench.start_login(form).await.expect("it starts");
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    visit(&back.expect("alice logs in")).await.expect("a page");
    let ended = bench.workbench.login_ended(login.id).await;
    done(&ended.expect("it ends"))
}

/// The values of a parameter that may stand there more than once.
fn all(call: &Call, name: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(call.body.as_bytes()).into_owned();
    let named = pairs.filter(|(known, _)| known == name);
    named.map(|(_, value)| value).collect()
}

fn pairs(name: &str, values: &[&str]) -> Vec<(String, String)> {
    let pair = |value: &&str| (name.to_owned(), (*value).to_owned());
    values.iter().map(pair).collect()
}

#[tokio::test]
async fn a_token_is_good_for_the_apis_that_were_asked_for_and_stays_so() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, LOOPBACK, &SCOPES);
    let client = bench.client(known.id, profile, None).await;
    for (name, resources) in [
        ("one", &[BILLING][..]),
        ("several", &[CALENDAR, BILLING][..]),
    ] {
        let before = server.token_posts().await.expect("the ledger").len();
        let mut form = login_form(client.id, name);
        form.params = pairs(RESOURCE, resources);
        let token = log_in(&bench, &server, form).await;
        for turn in 0..3 {
            let detail = bench.workbench.token_detail(token).await.expect("it");
            let claims = detail.access_claims.expect("a JWT").claims;
            // Of several this server takes the first.
            assert_eq!(claims["aud"], resources[0], "{name}, {turn}");
            assert_eq!(detail.summary.token.scopes.further.resources, resources);
            bench.workbench.refresh_token(token).await.expect("renewed");
        }
        let calls = server.token_posts().await.expect("the ledger");
        assert_eq!(calls.len(), before + 4, "a code and three renewals");
        for call in &calls[before..] {
            assert_eq!(all(call, RESOURCE), resources, "{call:?}");
        }
        // Logging in again asks for the same.
        let mut again = login_form(client.id, name);
        again.renew = Some(token);
        let login = bench.workbench.start_login(again).await.expect("it starts");
        let asked = login.authorize_url.query_pairs();
        let asked: Vec<_> = asked.filter(|(name, _)| name == RESOURCE).collect();
        let asked: Vec<_> = asked.iter().map(|(_, value)| &**value).collect();
        assert_eq!(asked, resources);
        bench.workbench.cancel_login(login.id);
    }
}

#[tokio::test]
async fn what_was_granted_in_particular_is_kept_with_the_token() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let asked = json!([{"type": "notes", "actions": ["read"], "limit": 500}]);
    let granted = json!([{"type": "notes", "actions": ["read"], "limit": 100}]);
    for pushed in [false, true] {
        let profile = ClientProfile {
            name: format!("pushed: {pushed}"),
            hardening: ClientSecurity {
                pushed,
                ..ClientSecurity::default()
            },
            ..client_profile(OidcOptions::NATIVE, LOOPBACK, &SCOPES)
        };
        let client = bench.client(known.id, profile, None).await;
        let mut form = login_form(client.id, &format!("notes {pushed}"));
        form.params = pairs(DETAILS, &[&asked.to_string()]);
        let token = log_in(&bench, &server, form).await;
        for _ in 0..2 {
            let scopes = bench.workbench.token_detail(token).await.expect("it");
            let scopes = scopes.summary.token.scopes;
            assert_eq!(scopes.details.as_ref(), Some(&granted));
            assert_eq!(scopes.further.details.as_ref(), Some(&asked));
            bench.workbench.refresh_token(token).await.expect("renewed");
        }
    }
    let calls = server.token_posts().await.expect("the ledger");
    let said = calls
        .iter()
        .filter(|call| call.parameter(DETAILS).is_some());
    assert_eq!(said.count(), 0, "it was agreed to before");

    // Where nobody agrees to it, it is asked for at the token endpoint, and again at a renewal.
    let profile = ClientProfile {
        auth: AuthMethod::ClientSecretBasic,
        ..client_profile(OidcOptions::ROBOT, LOOPBACK, &["notes:read"])
    };
    let robot = bench.client(known.id, profile, Some(OidcOptions::ROBOT_SECRET));
    let mut form = login_form(robot.await.id, "robot");
    form.params = pairs(DETAILS, &[&asked.to_string()]);
    form.params.extend(pairs("audience", &["notes"]));
    let grant = DirectGrant::ClientCredentials;
    let token = bench.workbench.obtain_token(form, grant).await.expect("it");
    assert_eq!(token.scopes.details.as_ref(), Some(&granted));
    bench
        .workbench
        .refresh_token(token.id)
        .await
        .expect("again");
    let calls = server.token_posts_of("client_credentials").await;
    for call in calls.expect("the ledger") {
        let said: Value =
            serde_json::from_str(call.parameter(DETAILS).expect("details")).expect("JSON");
        assert_eq!(said, asked);
        assert_eq!(call.parameter("audience"), Some("notes"));
    }
}

#[tokio::test]
async fn a_bad_wish_is_told_before_anything_is_sent() {
    let (server, bench) = (server().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, LOOPBACK, &SCOPES);
    let client = bench.client(known.id, profile, None).await;
    for (name, value, told) in [
        (RESOURCE, "billing.example", "billing.example"),
        (DETAILS, "[{type: notes}]", "line 1 column 3"),
        (DETAILS, r#"{"type": "notes"}"#, "list of objects"),
        ("client_secret", "s", "client_secret"),
    ] {
        let mut form = login_form(client.id, "nothing");
        form.params = pairs(name, &[value]);
        let error = bench.workbench.start_login(form).await.expect_err(value);
        assert!(error.to_string().contains(told), "{error}");
        assert!(matches!(error.kind(), ErrorKind::BadInput), "{error:?}");
    }
    // What the server itself refuses it says itself.
    let mut form = login_form(client.id, "other");
    form.params = pairs(DETAILS, &[r#"[{"type": "payments"}]"#]);
    let login = bench.workbench.start_login(form).await.expect("it starts");
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    visit(&back.expect("back at once")).await.expect("a page");
    let ended = bench
        .workbench
        .login_ended(login.id)
        .await
        .expect("it ends");
    let phase = format!("{:?}", ended.phase);
    assert!(phase.contains("invalid_authorization_details"), "{phase}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_command_line() {
    let server = server().await;
    let at = Terminal::new();
    at.done(&["server", "add", server.issuer(), "--name", "id"])
        .await;
    let add = [
        "client",
        "add",
        "id",
        "--id",
        OidcOptions::NATIVE,
        "--name",
        "app",
    ];
    at.done(&[&add[..], &["--scope", "openid notes:read"]].concat())
        .await;
    let details = r#"[{"type":"notes","limit":7}]"#;
    let more = ["--resource", BILLING, "--authorization-details", details];
    let login = at.login("app", "me", &more).await;
    let back = server.login_by_http(&login.url, "alice").await;
    visit(&back.expect("alice logs in")).await.expect("a page");
    login.ends().await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["resources"], json!([BILLING]));
    assert_eq!(
        token["authorization_details"],
        json!([{"type": "notes", "limit": 7}])
    );
    let shown = at.done(&["token", "show", "me"]).await;
    assert!(
        shown.contains(BILLING) && shown.contains(r#""limit":7"#),
        "{shown}"
    );

    let bad = at
        .run(&[
            "login",
            "app",
            "--authorization-details",
            "[}",
            "--no-browser",
        ])
        .await;
    bad.failed(2, &["line 1 column 2", "RFC 9396"]);
}

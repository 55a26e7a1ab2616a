//! The implicit grant (RFC 6749 §4.2) at real servers: the token comes back in an address, which a
//! person pastes.

use tokenry_model::{
    callback_method::{CallbackMethod, OUT_OF_BAND},
    client::{Client, ClientProfile},
    grant::Grant,
    login::{LoginForm, LoginPhase},
    token::TokenState,
};
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperOptions, OidcOptions, OidcServer};
use url::Url;

use crate::{
    support::{Bench, client_profile, done, login_form, status},
    terminal::Terminal,
};

const LANDING: &str = "https://client.example/callback";
const APP: &str = "old-app";

async fn oidc() -> OidcServer {
    let client = serde_json::json!({
        "client_id": APP,
        "token_endpoint_auth_method": "none",
        "grant_types": ["implicit"],
        "response_types": ["id_token token"],
        "redirect_uris": [LANDING],
    });
    let options = OidcOptions {
        clients: vec![client],
        implicit: true,
        ..OidcOptions::default()
    };
    OidcServer::start(options).await.expect("it starts")
}

fn implicit(client: &Client, name: &str) -> LoginForm {
    LoginForm {
        implicit: true,
        ..login_form(client.id, name)
    }
}

#[tokio::test]
async fn the_address_landed_on_holds_the_token_and_who_it_is() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(APP, LANDING, &["openid", "profile"]);
    let client = bench.client(known.id, profile, None).await;
    let started = bench.workbench.start_login(implicit(&client, "old")).await;
    let login = started.expect("it starts");
    assert_eq!(login.callback_method, CallbackMethod::PasteAddress);
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    let back = back.expect("alice logs in");
    assert!(
        back.fragment()
            .is_some_and(|end| end.contains("access_token="))
    );

    // Another login's answer, though it holds a token, changes nothing.
    let mut foreign = back.clone();
    let end = back.fragment().expect("a fragment");
    let state = login.authorize_url.query_pairs();
    let state = state
        .into_owned()
        .find(|(name, _)| name == "state")
        .expect("a state")
        .1;
    foreign.set_fragment(Some(&end.replace(&state, "another")));
    let refused = bench
        .workbench
        .paste_into_login(login.id, foreign.to_string())
        .await;
    let refused = refused.expect_err("not ours");
    assert!(
        refused.hint().contains("another login"),
        "{}",
        refused.hint()
    );
    // Nor does the address without its end.
    let mut cut = back.clone();
    cut.set_fragment(None);
    let refused = bench
        .workbench
        .paste_into_login(login.id, cut.to_string())
        .await;
    let refused = refused.expect_err("nothing in it");
    assert!(refused.hint().contains('#'), "{}", refused.hint());

    let taken = bench
        .workbench
        .paste_into_login(login.id, back.to_string())
        .await;
    taken.expect("it is taken");
    let ended = bench
        .workbench
        .login_ended(login.id)
        .await
        .expect("it ends");
    let token = done(&ended);
    let detail = bench.workbench.token_detail(token).await.expect("it");
    let stored = detail.summary.token;
    assert_eq!(stored.grant, Grant::Implicit);
    assert_eq!(
        stored.account.expect("the ID token says who").subject,
        "alice"
    );
    assert_eq!(detail.summary.state, TokenState::Valid);
    assert!(stored.secrets.refresh.is_none());
    assert!(!bench.token("old").await.renewable());
    let me = bench.get(server.api("/me").as_str(), token).await;
    assert_eq!(status(&me), 200);
    assert!(server.token_posts().await.expect("the ledger").is_empty());
    let told = format!("{:?}", detail.transcripts);
    let steps = detail
        .transcripts
        .iter()
        .flat_map(|one| &one.transcript.steps);
    let titles: Vec<String> = steps.map(|step| step.what.title()).collect();
    let verified = |title: &String| title.contains("signature is verified");
    assert!(titles.iter().any(verified), "{titles:?}");
    let shown = told.replace("access_token=[redacted]", "");
    assert!(!shown.contains("access_token="), "{told}");
}

#[tokio::test]
async fn a_client_that_may_not_and_one_that_has_nowhere_to_land() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    // The client is not registered for a token without an ID token.
    let profile = client_profile(APP, LANDING, &["profile"]);
    let client = bench.client(known.id, profile, None).await;
    let started = bench.workbench.start_login(implicit(&client, "x")).await;
    let login = started.expect("it starts");
    let back = server.login_by_http(&login.authorize_url, "alice").await;
    let back = back.expect("the server comes back at once");
    let taken = bench
        .workbench
        .paste_into_login(login.id, back.to_string())
        .await;
    taken.expect("it is the server's answer");
    let ended = bench
        .workbench
        .login_ended(login.id)
        .await
        .expect("it ends");
    let LoginPhase::Failed { said, hint, .. } = ended.phase else {
        panic!("{:?}", ended.phase);
    };
    assert!(said.is_some_and(|said| said.contains("unsupported_response_type")));
    assert!(hint.contains("implicit grant"), "{hint}");

    let profile = ClientProfile {
        name: "nowhere".into(),
        ..client_profile(APP, OUT_OF_BAND, &["profile"])
    };
    let client = bench.client(known.id, profile, None).await;
    let started = bench.workbench.start_login(implicit(&client, "y")).await;
    let told = started.expect_err("a code page is no address").to_string();
    assert!(told.contains("needs a redirect URI"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_doorkeeper_on_the_command_line() {
    let options = DoorkeeperOptions {
        expires_in: Some(7200),
        implicit: true,
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let verify = server
        .url("/api/v1/accounts/verify_credentials")
        .to_string();
    let at = Terminal::new();
    let (authorize, token) = (server.url("/oauth/authorize"), server.url("/oauth/token"));
    let add = ["server", "add", server.base(), "--name", "old"];
    let ends = [
        "--authorize-url",
        authorize.as_str(),
        "--token-url",
        token.as_str(),
    ];
    at.done(&[&add[..], &ends[..]].concat()).await;
    let add = [
        "client",
        "add",
        "old",
        "--id",
        DoorkeeperOptions::CLIENT,
        "--name",
        "app",
    ];
    let more = ["--scope", "read", "--redirect", "http://127.0.0.1/callback"];
    at.done(&[&add[..], &more[..]].concat()).await;

    let login = at.login("app", "me", &["--implicit"]).await;
    let asked: Url = login.url.clone();
    assert!(
        asked
            .query()
            .is_some_and(|query| query.contains("response_type=token"))
    );
    let browser = Browser::start(None).await.expect("a browser");
    browser.goto(&login.url).await.expect("the page");
    let back = browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    assert!(back.fragment().is_some(), "{back}");
    login.paste(back.as_str()).await.done();
    let token = at.json(&["token", "show", "me"]).await;
    assert_eq!(token["grant"], "implicit", "{token}");
    assert_eq!(token["renewable"], false, "{token}");
    assert!(
        token["expires_in"].as_i64().is_some_and(|left| left > 7000),
        "{token}"
    );
    let (status, account) = at.get(&verify, "me").await;
    assert_eq!((status, &account["acct"]), (200, &"alice".into()));
}

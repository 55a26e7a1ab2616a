//! Logging in at a real authorization server: every way back from the browser, and every end.

use tokenry_model::{
    callback_method::{DEEP_LINK, OUT_OF_BAND},
    client::{AuthMethod, ClientProfile},
    login::{LoginPhase, LoginStep},
    token::TokenState,
};
use tokenry_stage::{OidcOptions, OidcServer, visit};
use url::Url;

use crate::support::{Bench, client_profile, done, login_form, status};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const ELSEWHERE: &str = "https://client.example/callback";
const SCOPES: [&str; 4] = ["openid", "profile", "email", "notes:read"];

pub(crate) async fn oidc() -> OidcServer {
    OidcServer::start(OidcOptions::default())
        .await
        .expect("oidc-provider starts")
}

#[tokio::test]
async fn by_loopback_and_the_call_that_follows() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, LOOPBACK, &SCOPES);
    let client = bench.client(known.id, profile, None).await;

    let login = bench
        .workbench
        .start_login(login_form(client.id, "alice"))
        .await
        .expect("it starts");
    let back = server
        .login_by_http(&login.authorize_url, "alice")
        .await
        .expect("alice logs in");
    assert!(
        back.as_str().starts_with(&login.redirect_uri),
        "{back} is where we listen"
    );
    let page = visit(&back).await.expect("the listener answers");
    assert_eq!(page.status, 200, "{}", page.body);

    let ended = bench
        .workbench
        .login_ended(login.id)
        .await
        .expect("it ends");
    let token = bench.token("alice").await;
    assert_eq!(done(&ended), token.id);
    assert_eq!(
        token
            .account
            .as_ref()
            .map(|account| account.subject.as_str()),
        Some("alice")
    );
    assert_eq!(
        token.state(token.obtained_at, tokenry_model::token::Margin::default()),
        TokenState::Valid
    );
    assert!(token.renewable(), "oidc-provider gave a refresh token");

    let exchange = &server.token_posts().await.expect("the ledger")[0];
    assert!(exchange.parameter("code_verifier").is_some(), "PKCE always");
    assert_eq!(exchange.parameter("client_id"), Some(OidcOptions::NATIVE));
    assert!(
        exchange.parameter("scope").is_none(),
        "no scope on the code exchange"
    );
    assert!(
        exchange.header("authorization").is_none(),
        "no bogus Basic for a public client"
    );

    let me = bench.get(server.api("/me").as_str(), token.id).await;
    assert_eq!(status(&me), 200);
    assert!(
        me.first_lines
            .lines
            .iter()
            .any(|line| line.contains("alice")),
        "{:?}",
        me.first_lines
    );
}

#[tokio::test]
async fn by_deep_link_by_code_and_by_pasted_address() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    for (redirect, name) in [
        (DEEP_LINK, "link"),
        (OUT_OF_BAND, "code"),
        (ELSEWHERE, "address"),
    ] {
        let profile = client_profile(OidcOptions::NATIVE, redirect, &SCOPES);
        let client = bench.client(known.id, profile, None).await;
        let login = bench
            .workbench
            .start_login(login_form(client.id, name))
            .await
            .expect("it starts");
        assert_eq!(login.redirect_uri, redirect, "sent exactly as registered");
        let back = server
            .login_by_http(&login.authorize_url, "bob")
            .await
            .expect("bob logs in");
        match redirect {
            DEEP_LINK => assert!(bench.workbench.deliver_callback(back.as_str()).await),
            OUT_OF_BAND => {
                let code = parameter(&back, "code");
                bench
                    .workbench
                    .paste_into_login(login.id, code)
                    .await
                    .expect("a code");
            }
            _ => {
                let text = format!("  {back}\n");
                bench
                    .workbench
                    .paste_into_login(login.id, text)
                    .await
                    .expect("an address");
            }
        }
        let ended = bench
            .workbench
            .login_ended(login.id)
            .await
            .expect("it ends");
        assert_eq!(
            status(&bench.get(server.api("/me").as_str(), done(&ended)).await),
            200,
            "{name}"
        );
    }
}

#[tokio::test]
async fn with_a_secret_in_a_header_and_in_the_form() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let cases = [
        (
            OidcOptions::BASIC,
            OidcOptions::BASIC_SECRET,
            AuthMethod::ClientSecretBasic,
        ),
        (
            OidcOptions::POST,
            OidcOptions::POST_SECRET,
            AuthMethod::ClientSecretPost,
        ),
    ];
    for (id, secret, auth) in cases {
        let profile = ClientProfile {
            auth,
            ..client_profile(id, LOOPBACK, &SCOPES)
        };
        let client = bench.client(known.id, profile, Some(secret)).await;
        let login = bench
            .workbench
            .start_login(login_form(client.id, id))
            .await
            .expect("it starts");
        let back = server
            .login_by_http(&login.authorize_url, "carol")
            .await
            .expect("carol logs in");
        visit(&back).await.expect("the listener answers");
        let ended = bench
            .workbench
            .login_ended(login.id)
            .await
            .expect("it ends");
        assert_eq!(
            status(&bench.get(server.api("/me").as_str(), done(&ended)).await),
            200,
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_wrong_secret_a_denied_consent_and_strangers_end_well() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = ClientProfile {
        auth: AuthMethod::ClientSecretPost,
        ..client_profile(OidcOptions::POST, LOOPBACK, &SCOPES)
    };
    let client = bench.client(known.id, profile, Some("wrong")).await;

    let login = bench
        .workbench
        .start_login(login_form(client.id, "none"))
        .await
        .expect("it starts");
    let mut stranger = login_address(&login.redirect_uri);
    stranger.set_query(Some("code=stolen&state=guessed"));
    visit(&stranger).await.expect("the listener answers");
    stranger.set_query(Some("error=access_denied"));
    visit(&stranger).await.expect("the listener answers");
    let now = &bench.workbench.logins()[0].phase;
    assert!(
        matches!(now, LoginPhase::WaitingForPerson { warning: Some(_) }),
        "a stranger's hit is told and changes nothing: {now:?}"
    );

    let back = server
        .login_by_http(&login.authorize_url, "dave")
        .await
        .expect("dave logs in");
    visit(&back).await.expect("the listener answers");
    let ended = bench
        .workbench
        .login_ended(login.id)
        .await
        .expect("it ends");
    let LoginPhase::Failed {
        step, said, hint, ..
    } = &ended.phase
    else {
        panic!("a wrong secret fails: {:?}", ended.phase);
    };
    assert_eq!(*step, LoginStep::Token);
    assert!(
        said.as_deref()
            .is_some_and(|said| said.contains("invalid_client")),
        "{said:?}"
    );
    assert!(hint.contains("secret"), "{hint}");

    let denied = bench
        .workbench
        .start_login(login_form(client.id, "none"))
        .await
        .expect("it starts");
    let mut back = login_address(&denied.redirect_uri);
    let state = parameter(&denied.authorize_url, "state");
    back.query_pairs_mut()
        .append_pair("error", "access_denied")
        .append_pair("error_description", "End-User aborted interaction")
        .append_pair("state", &state)
        .append_pair("iss", server.issuer());
    visit(&back).await.expect("the listener answers");
    let ended = bench
        .workbench
        .login_ended(denied.id)
        .await
        .expect("it ends");
    let LoginPhase::Failed { message, said, .. } = &ended.phase else {
        panic!("a denied consent fails: {:?}", ended.phase);
    };
    assert_eq!(message, "The login was denied.");
    assert!(
        said.as_deref()
            .is_some_and(|said| said.contains("End-User aborted")),
        "{said:?}"
    );
    assert!(
        bench.workbench.tokens().await.expect("a list").is_empty(),
        "nothing is stored by halves"
    );
}

fn login_address(redirect_uri: &str) -> Url {
    Url::parse(redirect_uri).expect("a loopback address")
}

fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .unwrap_or_else(|| panic!("{url} has {name}"))
        .1
        .into_owned()
}

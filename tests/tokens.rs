//! What becomes of a token from a real server: renewed, rotated, revoked, refused; sent to its
//! own origins; and one that never says until when.

use tokenry_core::{error::ErrorKind, login::DirectGrant, sending::Sent, workbench::SecretPart};
use tokenry_model::{
    callback_method::OUT_OF_BAND,
    client::{AuthMethod, ClientProfile},
    diagnosis::Repair,
    grant::Grant,
    id::Id,
    login::LoginForm,
    server::{Placement, ServerProfile, TokenStyle},
    token::{Health, Token},
};
use tokenry_stage::{AccessTokens, Doorkeeper, DoorkeeperOptions, OidcOptions, OidcServer};
use url::Url;

use crate::{
    logins::oidc,
    support::{Bench, client_profile, done, login_form, order, status},
};

#[tokio::test]
async fn a_token_is_renewed_rotated_and_dies_when_revoked() {
    let options = OidcOptions {
        access_token_ttl: 2,
        access_tokens: AccessTokens::Jwt,
        ..OidcOptions::default()
    };
    let server = OidcServer::start(options)
        .await
        .expect("oidc-provider starts");
    let bench = Bench::new().await;
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, OUT_OF_BAND, &["openid", "notes:read"]);
    let client = bench.client(known.id, profile, None).await;
    let token = logged_in(&server, &bench, login_form(client.id, "erin"), "erin").await;

    let first = bench
        .workbench
        .reveal(token, SecretPart::Refresh)
        .await
        .expect("one");
    bench
        .workbench
        .refresh_token(token)
        .await
        .expect("the first renewal");
    bench
        .workbench
        .refresh_token(token)
        .await
        .expect("the second, with the rotated token");
    let later = bench
        .workbench
        .reveal(token, SecretPart::Refresh)
        .await
        .expect("one");
    assert!(!first.same_as(later.expose()), "oidc-provider rotates");
    let posts = server
        .token_posts_of("refresh_token")
        .await
        .expect("the ledger");
    assert_eq!(posts.len(), 2, "one POST for each renewal");

    server.revoke_everything().await.expect("revoked");
    let error = bench
        .workbench
        .refresh_token(token)
        .await
        .expect_err("the grant is gone");
    assert_eq!(error.kind(), ErrorKind::LoginNeeded, "{error}");
    let kept = bench.token("erin").await;
    assert!(
        matches!(kept.health, Health::LoginNeeded { .. }),
        "{:?}",
        kept.health
    );

    let again = LoginForm {
        renew: Some(token),
        ..login_form(client.id, "ignored")
    };
    let renewed = logged_in(&server, &bench, again, "erin").await;
    assert_eq!(renewed, token, "the same token, with its name and requests");
    assert_eq!(bench.token("erin").await.health, Health::Fine);
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_grant_and_the_person_hears_of_it() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, OUT_OF_BAND, &["openid", "notes:read"]);
    let client = bench.client(known.id, profile, None).await;
    let token = logged_in(&server, &bench, login_form(client.id, "gina"), "gina").await;
    let refresh = SecretPart::Refresh;
    let first = bench.workbench.reveal(token, refresh).await.expect("one");
    let renewed = bench.workbench.refresh_token(token).await;
    renewed.expect("the first renewal");
    let me = bench.get(server.api("/me").as_str(), token).await;
    assert_eq!(status(&me), 200, "with this the old one is given up");

    // The server hears a refresh token for the second time, and trusts none of the family.
    let stolen = server.use_stolen(first.expose()).await.expect("a reply");
    assert_eq!(stolen, 400, "it was used before");
    let error = bench
        .workbench
        .refresh_token(token)
        .await
        .expect_err("the family is revoked");
    assert_eq!(error.kind(), ErrorKind::LoginNeeded, "{error}");
    let kept = bench.token("gina").await;
    assert!(
        matches!(kept.health, Health::LoginNeeded { .. }),
        "{:?}",
        kept.health
    );
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_sent_again_for_safe_methods_only() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = client_profile(OidcOptions::NATIVE, OUT_OF_BAND, &["openid", "notes:write"]);
    let client = bench.client(known.id, profile, None).await;
    let token = logged_in(&server, &bench, login_form(client.id, "finn"), "finn").await;

    server.revoke_access_tokens().await.expect("revoked");
    let me = bench.get(server.api("/me").as_str(), token).await;
    assert_eq!(status(&me), 200, "renewed once, sent once more");
    assert_eq!(
        server
            .token_posts_of("refresh_token")
            .await
            .expect("the ledger")
            .len(),
        1
    );

    server.revoke_access_tokens().await.expect("revoked");
    let mut note = order("POST", server.api("/notes").as_str(), Some(token));
    let posted = bench
        .workbench
        .send(note.clone())
        .await
        .expect("it is sent");
    assert_eq!(
        (status(&posted), repair(&posted)),
        (401, Some(Repair::Refresh)),
        "a POST is not repeated unasked"
    );
    note.renew_first = true;
    let posted = bench.workbench.send(note).await.expect("it is sent");
    assert!((200..300).contains(&status(&posted)), "{}", status(&posted));
    assert_eq!(posted.exchange.content.diagnosis, None);
}

#[tokio::test]
async fn a_token_goes_to_its_servers_origins_and_elsewhere_only_when_asked() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let profile = ClientProfile {
        auth: AuthMethod::ClientSecretBasic,
        ..client_profile(OidcOptions::ROBOT, "", &["notes:read"])
    };
    let client = bench
        .client(known.id, profile, Some(OidcOptions::ROBOT_SECRET))
        .await;
    let token = bench
        .workbench
        .obtain_token(
            login_form(client.id, "robot"),
            DirectGrant::ClientCredentials,
        )
        .await
        .expect("a token");
    assert_eq!(token.grant, Grant::ClientCredentials);

    // What was asked while the server was looked for.
    let before = server.api_calls().await.expect("the ledger").len();
    let foreign = server.elsewhere("/echo");
    let mut there = order("GET", foreign.as_str(), Some(token.id));
    let error = bench
        .workbench
        .send(there.clone())
        .await
        .expect_err("it asks first");
    assert_eq!(error.kind(), ErrorKind::NeedsConsent, "{error}");
    assert_eq!(
        server.api_calls().await.expect("the ledger").len(),
        before,
        "nothing was sent"
    );

    there.consent = Some(foreign.origin().ascii_serialization());
    let sent = bench.workbench.send(there).await.expect("it is sent");
    assert_eq!(status(&sent), 200);
    let calls = server.api_calls().await.expect("the ledger");
    assert!(
        calls[before].header("authorization").is_some(),
        "the person agreed"
    );
}

#[tokio::test]
async fn doorkeeper_takes_json_and_query_and_never_says_until_when() {
    let options = DoorkeeperOptions {
        expires_in: None,
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("doorkeeper starts");
    let bench = Bench::new().await;
    let browser = tokenry_stage::Browser::start(None)
        .await
        .expect("chromium starts");
    for style in [TokenStyle::Json, TokenStyle::Query, TokenStyle::Form] {
        let base = Url::parse(server.base()).expect("an address");
        let mut profile = ServerProfile::at(format!("Doorkeeper {style:?}"), base);
        profile.endpoints.authorize = Some(server.url("/oauth/authorize"));
        profile.endpoints.token = Some(server.url("/oauth/token"));
        profile.habits.token_style = style;
        if style == TokenStyle::Query {
            profile.habits.placement = Placement::Query {
                name: "access_token".into(),
            };
        }
        let known = bench.server(profile).await;
        let client = ClientProfile {
            name: format!("{style:?}"),
            auth: AuthMethod::ClientSecretPost,
            ..client_profile(DoorkeeperOptions::CLIENT, OUT_OF_BAND, &["read"])
        };
        let client = bench
            .client(known.id, client, Some(DoorkeeperOptions::SECRET))
            .await;
        let name = format!("{style:?} token");
        let login = bench
            .workbench
            .start_login(login_form(client.id, &name))
            .await
            .expect("it starts");
        browser
            .goto(&login.authorize_url)
            .await
            .expect("the login page");
        browser
            .login_doorkeeper("alice")
            .await
            .expect("alice logs in");
        let code = browser
            .read_oob_code()
            .await
            .expect("the page shows a code");
        bench
            .workbench
            .paste_into_login(login.id, code)
            .await
            .expect("a code");
        let ended = bench
            .workbench
            .login_ended(login.id)
            .await
            .expect("it ends");
        let token = bench.token(&name).await;
        assert_eq!(
            (done(&ended), token.expiry.at),
            (token.id, None),
            "no expires_in"
        );
        let verify = server.url("/api/v1/accounts/verify_credentials");
        assert_eq!(
            status(&bench.get(verify.as_str(), token.id).await),
            200,
            "{style:?}"
        );
    }
    let arrived: Vec<String> = server
        .token_posts()
        .await
        .expect("the ledger")
        .into_iter()
        .map(|post| post.via)
        .collect();
    assert_eq!(arrived, ["json", "query", "form"]);
}

/// A login at the server, without a browser: the address landed on is pasted.
async fn logged_in(server: &OidcServer, bench: &Bench, form: LoginForm, who: &str) -> Id<Token> {
    let started = bench.workbench.start_login(form).await;
    let login = started.expect("it starts");
    let landed = server.login_by_http(&login.authorize_url, who).await;
    let address = landed.expect("they log in").to_string();
    let pasted = bench.workbench.paste_into_login(login.id, address).await;
    pasted.expect("an address");
    let ended = bench.workbench.login_ended(login.id).await;
    done(&ended.expect("it ends"))
}

/// What the doctor would do about it.
fn repair(sent: &Sent) -> Option<Repair> {
    sent.exchange.content.diagnosis.clone()?.repair
}

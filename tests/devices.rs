//! Logging in on another device at a real authorization server (RFC 8628).

use tokenry_model::{
    grant::Grant,
    login::{LoginPhase, LoginStatus},
};
use tokenry_stage::{OidcOptions, OidcServer};
use url::Url;

use crate::{
    logins::oidc,
    support::{Bench, client_profile, done, login_form, status},
};

async fn begun(server: &OidcServer, bench: &Bench) -> LoginStatus {
    let known = bench.discover(server.issuer()).await;
    let scopes = ["openid", "profile", "notes:read"];
    let profile = client_profile(OidcOptions::NATIVE, "", &scopes);
    let client = bench.client(known.id, profile, None).await;
    let form = login_form(client.id, "tv");
    let login = bench.workbench.start_device_login(form).await;
    login.expect("oidc-provider gives codes")
}

fn address(login: &LoginStatus) -> Url {
    let code = login.user_code.as_ref().expect("a code");
    code.complete.clone().expect("an address with the code")
}

#[tokio::test]
async fn the_code_is_typed_there_and_the_token_comes_here() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let login = begun(&server, &bench).await;
    let there = address(&login);
    let typed = server.device_by_http(&there, "alice", true);
    let (token, typed) = tokio::join!(bench.workbench.login_ended(login.id), typed);
    typed.expect("alice agrees");
    let token = done(&token.expect("it ends"));
    let token = bench
        .workbench
        .token_summary(token)
        .await
        .expect("a token")
        .token;
    assert_eq!(token.grant, Grant::DeviceCode);
    assert_eq!(token.account.as_ref().expect("alice").subject, "alice");
    assert!(token.renewable(), "oidc-provider gave a refresh token");
    let me = server.api("/me");
    assert_eq!(status(&bench.get(me.as_str(), token.id).await), 200);
    bench
        .workbench
        .refresh_token(token.id)
        .await
        .expect("renewed");
}

#[tokio::test]
async fn a_no_on_the_other_device_ends_the_login() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let login = begun(&server, &bench).await;
    let there = address(&login);
    let typed = server.device_by_http(&there, "alice", false);
    let (token, typed) = tokio::join!(bench.workbench.login_ended(login.id), typed);
    typed.expect("alice says no");
    let LoginPhase::Failed { said, .. } = token.expect("it ends").phase else {
        panic!("no token");
    };
    assert_eq!(
        said.as_deref().map(|said| said.contains("access_denied")),
        Some(true),
        "{said:?}"
    );
    assert!(bench.workbench.tokens().await.expect("a list").is_empty());
}

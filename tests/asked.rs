//! What a real server says of its tokens when it is asked, and that it takes them back.

use tokenry_core::{
    error::ErrorKind,
    login::DirectGrant,
    workbench::{SecretPart, Verdict},
};
use tokenry_model::{
    callback_method::OUT_OF_BAND,
    client::{AuthMethod, ClientProfile},
    id::Id,
    secret::Secret,
    server::Server,
    token::{ExpirySource, Health, Token, TokenEventKind},
    transcript::StepKind,
};
use tokenry_stage::{AccessTokens, NativeClient, OidcOptions, OidcServer};

use crate::{
    logins::oidc,
    support::{Bench, client_profile, done, login_form, status},
};

/// A token of `erin` by the public client.
async fn logged_in(server: &OidcServer, bench: &Bench, known: &Server) -> Id<Token> {
    let profile = client_profile(OidcOptions::NATIVE, OUT_OF_BAND, &["openid", "notes:read"]);
    let client = bench.client(known.id, profile, None).await;
    let form = login_form(client.id, "erin");
    let login = bench.workbench.start_login(form).await.expect("it starts");
    let back = server.login_by_http(&login.authorize_url, "erin").await;
    let back = back.expect("erin logs in").to_string();
    let pasted = bench.workbench.paste_into_login(login.id, back).await;
    pasted.expect("an address");
    done(
        &bench
            .workbench
            .login_ended(login.id)
            .await
            .expect("it ends"),
    )
}

#[tokio::test]
async fn a_revoked_token_is_good_for_nothing_and_says_so() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let token = logged_in(&server, &bench, &known).await;
    let me = server.api("/me");
    assert_eq!(status(&bench.get(me.as_str(), token).await), 200);
    let secret = |part| bench.workbench.reveal(token, part);
    let access = secret(SecretPart::Access).await.expect("one");
    let refresh = secret(SecretPart::Refresh).await.expect("one");

    let revocation = bench.workbench.revoke_token(token).await.expect("revoked");
    assert!(revocation.is_whole(), "{revocation:?}");
    assert_eq!(revocation.parts.len(), 2, "refresh and access token");

    let kept = bench.token("erin").await;
    assert!(
        matches!(kept.health, Health::LoginNeeded { .. }),
        "{:?}",
        kept.health
    );
    let error = bench.workbench.refresh_token(token).await;
    assert_eq!(error.expect_err("gone").kind(), ErrorKind::LoginNeeded);
    let detail = bench.workbench.token_detail(token).await.expect("it stays");
    assert_eq!(detail.history[0].kind, TokenEventKind::LoginNeeded);
    assert_eq!(detail.history[1].kind, TokenEventKind::Revoked);
    let told = format!("{:?}", detail.transcripts);
    assert!(told.contains("Revocation"), "{told}");
    for secret in [access, refresh] {
        assert!(!told.contains(secret.expose()), "{told}");
    }

    // The server itself no longer knows it.
    let asked = bench
        .workbench
        .introspect_token(token)
        .await
        .expect("asked");
    assert!(!asked.answer.active, "{asked:?}");
}

#[tokio::test]
async fn a_server_is_asked_about_what_a_token_does_not_tell() {
    let (server, bench) = (oidc().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let token = logged_in(&server, &bench, &known).await;
    let access = bench.workbench.reveal(token, SecretPart::Access).await;
    let access = access.expect("an access token");

    // The same token as somebody pasted it: nothing is known but the text.
    let pasted = bench
        .workbench
        .paste_token(known.id, "pasted", &Secret::new(access.expose()), None)
        .await
        .expect("it is stored");
    assert_eq!(pasted.expiry.source, ExpirySource::Unknown);
    let asked = bench.workbench.introspect_token(pasted.id).await;
    let asked = asked.expect("erin's client asks");
    assert!(asked.answer.active, "{asked:?}");
    assert_eq!(asked.answer.members["client_id"], OidcOptions::NATIVE);

    let learned = bench.token("pasted").await;
    assert_eq!(learned.expiry.source, ExpirySource::Introspection);
    let left = learned.expiry.at.expect("an end") - learned.obtained_at;
    assert!((3400..=3600).contains(&left.get_seconds()), "{left}");
    let granted = learned.scopes.granted.expect("scopes");
    assert!(granted.contains(&"notes:read".to_owned()), "{granted:?}");
    assert_eq!(learned.account.expect("erin").subject, "erin");
    let detail = bench.workbench.token_detail(pasted.id).await.expect("it");
    assert_eq!(detail.history[0].kind, TokenEventKind::Introspected);
    let steps = &detail.transcripts[0].transcript.steps;
    assert_eq!(steps[0].what, StepKind::Introspection);
    let told = format!("{steps:?}");
    assert!(!told.contains(access.expose()), "{told}");

    // Only the client that got a token can give it back.
    let error = bench.workbench.revoke_token(pasted.id).await;
    assert!(
        error
            .expect_err("no client")
            .hint()
            .contains("Revoke it on")
    );
    assert!(!detail.revocable && detail.introspectable);
}

#[tokio::test]
async fn a_jwt_cannot_be_taken_back_and_nothing_is_changed() {
    let options = OidcOptions {
        access_tokens: AccessTokens::Jwt,
        ..OidcOptions::default()
    };
    let server = OidcServer::start(options).await.expect("it starts");
    let bench = Bench::new().await;
    let known = bench.discover(server.issuer()).await;
    let profile = ClientProfile {
        auth: AuthMethod::ClientSecretBasic,
        ..client_profile(OidcOptions::ROBOT, "", &["notes:read"])
    };
    let secret = Some(OidcOptions::ROBOT_SECRET);
    let client = bench.client(known.id, profile, secret).await;
    let form = login_form(client.id, "robot");
    let token = bench
        .workbench
        .obtain_token(form, DirectGrant::ClientCredentials)
        .await;
    let token = token.expect("a token").id;

    let error = bench.workbench.revoke_token(token).await;
    let error = error.expect_err("oidc-provider keeps no JWTs");
    assert!(
        error
            .said()
            .is_some_and(|said| said.contains("unsupported_token_type")),
        "{error:?}"
    );
    assert!(error.hint().contains("stays good"), "{}", error.hint());
    assert_eq!(bench.token("robot").await.health, Health::Fine);
    assert_eq!(
        status(&bench.get(server.api("/me").as_str(), token).await),
        200,
        "and it works still"
    );
}

/// Each kind of signature that OpenID Connect knows, by a server that was not made for us.
#[tokio::test]
async fn id_tokens_and_jwt_access_tokens_are_verified_by_the_servers_keys() {
    for alg in ["RS256", "PS256", "ES256", "EdDSA"] {
        let mut client = NativeClient::new("verified").into_json();
        client["id_token_signed_response_alg"] = alg.into();
        let options = OidcOptions {
            clients: vec![client],
            access_tokens: AccessTokens::Jwt,
            ..OidcOptions::default()
        };
        let server = OidcServer::start(options).await.expect("it starts");
        let bench = Bench::new().await;
        let known = bench.discover(server.issuer()).await;
        let profile = client_profile("verified", OUT_OF_BAND, &["openid", "notes:read"]);
        let client = bench.client(known.id, profile, None).await;
        let form = login_form(client.id, "erin");
        let login = bench.workbench.start_login(form).await.expect("it starts");
        let back = server.login_by_http(&login.authorize_url, "erin").await;
        let back = back.expect("erin logs in").to_string();
        let pasted = bench.workbench.paste_into_login(login.id, back).await;
        pasted.expect("an address");
        let ended = bench.workbench.login_ended(login.id).await.expect("ends");
        let token = done(&ended);
        let told = format!("{:?}", ended.transcript);
        assert!(told.contains(&format!("verified: {alg}")), "{told}");
        let verified = bench.workbench.verify_token(token).await.expect("it");
        let Some(Verdict::Verified(id)) = &verified.id else {
            panic!("{alg}: {verified:?}");
        };
        assert_eq!(id.alg, alg);
        let Some(Verdict::Verified(access)) = &verified.access else {
            panic!("{alg}: {verified:?}");
        };
        assert_eq!(access.alg, "RS256");
    }
}

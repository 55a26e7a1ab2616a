//! Clients that register themselves at a real server: RFC 7591 and 7592, and a login after it.

use tokenry_core::{error::Error, workbench::RegistrationOrder};
use tokenry_stage::{OidcOptions, OidcServer, visit};

use crate::support::{Bench, done, login_form};

const LOOPBACK: &str = "http://127.0.0.1/callback";

async fn registering() -> OidcServer {
    let options = OidcOptions {
        registration: true,
        ..OidcOptions::default()
    };
    OidcServer::start(options)
        .await
        .expect("oidc-provider starts")
}

fn order(server: tokenry_model::id::Id<tokenry_model::server::Server>) -> RegistrationOrder {
    RegistrationOrder {
        server,
        name: "registered".into(),
        redirect_uris: vec![LOOPBACK.into()],
        scopes: vec!["openid".into(), "profile".into()],
        auth: None,
        grants: Vec::new(),
        website: None,
        initial_token: None,
        key: None,
    }
}

#[tokio::test]
async fn a_client_registers_itself_logs_in_changes_and_goes() {
    let (server, bench) = (registering().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let workbench = &bench.workbench;
    let proposal = workbench
        .registration_proposal(&order(known.id))
        .await
        .expect("a proposal");
    assert_eq!(proposal.url.origin(), known.profile.base_url.origin());

    let client = workbench
        .register_client(order(known.id))
        .await
        .expect("registered");
    assert!(client.secret.is_some() && !client.profile.client_id.is_empty());
    let login = workbench
        .start_login(login_form(client.id, "alice"))
        .await
        .expect("it starts");
    let back = server
        .login_by_http(&login.authorize_url, "alice")
        .await
        .expect("alice logs in");
    visit(&back).await.expect("the listener answers");
    let ended = workbench.login_ended(login.id).await.expect("it ends");
    assert_eq!(done(&ended), bench.token("alice").await.id);

    let read = workbench
        .read_registration(client.id)
        .await
        .expect("it is there");
    assert_eq!(read.differences, [], "as it was registered");
    let said = &read.registration.said;
    assert_eq!(said["client_id"], client.profile.client_id.as_str());
    assert_eq!(said["client_secret"], "[redacted]");
    let mut change = read.registration.as_change(&read.accepted);
    change.redirect_uris = vec!["http://127.0.0.1/other".into(), LOOPBACK.into()];
    let proposal = workbench
        .registration_change(client.id, &change)
        .await
        .expect("what would be sent");
    assert_eq!(proposal.body["redirect_uris"][0], "http://127.0.0.1/other");
    let updated = workbench
        .update_registration(client.id, &change)
        .await
        .expect("updated");
    assert_eq!(
        updated.profile.redirect_uri, LOOPBACK,
        "it is still registered"
    );
    let read = workbench
        .read_registration(client.id)
        .await
        .expect("it is there");
    assert_eq!(
        read.registration.said["redirect_uris"][0],
        "http://127.0.0.1/other"
    );

    workbench
        .delete_registration(client.id)
        .await
        .expect("deleted");
    assert!(workbench.client(client.id).await.is_err(), "gone here");
}

#[tokio::test]
async fn a_refusal_is_told_in_words_and_nothing_is_stored() {
    let (server, bench) = (registering().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let wrong = RegistrationOrder {
        redirect_uris: vec!["example.client:/callback".into()],
        ..order(known.id)
    };
    let error = bench
        .workbench
        .register_client(wrong)
        .await
        .expect_err("refused");
    assert!(matches!(error, Error::Registration(_)), "{error:?}");
    assert!(error.hint().contains("redirect URI"), "{}", error.hint());
    assert!(bench.workbench.clients().await.expect("all").is_empty());
}

#[tokio::test]
async fn a_client_that_signs_gives_its_public_key_and_logs_in_with_the_other() {
    let (server, bench) = (registering().await, Bench::new().await);
    let known = bench.discover(server.issuer()).await;
    let workbench = &bench.workbench;
    let signing = RegistrationOrder {
        auth: Some(tokenry_model::client::AuthMethod::PrivateKeyJwt),
        ..order(known.id)
    };
    let shown = workbench
        .registration_proposal(&signing)
        .await
        .expect("shown");
    let again = workbench
        .registration_proposal(&signing)
        .await
        .expect("shown");
    assert_eq!(
        shown, again,
        "the key that is shown is the one that is sent"
    );
    let client = workbench
        .register_client(signing)
        .await
        .expect("registered");
    assert_eq!(
        client.profile.auth,
        tokenry_model::client::AuthMethod::PrivateKeyJwt
    );
    let read = workbench.read_registration(client.id).await.expect("there");
    assert_eq!(read.registration.said["jwks"], shown.body["jwks"]);
    let login = workbench
        .start_login(login_form(client.id, "alice"))
        .await
        .expect("it starts");
    let back = server
        .login_by_http(&login.authorize_url, "alice")
        .await
        .expect("alice logs in");
    visit(&back).await.expect("the listener answers");
    let ended = workbench.login_ended(login.id).await.expect("it ends");
    assert_eq!(done(&ended), bench.token("alice").await.id);
}

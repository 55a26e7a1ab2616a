//! The redirect URI of a login: the first one that works, on the registered port.

use std::net::TcpListener;

use tokenry_core::error::{Error, ErrorKind};
use tokenry_doubles::{Reply, TestServer};
use tokenry_model::{
    callback_method::{CallbackMethod, DEEP_LINK, OUT_OF_BAND},
    client::{Client, ClientProfile},
    login::{LoginForm, LoginStatus},
    server::ServerProfile,
};
use url::Url;

use crate::bench::{Bench, Scratch, client_profile, login_form};

/// A client of a server that is never contacted, because the choice is made before.
async fn client(bench: &Bench, recipe: Option<&str>, uris: &[&str]) -> Client {
    let url = |path: &str| Url::parse("https://photos.example").and_then(|base| base.join(path));
    let mut profile = ServerProfile::at("Photos", url("/api").expect("an address"));
    profile.endpoints.authorize = url("/authorize").ok();
    profile.endpoints.token = url("/token").ok();
    profile.recipe = recipe.map(str::to_owned);
    let server = bench.workbench.add_server(profile).await;
    let client = bench.add_client(server.expect("it is added").id).await;
    let profile = ClientProfile {
        redirect_uri: uris[0].into(),
        further_redirects: uris[1..].iter().map(|uri| (*uri).to_owned()).collect(),
        ..client_profile()
    };
    let kept = tokenry_core::workbench::SecretChange::Keep;
    let edited = bench.edit_client(client.id, profile, kept).await;
    edited.expect("it is edited")
}

fn form(client: &Client) -> LoginForm {
    LoginForm {
        paste_only: false,
        ..login_form(client.id)
    }
}

fn taken() -> (TcpListener, String) {
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("its address").port();
    (other, format!("http://127.0.0.1:{port}/callback"))
}

#[tokio::test]
async fn the_next_redirect_uri_is_used_and_reported_if_the_first_cannot_work() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let (_other, uri) = taken();
    // Out-of-band comes first among the alternatives, but automatic callbacks are preferred.
    let uris = [&uri, OUT_OF_BAND, DEEP_LINK, "http://127.0.0.1/callback"];
    let client = client(&bench, Some("openid"), &uris).await;
    let login = bench.start_login(form(&client)).await.expect("it starts");
    assert_eq!(login.callback_method, CallbackMethod::Loopback);
    assert!(
        login.remarks[0].contains("in use by another program"),
        "{:?}",
        login.remarks
    );
    assert!(login.remarks[0].contains(&login.redirect_uri));
    assert_eq!(
        login.other_redirects,
        [&uri, OUT_OF_BAND, DEEP_LINK],
        "the others are on offer"
    );

    let chosen = LoginForm {
        redirect: Some(OUT_OF_BAND.into()),
        ..form(&client)
    };
    let login = bench.start_login(chosen).await.expect("it starts");
    assert_eq!(
        (login.callback_method, login.redirect_uri.as_str()),
        (CallbackMethod::OutOfBand, OUT_OF_BAND)
    );
    assert!(login.remarks.is_empty(), "{:?}", login.remarks);
}

#[tokio::test]
async fn without_an_alternative_the_login_fails_before_the_browser_opens() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let (_other, uri) = taken();
    // Deep links do not reach this program, which has no window.
    let client = client(&bench, None, &[&uri, DEEP_LINK]).await;
    let error = bench.start_login(form(&client)).await.expect_err("no way");
    assert_eq!(error.kind(), ErrorKind::CannotListen);
    assert!(error.to_string().contains("in use"), "{error}");
    assert!(error.hint().contains("paste"), "{}", error.hint());

    let link = LoginForm {
        redirect: Some(DEEP_LINK.into()),
        ..form(&client)
    };
    let error = bench.start_login(link).await.expect_err("no window");
    assert!(error.to_string().contains("opens the window"), "{error}");

    let nobody = LoginForm {
        redirect: Some("no address".into()),
        ..form(&client)
    };
    let error = bench.start_login(nobody).await.expect_err("no address");
    assert_eq!(error.kind(), ErrorKind::BadInput, "{error}");
}

#[tokio::test]
async fn without_a_person_only_automatic_callbacks_are_used() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let (_other, uri) = taken();
    let client = client(&bench, None, &[&uri, OUT_OF_BAND]).await;
    let alone = LoginForm {
        can_paste: false,
        ..form(&client)
    };
    let error = bench.start_login(alone).await.expect_err("no way");
    assert!(matches!(error, Error::Login(_)), "{error:?}");
    let login = bench.start_login(form(&client)).await.expect("it starts");
    assert_eq!(login.callback_method, CallbackMethod::OutOfBand);
}

/// The port that was registered for the first login is used for the next, also in another process.
#[tokio::test]
async fn a_server_that_may_compare_ports_always_gets_the_same_port() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let client = client(&bench, None, &["http://127.0.0.1/callback"]).await;
    let first = bench.start_login(form(&client)).await.expect("it starts");
    let again = bench.repeat_login(first.id, |_| ()).await;
    let again = again.expect("the port is free again");
    assert_eq!(again.redirect_uri, first.redirect_uri);
    bench.cancel_login(again.id);
    bench.login_ended(again.id).await.expect("it ends");
    bench.close().await;

    let bench = place.bench().await;
    let third = bench.start_login(form(&client)).await.expect("it starts");
    assert_eq!(third.redirect_uri, first.redirect_uri);
    // That login holds the port, so another one is tried, since the server may accept it.
    let fourth = bench.start_login(form(&client)).await.expect("it starts");
    assert_ne!(fourth.redirect_uri, first.redirect_uri);
    assert!(
        fourth.remarks[0].contains("compares ports"),
        "{:?}",
        fourth.remarks
    );
}

#[tokio::test]
async fn a_server_known_to_compare_ports_gets_no_other_port() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let client = client(&bench, Some("okta"), &["http://127.0.0.1/callback"]).await;
    bench.start_login(form(&client)).await.expect("it starts");
    let error = bench
        .start_login(form(&client))
        .await
        .expect_err("one port");
    assert_eq!(error.kind(), ErrorKind::CannotListen, "{error}");
}

#[tokio::test]
async fn the_guide_lists_what_to_register_and_what_works_now() {
    let bench = Scratch::new().bench().await;
    let guide = bench.redirect_guide(Some("google"), "app.tokenry:/callback");
    let guide = guide.await.expect("the recipe is known");
    let told: Vec<_> = guide
        .offers
        .iter()
        .map(|offer| (offer.uri.as_str(), offer.accepted, offer.recommended))
        .collect();
    assert_eq!(
        told,
        [
            ("http://127.0.0.1/callback", Some(true), true),
            (DEEP_LINK, Some(false), false),
            (OUT_OF_BAND, Some(false), false),
            ("https://localhost/callback", Some(false), false),
        ]
    );
    assert!(guide.advice[0].contains("most likely refuse"));
    assert!(guide.trouble.is_some_and(|told| told.contains("window")));

    let plain = bench.redirect_guide(None, "").await.expect("no recipe");
    let first = &plain.offers[0];
    assert!(first.recommended && first.accepted.is_none());
    assert!(
        first.uri.starts_with("http://127.0.0.1:87"),
        "{}",
        first.uri
    );
    assert_eq!(first.trouble, None, "the port on offer is free");
}

#[tokio::test]
async fn the_error_page_is_compared_with_the_registration() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let client = client(&bench, Some("keycloak"), &["http://127.0.0.1:1/cb"]).await;
    let mut pasting = form(&client);
    pasting.paste_only = true;
    let login = bench.start_login(pasting).await.expect("it starts");
    let page = "We are sorry… Invalid parameter: redirect_uri";
    let told = bench.explain_refusal(login.id, page, " http://localhost:1/cb/ ");
    let told = told.await.expect("it is explained");
    let refusal = told.refusal.expect("Keycloak's words are known");
    assert_eq!(refusal.product, Some("Keycloak"));
    let [known] = told.registered.as_slice() else {
        panic!("{:?}", told.registered);
    };
    assert!(!known.by_server, "the person said so");
    let words: Vec<_> = known
        .differences
        .iter()
        .map(|found| (found.at, found.kind.to_string()))
        .collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].0 == 7 && words[0].1.contains("this computer"));
    assert!(words[1].1.contains("slash at the end"));

    let chosen = bench.choose_redirect(client.id, &known.uri).await;
    let profile = chosen.expect("it is an address").profile;
    assert_eq!(profile.redirect_uri, "http://localhost:1/cb/");
}

#[tokio::test]
async fn a_refusing_page_is_recognised_without_the_person() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let client = client(&bench, None, &["http://127.0.0.1:1/cb"]).await;
    let page = "<p>Invalid parameter: <b>redirect_uri</b></p>";
    let bounced = Some("https://id.example/error?error=redirect_mismatch");
    let login = Some("/login?back=%2Fauthorize%3Fredirect_uri%3Dinvalid");
    for (status, to, body, known) in [
        (400, None, page, Some("Keycloak")),
        (302, bounced, "", Some("Amazon Cognito")),
        (302, login, "", None),
        // A login page may contain these words.
        (200, None, page, None),
        (400, None, "<p>No such scope</p>", None),
    ] {
        let reply = Reply::new(format!("{status} X"), body);
        let served = TestServer::saying(match to {
            Some(to) => reply.with("Location", to),
            None => reply,
        });
        let mut server = bench
            .server(client.server)
            .await
            .expect("it is there")
            .profile;
        server.endpoints.authorize = Url::parse(&served.url("/authorize")).ok();
        let edited = bench.edit_server(client.server, server).await;
        edited.expect("it is edited");
        let mut pasting = form(&client);
        pasting.paste_only = true;
        let login = bench.start_login(pasting).await.expect("it starts");
        let told = bench
            .look_at_login_page(login.id)
            .await
            .expect("it answers");
        let product = told.and_then(|told| told.refusal.expect("it is one").product);
        assert_eq!(product, known, "{status} {to:?} {body}");
        let asked = served.take().remove(0);
        assert!(asked.line.starts_with("GET /authorize?") && !asked.holds("ookie"));
        let steps = bench.logins();
        let looked = |login: &LoginStatus| {
            login
                .transcript
                .steps
                .iter()
                .any(|step| step.http.is_some())
        };
        assert!(
            looked(steps.first().expect("the newest")),
            "it is in the transcript"
        );
    }
}

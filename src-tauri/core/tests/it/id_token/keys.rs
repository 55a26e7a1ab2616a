//! Signing keys: the client secret, rotated keys, and keys that cannot be fetched.

use serde_json::json;
use tokenry_core::workbench::{SecretPart, Verdict};
use tokenry_model::login::LoginPhase;

use super::{
    ISSUER, NOW, Scene, is_done, publish, refused,
    signing::{self, Key},
};
use crate::{
    bench::{client_profile, landed, login_form},
    double::{Answer, CLIENT_ID, CLIENT_SECRET},
};

#[tokio::test]
async fn a_public_client_has_no_secret_to_be_signed_with() {
    let key = Key::ec("one");
    let mut scene = Scene::with(&[&key]).await;
    let mut public = client_profile();
    public.name = "public".into();
    public.auth = tokenry_model::client::AuthMethod::None;
    public.scopes = vec!["openid".into()];
    let client = scene
        .bench
        .workbench
        .add_client(scene.server.id, public, None)
        .await;
    scene.form = login_form(client.expect("a client").id);
    let login = scene
        .bench
        .start_login(scene.form.clone())
        .await
        .expect("it starts");
    let token = key.as_hmac(&json!({"iss": ISSUER, "aud": CLIENT_ID}));
    let reply = json!({"access_token": "a-1", "token_type": "Bearer", "id_token": token});
    scene.double.answer_next(Answer::json(200, &reply));
    let address = landed(&login.authorize_url, "any");
    let pasted = scene.bench.paste_into_login(login.id, address).await;
    pasted.expect("it belongs to the login");
    let ended = scene.bench.login_ended(login.id).await.expect("it ends");
    refused(&scene, ended, &["HS256", "needs the client's secret"]).await;
}

#[tokio::test]
async fn the_clients_own_secret_may_sign() {
    let scene = Scene::with(&[&Key::ec("one")]).await;
    is_done(
        &scene
            .login(|claims| signing::hmac(&claims, CLIENT_SECRET.as_bytes()))
            .await,
    );
}

#[tokio::test]
async fn a_key_that_rotates_is_fetched_once_more_and_an_unknown_one_refused() {
    let (old, new) = (Key::ec("old"), Key::ec("new"));
    let scene = Scene::with(&[&old]).await;
    is_done(&scene.login(move |claims| old.sign(&claims)).await);
    assert_eq!(scene.double.keys_asked(), 1);
    publish(&scene.double, &[&new]);
    is_done(&scene.login(move |claims| new.sign(&claims)).await);
    assert_eq!(
        scene.double.keys_asked(),
        2,
        "once more, for the unknown key"
    );

    let before = scene.tokens().await.len();
    let lost = Key::ec("lost");
    let ended = scene.login(move |claims| lost.sign(&claims)).await;
    let LoginPhase::Failed { message, .. } = ended.phase else {
        panic!("it ended as {:?}", ended.phase);
    };
    assert!(
        message.contains("lost") && message.contains("new"),
        "{message}"
    );
    assert_eq!(scene.double.keys_asked(), 3, "once, and not again");
    assert_eq!(scene.tokens().await.len(), before);
}

/// The token came directly from the server, so keys that cannot be fetched do not invalidate it.
#[tokio::test]
async fn keys_that_cannot_be_fetched_leave_it_unverified() {
    for (status, body, reason) in [
        (500, json!({}), "answered 500"),
        (200, json!({"keys": 7}), "not a set of keys"),
        (200, json!([]), "not a set of keys"),
    ] {
        let key = Key::ec("one");
        let scene = Scene::with(&[]).await;
        scene.double.publish(status, body);
        let ended = scene.login(move |claims| key.sign(&claims)).await;
        is_done(&ended);
        let told = format!("{:?}", ended.transcript);
        assert!(
            told.contains("not verified") && told.contains(reason),
            "{told}"
        );
        let token = scene.tokens().await.remove(0).id;
        let verified = scene.bench.verify_token(token).await.expect("a verdict");
        let Some(Verdict::NotVerified { reason: said }) = verified.id else {
            panic!("{verified:?}");
        };
        assert!(said.contains(reason), "{said}");
    }
}

#[tokio::test]
async fn a_jwt_access_token_is_verified_if_its_issuers_key_fits() {
    let (key, foreign) = (Key::ec("one"), Key::ec("one"));
    let scene = Scene::with(&[&key]).await;
    let server = scene.server.id;
    let paste = async |name: &str, text: String| {
        let secret = tokenry_model::secret::Secret::new(text);
        let token = scene.bench.paste_token(server, name, &secret, None).await;
        let token = token.expect("it is stored").id;
        scene
            .bench
            .verify_token(token)
            .await
            .expect("a verdict")
            .access
    };
    let claims = |issuer: &str| json!({"iss": issuer, "sub": "alice-7", "exp": NOW - 9_999});
    let good = paste("good", key.sign(&claims(ISSUER))).await;
    assert!(matches!(good, Some(Verdict::Verified(_))), "{good:?}");
    let words = [
        (foreign.sign(&claims(ISSUER)), "does not match"),
        (key.sign(&claims("https://evil.example")), "another issuer"),
        (key.as_hmac(&claims(ISSUER)), "needs the client's secret"),
        (signing::unsigned(&claims(ISSUER)), "not signed"),
    ];
    for (number, (token, word)) in words.into_iter().enumerate() {
        let Some(Verdict::NotVerified { reason }) = paste(&number.to_string(), token).await else {
            panic!("{word}: verified");
        };
        assert!(reason.contains(word), "{reason}");
    }
    // The double requires at least one token request.
    let plain = scene.login(move |claims| key.sign(&claims)).await;
    is_done(&plain);
    let token = scene.bench.token_named("alice").await.expect("it").id;
    scene
        .bench
        .reveal(token, SecretPart::Id)
        .await
        .expect("an ID token");
}

//! The ID token of a refresh response (OpenID Connect Core §12.2) replaces the old one, unless it is
//! about another subject.

use serde_json::{Value, json};
use tokenry_core::workbench::SecretPart;

use super::{ISSUER, NOW, Scene, is_done, signing::Key};
use crate::double::{Answer, CLIENT_ID};

/// The ID token of a refresh response, made from valid claims, and the one that is kept.
async fn kept_after_refresh(change: fn(&mut Value)) -> (String, String, String) {
    let key = Key::ec("one");
    let scene = Scene::with(&[&key]).await;
    let signing = key.clone();
    is_done(&scene.login(move |claims| signing.sign(&claims)).await);
    let token = scene.tokens().await[0].id;
    let reveal = |part| scene.bench.reveal(token, part);
    let before = reveal(SecretPart::Id).await.expect("an ID token");
    scene.double.answer_next(Answer::edited(move |reply| {
        let mut claims = json!({
            "iss": ISSUER, "aud": CLIENT_ID, "sub": "alice-7",
            "exp": NOW + 900, "iat": NOW,
        });
        change(&mut claims);
        reply.insert("id_token".into(), key.sign(&claims).into());
    }));
    let old = reveal(SecretPart::Access).await.expect("an access token");
    let fresh = scene.bench.refresh_token(token).await.expect("renewed");
    assert!(
        !fresh.access.same_as(old.expose()),
        "the access token is new"
    );
    let after = reveal(SecretPart::Id).await.expect("an ID token");
    let detail = scene.bench.token_detail(token).await.expect("its page");
    let told = format!("{:?}", detail.transcripts);
    (before.expose().into(), after.expose().into(), told)
}

#[tokio::test]
async fn a_refreshed_id_token_replaces_the_old_one() {
    let (before, after, told) = kept_after_refresh(|_| {}).await;
    assert_ne!(before, after, "{told}");
}

#[tokio::test]
async fn a_refreshed_id_token_of_another_subject_does_not() {
    for change in [
        (|claims: &mut Value| claims["sub"] = json!("mallory")) as fn(&mut Value),
        |claims| claims["aud"] = json!("another-app"),
        |claims| claims["iss"] = json!("https://other.example"),
        |claims| claims["exp"] = json!(NOW - 900),
    ] {
        let (before, after, told) = kept_after_refresh(change).await;
        assert_eq!(before, after, "the old one is kept");
        assert!(told.contains("was not kept"), "{told}");
    }
}

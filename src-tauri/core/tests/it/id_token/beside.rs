//! Unusual successful logins: an encrypted ID token, and userinfo about another subject (OpenID Connect
//! Core §3.1.3.7, rule 1, and §5.3.2).

use serde_json::json;
use tokenry_model::server::ServerProfile;

use super::{Scene, is_done, signing::Key};

/// Rule 1: Tokenry never requests encryption.
#[tokio::test]
async fn an_unreadable_id_token_is_reported_and_ignored() {
    for (token, reason) in [
        ("a.b.c.d.e", "The ID token is encrypted and was left out."),
        (
            "not-a-token",
            "The ID token is not a readable JWT and was left out.",
        ),
    ] {
        let scene = Scene::with(&[&Key::ec("one")]).await;
        let ended = scene.login(move |_| token.into()).await;
        is_done(&ended);
        let told = format!("{:?}", ended.transcript);
        assert!(told.contains(reason), "{told}");
        assert_eq!(scene.tokens().await[0].account, None);
    }
}

#[tokio::test]
async fn userinfo_about_another_subject_is_ignored() {
    for (subject, label) in [("alice-7", "Alice of userinfo"), ("mallory", "alice")] {
        let key = Key::ec("one");
        let mut scene = Scene::with(&[&key]).await;
        let mut profile: ServerProfile = scene.server.profile.clone();
        profile.endpoints.userinfo = Some(scene.double.url("/userinfo"));
        let edited = scene.bench.edit_server(scene.server.id, profile).await;
        scene.server = edited.expect("it is stored");
        scene
            .double
            .tell_of(json!({ "sub": subject, "name": "Alice of userinfo" }));
        let ended = scene.login(move |claims| key.sign(&claims)).await;
        is_done(&ended);
        let account = scene.tokens().await.remove(0).account.expect("an account");
        assert_eq!(
            (account.subject.as_str(), account.label.as_str()),
            ("alice-7", label)
        );
        let told = format!("{:?}", ended.transcript);
        assert_eq!(
            told.contains("The ID token was used"),
            subject == "mallory",
            "{told}"
        );
    }
}

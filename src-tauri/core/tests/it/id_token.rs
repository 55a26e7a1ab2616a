//! The validation of the ID token of a login (OpenID Connect Core §3.1.3.7), with a server that breaks
//! exactly one rule at a time.

mod beside;
mod keys;
mod refreshed;
mod signing;

use serde_json::{Value, json};
use tokenry_core::workbench::Verdict;
use tokenry_model::{
    login::{LoginForm, LoginPhase, LoginStatus, LoginStep},
    server::{Server, ServerProfile},
    token::Token,
    transcript::{Decision, Step, StepKind},
};

use self::signing::{Key, at_hash, at_hash_512};
use crate::{
    bench::{Bench, START, Scratch, client_profile, landed, login_form},
    double::{Answer, CLIENT_ID, CLIENT_SECRET, Double},
};

const ISSUER: &str = "https://id.photos.example";
/// `at_hash` of an access token.
type Hash = fn(&str) -> String;

const NOW: i64 = START / 1000;

/// A double that publishes these keys, and a bench with an OpenID Connect client for it.
struct Scene {
    _place: Scratch,
    bench: Bench,
    double: Double,
    form: LoginForm,
    server: Server,
    hash: Hash,
}

impl Scene {
    async fn with(keys: &[&Key]) -> Self {
        let place = Scratch::new();
        let (bench, double) = (place.bench().await, Double::start());
        publish(&double, keys);
        let mut profile = ServerProfile::at("Photos", double.url("/api"));
        profile.issuer = Some(ISSUER.into());
        profile.endpoints.authorize = Some(double.url("/authorize"));
        profile.endpoints.token = Some(double.url("/token"));
        profile.endpoints.jwks = Some(double.url("/jwks"));
        let server = bench.workbench.add_server(profile).await;
        let server = server.expect("a server");
        let mut client = client_profile();
        client.scopes = vec!["openid".into()];
        let secret = tokenry_model::secret::Secret::new(CLIENT_SECRET);
        let client = bench
            .workbench
            .add_client(server.id, client, Some(secret))
            .await;
        let form = login_form(client.expect("a client").id);
        Self {
            _place: place,
            bench,
            double,
            form,
            server,
            hash: at_hash,
        }
    }

    /// Logs in. `make` turns valid claims into the ID token of the response.
    async fn login(&self, make: impl FnOnce(Value) -> String + Send + 'static) -> LoginStatus {
        let login = self
            .bench
            .start_login(self.form.clone())
            .await
            .expect("it starts");
        let nonce = login
            .authorize_url
            .query_pairs()
            .find_map(|(name, value)| (name == "nonce").then(|| value.into_owned()))
            .expect("OpenID Connect has a nonce");
        let hash = self.hash;
        self.double.answer_next(Answer::edited(move |reply| {
            let access = reply["access_token"].as_str().expect("one").to_owned();
            let claims = json!({
                "iss": ISSUER, "aud": CLIENT_ID, "sub": "alice-7", "preferred_username": "alice",
                "exp": NOW + 600, "iat": NOW, "nonce": nonce, "at_hash": hash(&access),
            });
            reply.insert("id_token".into(), make(claims).into());
        }));
        let address = landed(&login.authorize_url, &self.double.code());
        let pasted = self.bench.paste_into_login(login.id, address).await;
        pasted.expect("it belongs to the login");
        self.bench.login_ended(login.id).await.expect("it ends")
    }

    async fn tokens(&self) -> Vec<Token> {
        let tokens = self.bench.tokens().await.expect("a list");
        tokens.into_iter().map(|summary| summary.token).collect()
    }
}

fn publish(double: &Double, keys: &[&Key]) {
    let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
    double.publish(200, json!({ "keys": keys }));
}

/// Checks that the login failed with this message, and that nothing was stored.
async fn refused(scene: &Scene, ended: LoginStatus, words: &[&str]) {
    let LoginPhase::Failed {
        step,
        message,
        hint,
        ..
    } = ended.phase
    else {
        panic!("{words:?}: it ended as {:?}", ended.phase);
    };
    assert_eq!(step, LoginStep::Token);
    for word in words {
        assert!(message.contains(word), "{word:?} in {message:?}");
    }
    assert!(hint.contains("Nothing was stored"), "{hint}");
    assert!(scene.tokens().await.is_empty(), "{message}");
}

fn is_done(ended: &LoginStatus) {
    assert!(
        matches!(ended.phase, LoginPhase::Done { .. }),
        "{:?}",
        ended.phase
    );
}

#[tokio::test]
async fn a_valid_one_is_accepted_and_stays_verified() {
    let kinds: [(_, Hash); 2] = [(Key::ec("one"), at_hash), (Key::ed("one"), at_hash_512)];
    for (key, hash) in kinds {
        let mut scene = Scene::with(&[&Key::ec("other"), &key]).await;
        scene.hash = hash;
        let ended = scene.login(move |claims| key.sign(&claims)).await;
        is_done(&ended);
        let verified = |step: &Step| match &step.what {
            StepKind::Decision {
                decision: Decision::IdTokenAccepted { signature },
            } => signature.starts_with("verified"),
            _ => false,
        };
        let steps = &ended.transcript.steps;
        assert!(steps.iter().any(verified), "{steps:?}");
        let token = scene.tokens().await.remove(0);
        assert_eq!(token.account.expect("an account").label, "alice");
        let verified = scene.bench.verify_token(token.id).await.expect("a verdict");
        assert!(
            matches!(verified.id, Some(Verdict::Verified(_))),
            "{verified:?}"
        );
        assert_eq!(verified.access, None, "the double's are opaque");
        assert_eq!(scene.double.keys_asked(), 1, "the keys are kept");
    }
}

/// Claims with one of them changed or removed, and the expected message.
#[tokio::test]
async fn every_rule_about_a_claim_is_enforced() {
    let cases = [
        (
            "iss",
            json!("https://evil.example"),
            &["(iss)", "https://evil.example", ISSUER][..],
        ),
        ("iss", Value::Null, &["(iss)", "nothing"]),
        (
            "aud",
            json!("another-app"),
            &["(aud)", "another-app", CLIENT_ID],
        ),
        ("aud", json!(["another-app"]), &["(aud)", "another-app"]),
        (
            "aud",
            json!([CLIENT_ID, "another-app"]),
            &["(azp)", "nothing", CLIENT_ID],
        ),
        (
            "azp",
            json!("another-app"),
            &["(azp)", "another-app", CLIENT_ID],
        ),
        ("exp", json!(NOW - 301), &["(exp)", "has ended"]),
        ("exp", Value::Null, &["(exp)", "does not say"]),
        ("iat", json!(NOW + 301), &["(iat)", "from the future"]),
        ("iat", json!("now"), &["(iat)", "does not say"]),
        ("sub", Value::Null, &["(sub)"]),
        ("nonce", json!("replayed"), &["(nonce)", "replayed"]),
        ("nonce", Value::Null, &["(nonce)", "nothing"]),
        (
            "at_hash",
            json!("AAAAAAAAAAAAAAAAAAAAAA"),
            &["(at_hash)", "AAAAAAAAAAAAAAAAAAAAAA"],
        ),
    ];
    let key = Key::ec("one");
    let scene = Scene::with(&[&key]).await;
    for (claim, value, words) in cases {
        let key = key.clone();
        let made = move |mut claims: Value| {
            claims[claim] = value;
            key.sign(&claims)
        };
        let ended = scene.login(made).await;
        refused(&scene, ended, words).await;
    }
}

#[tokio::test]
async fn clocks_may_differ_a_little_and_more_audiences_have_an_azp() {
    let key = Key::ec("one");
    let scene = Scene::with(&[&key]).await;
    let made = move |mut claims: Value| {
        claims["exp"] = json!(NOW - 299);
        claims["iat"] = json!(NOW + 299);
        claims["aud"] = json!([CLIENT_ID, "another-app"]);
        claims["azp"] = json!(CLIENT_ID);
        key.sign(&claims)
    };
    is_done(&scene.login(made).await);
}

#[tokio::test]
async fn only_the_servers_signature_is_accepted() {
    let (key, foreign) = (Key::ec("one"), Key::ec("one"));
    let scene = Scene::with(&[&key]).await;
    let ended = scene.login(move |claims| foreign.sign(&claims)).await;
    refused(&scene, ended, &["does not match", "ES256"]).await;

    let ended = scene.login(|claims| signing::unsigned(&claims)).await;
    refused(&scene, ended, &["not signed", "none"]).await;

    let confused = key.clone();
    let ended = scene.login(move |claims| confused.as_hmac(&claims)).await;
    refused(&scene, ended, &["does not match", "HS256"]).await;

    let critical = key.clone();
    let ended = scene.login(move |claims| critical.critical(&claims)).await;
    refused(&scene, ended, &["has to be understood"]).await;

    let tampered = key.clone();
    let made = move |claims: Value| {
        let good = tampered.sign(&claims);
        let mut other = claims;
        other["sub"] = json!("mallory");
        signing::with_claims(&good, &other)
    };
    let ended = scene.login(made).await;
    refused(&scene, ended, &["does not match"]).await;
}

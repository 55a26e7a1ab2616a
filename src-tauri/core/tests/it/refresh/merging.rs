//! Values that a refresh response leaves out are kept (RFC 6749 §5.1, §6).

use serde_json::{Value, json};
use tokenry_core::{refresh::Need, workbench::SecretPart};
use tokenry_model::{
    id::Id,
    token::{ExpirySource, Token},
};

use super::LATER;
use crate::{
    bench::{Bench, Scratch},
    double::{Answer, Double, Leniency, Values, id_token},
};

async fn revealed(bench: &Bench, token: Id<Token>, part: SecretPart) -> String {
    let secret = bench.reveal(token, part).await.expect("it is there");
    secret.expose().to_owned()
}

#[tokio::test]
async fn a_missing_empty_or_null_refresh_token_is_kept() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let first = revealed(&bench, token, SecretPart::Refresh).await;
    for missing in [None, Some(json!("")), Some(Value::Null)] {
        let mut reply =
            json!({ "access_token": "next", "token_type": "Bearer", "expires_in": 3600 });
        if let Some(missing) = missing {
            reply["refresh_token"] = missing;
        }
        double.answer_next(Answer::json(200, &reply));
        bench.clock.advance(LATER);
        assert_eq!(bench.get(token).await.expect("a token"), "next");
        assert_eq!(revealed(&bench, token, SecretPart::Refresh).await, first);
        assert!(
            bench.stored(token).await.secrets.previous_refresh.is_none(),
            "nothing was rotated"
        );
    }
    // It is still valid.
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("a token");
    assert!(double.accepts(&given));
    assert_ne!(revealed(&bench, token, SecretPart::Refresh).await, first);
    assert!(bench.stored(token).await.secrets.previous_refresh.is_some());
}

#[tokio::test]
async fn missing_scopes_are_kept_and_narrower_ones_replace_them() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let granted = |bench: Bench| async move {
        let scopes = bench.stored(token).await.scopes;
        assert_eq!(
            scopes.requested,
            ["read", "write"],
            "never changed by a reply"
        );
        (bench, scopes.granted.expect("the login named them"))
    };

    double.answer_next(Answer::edited(|reply| drop(reply.remove("scope"))));
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    let (bench, scopes) = granted(bench).await;
    assert_eq!(scopes, ["read", "write"]);

    double.answer_next(Answer::edited(|reply| {
        reply.insert("scope".into(), "read".into());
    }));
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    let (bench, scopes) = granted(bench).await;
    assert_eq!(scopes, ["read"]);
    let detail = bench.token_detail(token).await.expect("its page");
    assert!(
        detail.history[0].detail.contains("scopes changed"),
        "the history says so: {}",
        detail.history[0].detail
    );
}

#[tokio::test]
async fn a_missing_id_token_is_kept() {
    let values = Values {
        id_token: Some("first".into()),
        ..Values::default()
    };
    let (place, double) = (Scratch::new(), Double::with(Leniency::Strict, values));
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;

    double.answer_next(Answer::edited(|reply| drop(reply.remove("id_token"))));
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    assert_eq!(
        revealed(&bench, token, SecretPart::Id).await,
        id_token("first")
    );

    double.answer_next(Answer::edited(|reply| {
        reply.insert("id_token".into(), id_token("second").into());
    }));
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    assert_eq!(
        revealed(&bench, token, SecretPart::Id).await,
        id_token("second")
    );
}

#[tokio::test]
async fn a_missing_lifetime_is_unknown_and_not_the_old_one() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    double.answer_next(Answer::edited(|reply| drop(reply.remove("expires_in"))));
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("a token");
    let expiry = bench.stored(token).await.expiry;
    assert_eq!((expiry.at, expiry.source), (None, ExpirySource::Unknown));

    bench.clock.advance(LATER);
    assert_eq!(bench.get(token).await.expect("a token"), given);
    assert_eq!(double.refreshes(), 1, "what never ends is not renewed");
}

#[tokio::test]
async fn account_name_and_id_survive_many_refreshes() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let before = bench.stored(token).await;
    for _ in 0..20 {
        let than = bench.stored(token).await.generation;
        bench
            .fresh(token, Need::New { than })
            .await
            .expect("a token");
    }
    let after = bench.stored(token).await;
    assert_eq!(after.generation, 21);
    assert_eq!((after.name, after.account), (before.name, before.account));
    assert_eq!(after.created_at, before.created_at);
    assert_eq!((double.refreshes(), double.reuses()), (20, 0));
}

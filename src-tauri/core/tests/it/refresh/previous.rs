//! The refresh token before the last rotation is kept until the new access token has worked once. Some
//! servers accept it until then, and drop the newer one if their response was lost.

use serde_json::json;
use tokenry_core::{error::ErrorKind, sending::SendOrder, workbench::SecretPart};
use tokenry_model::{
    id::Id,
    request::{Body, Draft, Outcome, SendSettings},
    token::Token,
};

use super::LATER;
use crate::{
    bench::{Bench, Scratch},
    double::{Answer, Double, Leniency, Values},
};

/// A token that was rotated once and not used since, and its server.
async fn rotated() -> (Scratch, Double, Bench, Id<Token>) {
    let double = Double::with(Leniency::Grace, Values::default());
    let place = Scratch::new();
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    (place, double, bench, token)
}

fn refused() -> Answer {
    Answer::json(400, &json!({ "error": "invalid_grant" }))
}

#[tokio::test]
async fn it_is_tried_if_the_newer_one_is_refused() {
    let (_place, double, bench, token) = rotated().await;
    double.answer_next(refused());
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("the one before works");
    assert!(double.accepts(&given));
    let sent: Vec<_> = double
        .posts()
        .into_iter()
        .filter_map(|post| post.refresh)
        .collect();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[2], sent[0], "the one before the last");
    assert_ne!(sent[1], sent[0]);

    // The next refresh works, too.
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("a token");
    assert!(double.accepts(&given));
}

#[tokio::test]
async fn it_is_kept_without_rotation() {
    let (_place, double, bench, token) = rotated().await;
    let first = double.posts()[1].refresh.clone().expect("a refresh token");
    double.answer_next(refused());
    let bare = json!({ "access_token": "bare", "token_type": "Bearer", "expires_in": 60 });
    double.answer_next(Answer::json(200, &bare));
    bench.clock.advance(LATER);
    assert_eq!(bench.get(token).await.expect("a token"), "bare");
    let stored = bench.reveal(token, SecretPart::Refresh).await;
    assert!(
        stored.expect("a refresh token").same_as(&first),
        "the one that worked"
    );
}

#[tokio::test]
async fn it_is_dropped_once_the_new_access_token_has_worked() {
    let (_place, double, bench, token) = rotated().await;
    assert!(bench.stored(token).await.secrets.previous_refresh.is_some());
    let order = SendOrder {
        send_id: "one".into(),
        request: None,
        draft: Draft {
            method: "GET".into(),
            url: double.url("/api/me").into(),
            parameters: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            token: Some(token),
            settings: SendSettings::default(),
        },
        values: Vec::new(),
        consent: None,
        remember_consent: false,
        renew_first: false,
    };
    let sent = bench.send(order).await.expect("it is sent");
    let Outcome::Answered(answer) = sent.exchange.content.outcome else {
        panic!("the API answers");
    };
    assert_eq!(answer.status, 200);
    assert!(bench.stored(token).await.secrets.previous_refresh.is_none());

    double.answer_next(refused());
    bench.clock.advance(LATER);
    let error = bench.get(token).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::LoginNeeded);
    assert_eq!(double.refreshes(), 2, "nothing else was tried");
}

//! Absurd lifetimes and wrong clocks cause no loop, and no refresh token is sent twice.

use tokenry_core::{events::Event, refresh::Need};
use tokenry_model::{
    clock::SignedDuration,
    id::Id,
    token::{Token, TokenState},
};

use super::LATER;
use crate::{
    bench::{Bench, Scratch, login_form, text},
    double::{Double, Moment},
};

async fn state(bench: &Bench, token: Id<Token>) -> TokenState {
    bench
        .token_summary(token)
        .await
        .expect("it is stored")
        .state
}

#[tokio::test]
async fn a_token_with_no_lifetime_is_refreshed_once_per_use() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    double.lifetime(0);
    let token = bench.log_in(&double).await;
    for uses in 1..=3 {
        let given = bench.get(token).await.expect("a token");
        assert!(double.accepts(&given), "the newest one");
        assert_eq!(double.refreshes(), uses);
    }
    assert_eq!(double.reuses(), 0);
}

#[tokio::test]
async fn a_token_that_lives_one_second_is_used_for_that_second() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    double.lifetime(1);
    let token = bench.log_in(&double).await;
    let first = bench.get(token).await.expect("a token");
    assert_eq!(bench.get(token).await.expect("a token"), first);
    assert_eq!(double.refreshes(), 0);
    bench.clock.advance(SignedDuration::from_secs(1));
    assert_ne!(bench.get(token).await.expect("a token"), first);
    assert_eq!((double.refreshes(), double.reuses()), (1, 0));
}

/// Waits until the background task has refreshed a token to this generation.
async fn reaches(bench: &Bench, token: Id<Token>, generation: i64) {
    let mut changes = bench.events().listen();
    while bench.stored(token).await.generation < generation {
        changes.recv().await.expect("a change is told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_background_renews_what_is_due_and_leaves_alone_what_hardly_lives() {
    for lifetime in [0, 1, 5] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        double.lifetime(lifetime);
        let mayfly = bench.log_in(&double).await;
        double.lifetime(3600);
        let client = bench.stored(mayfly).await.client.expect("a client");
        let mut form = login_form(client);
        // It comes after the other one in the order of the background task.
        form.token_name = Some("bob".into());
        let bob = bench.log_in_with(&double, form).await;

        bench.clock.advance(SignedDuration::from_secs(3570));
        bench.keep_fresh_in_background();
        reaches(&bench, bob, 2).await;
        for generation in 3..6 {
            bench.clock.advance(SignedDuration::from_secs(3570));
            bench.events().tell(Event::TokensChanged);
            reaches(&bench, bob, generation).await;
        }
        assert_eq!(
            bench.stored(mayfly).await.generation,
            1,
            "lives {lifetime} s"
        );
        assert_eq!(double.refreshes(), 4, "all of them bob's");

        let given = bench.get(mayfly).await.expect("renewed when it is used");
        assert!(double.accepts(&given));
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_sends_nothing_twice() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);
    bench.get(token).await.expect("a token");
    bench.clock.advance(-LATER - LATER);
    // It was obtained in the future, so its expiry is unknown. It is refreshed once.
    let renewed = bench.get(token).await.expect("a token");
    assert_eq!(bench.get(token).await.expect("a token"), renewed);
    assert_eq!((double.refreshes(), double.reuses()), (2, 0));

    // The server uses its own clock, and refuses the token at some point.
    let than = bench.stored(token).await.generation;
    let fresh = bench
        .fresh(token, Need::New { than })
        .await
        .expect("a token");
    assert!(double.accepts(&text(&fresh)));
    assert_eq!((double.refreshes(), double.reuses()), (3, 0));
}

#[tokio::test]
async fn a_wait_ends_when_the_clock_jumps_back() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(SignedDuration::from_hours(48));
    double.answer_next(crate::double::Answer::Broken);
    bench.get(token).await.expect_err("a broken connection");
    // The clock was wrong by a day, and is corrected.
    bench.clock.advance(SignedDuration::from_hours(-24));
    bench.get(token).await.expect("nobody waits for a day");
    assert_eq!((double.refreshes(), double.reuses()), (2, 0));
}

#[tokio::test]
async fn a_clock_that_jumps_a_month_ahead_costs_one_refresh() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(SignedDuration::from_hours(30 * 24));
    assert_eq!(state(&bench, token).await, TokenState::Refreshable);
    let given = bench.get(token).await.expect("a token");
    assert!(double.accepts(&given));
    assert_eq!(bench.get(token).await.expect("a token"), given);
    assert_eq!(state(&bench, token).await, TokenState::Valid);
    assert_eq!(double.refreshes(), 1);
}

/// The lifetime begins when the server makes the response. That time is unknown, but not before the
/// request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_reply_does_not_lengthen_a_token_s_life() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    double.lifetime(30);
    bench.clock.advance(LATER);
    let asked = bench.clock.millis();
    let mut pause = double.pause_at(Moment::Acted);
    let workbench = bench.workbench.clone();
    let asking = tokio::spawn(async move { workbench.fresh(token, Need::Margin).await });
    pause.reached().await;
    bench.clock.advance(SignedDuration::from_secs(29));
    drop(pause);
    asking.await.expect("no panic").expect("a token");
    let expiry = bench.stored(token).await.expiry.at.expect("it has an end");
    assert_eq!(expiry.as_millisecond() - asked, 30_000);
}

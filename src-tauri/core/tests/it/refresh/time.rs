//! Absurd lifetimes and wrong clocks cause no loop, and no refresh token is sent twice.

use tokenry_core::{events::Event, refresh::Need};
use tokenry_model::{
    clock::SignedDuration,
    id::Id,
    token::{Token, TokenState},
};

use super::LATER;
use crate::{
    desk::{Desk, Place, login_form, text},
    double::{Double, Moment},
};

async fn state(desk: &Desk, token: Id<Token>) -> TokenState {
    desk.token_summary(token).await.expect("it is stored").state
}

#[tokio::test]
async fn a_token_with_no_lifetime_is_refreshed_once_per_use() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    double.lifetime(0);
    let token = desk.log_in(&double).await;
    for uses in 1..=3 {
        let given = desk.get(token).await.expect("a token");
        assert!(double.accepts(&given), "the newest one");
        assert_eq!(double.refreshes(), uses);
    }
    assert_eq!(double.reuses(), 0);
}

#[tokio::test]
async fn a_token_that_lives_one_second_is_used_for_that_second() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    double.lifetime(1);
    let token = desk.log_in(&double).await;
    let first = desk.get(token).await.expect("a token");
    assert_eq!(desk.get(token).await.expect("a token"), first);
    assert_eq!(double.refreshes(), 0);
    desk.clock.advance(SignedDuration::from_secs(1));
    assert_ne!(desk.get(token).await.expect("a token"), first);
    assert_eq!((double.refreshes(), double.reuses()), (1, 0));
}

/// Waits until the background task has refreshed a token to this generation.
async fn reaches(desk: &Desk, token: Id<Token>, generation: i64) {
    let mut changes = desk.events().listen();
    while desk.stored(token).await.generation < generation {
        changes.recv().await.expect("a change is told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_background_renews_what_is_due_and_leaves_alone_what_hardly_lives() {
    for lifetime in [0, 1, 5] {
        let (place, double) = (Place::new(), Double::start());
        let desk = place.desk().await;
        double.lifetime(lifetime);
        let mayfly = desk.log_in(&double).await;
        double.lifetime(3600);
        let client = desk.stored(mayfly).await.client.expect("a client");
        let mut form = login_form(client);
        // It comes after the other one in the order of the background task.
        form.token_name = Some("bob".into());
        let bob = desk.log_in_with(&double, form).await;

        desk.clock.advance(SignedDuration::from_secs(3570));
        desk.keep_fresh_in_background();
        reaches(&desk, bob, 2).await;
        for generation in 3..6 {
            desk.clock.advance(SignedDuration::from_secs(3570));
            desk.events().tell(Event::TokensChanged);
            reaches(&desk, bob, generation).await;
        }
        assert_eq!(
            desk.stored(mayfly).await.generation,
            1,
            "lives {lifetime} s"
        );
        assert_eq!(double.refreshes(), 4, "all of them bob's");

        let given = desk.get(mayfly).await.expect("renewed when it is used");
        assert!(double.accepts(&given));
    }
}

#[tokio::test]
async fn a_clock_that_jumps_back_sends_nothing_twice() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    let token = desk.log_in(&double).await;
    desk.clock.advance(LATER);
    desk.get(token).await.expect("a token");
    desk.clock.advance(-LATER - LATER);
    // It was obtained in the future, so its expiry is unknown. It is refreshed once.
    let renewed = desk.get(token).await.expect("a token");
    assert_eq!(desk.get(token).await.expect("a token"), renewed);
    assert_eq!((double.refreshes(), double.reuses()), (2, 0));

    // The server uses its own clock, and refuses the token at some point.
    let than = desk.stored(token).await.generation;
    let fresh = desk
        .fresh(token, Need::New { than })
        .await
        .expect("a token");
    assert!(double.accepts(&text(&fresh)));
    assert_eq!((double.refreshes(), double.reuses()), (3, 0));
}

#[tokio::test]
async fn a_wait_ends_when_the_clock_jumps_back() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    let token = desk.log_in(&double).await;
    desk.clock.advance(SignedDuration::from_hours(48));
    double.answer_next(crate::double::Answer::Broken);
    desk.get(token).await.expect_err("a broken connection");
    // The clock was wrong by a day, and is corrected.
    desk.clock.advance(SignedDuration::from_hours(-24));
    desk.get(token).await.expect("nobody waits for a day");
    assert_eq!((double.refreshes(), double.reuses()), (2, 0));
}

#[tokio::test]
async fn a_clock_that_jumps_a_month_ahead_costs_one_refresh() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    let token = desk.log_in(&double).await;
    desk.clock.advance(SignedDuration::from_hours(30 * 24));
    assert_eq!(state(&desk, token).await, TokenState::Refreshable);
    let given = desk.get(token).await.expect("a token");
    assert!(double.accepts(&given));
    assert_eq!(desk.get(token).await.expect("a token"), given);
    assert_eq!(state(&desk, token).await, TokenState::Valid);
    assert_eq!(double.refreshes(), 1);
}

/// The lifetime begins when the server makes the response. That time is unknown, but not before the
/// request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_reply_does_not_lengthen_a_token_s_life() {
    let (place, double) = (Place::new(), Double::start());
    let desk = place.desk().await;
    let token = desk.log_in(&double).await;
    double.lifetime(30);
    desk.clock.advance(LATER);
    let asked = desk.clock.millis();
    let mut pause = double.pause_at(Moment::Acted);
    let workbench = desk.workbench.clone();
    let asking = tokio::spawn(async move { workbench.fresh(token, Need::Margin).await });
    pause.reached().await;
    desk.clock.advance(SignedDuration::from_secs(29));
    drop(pause);
    asking.await.expect("no panic").expect("a token");
    let expiry = desk.stored(token).await.expiry.at.expect("it has an end");
    assert_eq!(expiry.as_millisecond() - asked, 30_000);
}

//! The process is killed at each moment of the server's response.

use tokenry_core::error::ErrorKind;

use super::{Reached, Scene};
use crate::{
    bench::START,
    child::Child,
    double::{Leniency, Moment},
};

const MOMENTS: [Moment; 4] = [Moment::Acted, Moment::Head, Moment::Half, Moment::End];

/// Kills the child when the server has reached `moment`.
async fn killed_at(leniency: Leniency, moment: Moment) -> (Scene, Reached) {
    let mut scene = Scene::set(leniency).await;
    let mut pause = scene.double.pause_at(moment);
    let order = format!("fresh {} {} 1", scene.token, scene.place.clock.millis());
    scene.child.order(&order).await;
    pause.reached().await;
    let next = Child::start(&scene.place);
    std::mem::replace(&mut scene.child, next).kill().await;
    drop(pause);
    let reached = scene.reached().await;
    (scene, reached)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_grace_period_no_login_is_needed() {
    for moment in MOMENTS {
        for _ in 0..3 {
            let (scene, reached) = killed_at(Leniency::Grace, moment).await;
            assert_ne!(reached, Reached::NotSent, "{moment:?}");
            let bench = scene.sound().await;
            scene
                .goes_on(&bench, &format!("{moment:?}, {reached:?}"))
                .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_server_requires_a_login_if_its_response_was_lost() {
    for moment in MOMENTS {
        let (scene, reached) = killed_at(Leniency::Strict, moment).await;
        let bench = scene.sound().await;
        if moment != Moment::End {
            assert_eq!(reached, Reached::NotStored, "{moment:?}");
        }
        if reached == Reached::NotStored {
            let error = bench.get(scene.token).await.expect_err("the reply is lost");
            assert_eq!(error.kind(), ErrorKind::LoginNeeded, "{error}");
            assert!(error.hint().contains("was interrupted"));
            let stored = bench.stored(scene.token).await;
            assert_eq!(
                (&*stored.name, stored.generation),
                ("alice", 1),
                "the record is kept"
            );
        } else {
            scene
                .goes_on(&bench, &format!("{moment:?}, {reached:?}"))
                .await;
        }
    }
}

/// The lock of a killed process is free at once, and the next process continues.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_takes_over_from_a_killed_one() {
    let mut scene = Scene::set(Leniency::Grace).await;
    let mut heir = Child::start(&scene.place);
    assert_eq!(heir.ask("open").await.as_deref(), Some("open"));
    let mut pause = scene.double.pause_at(Moment::Half);
    let order = format!("fresh {} {} 25", scene.token, scene.place.clock.millis());
    scene.child.order(&order).await;
    pause.reached().await;
    // It is waiting for the lock, or about to.
    heir.order(&order).await;
    let next = Child::start(&scene.place);
    std::mem::replace(&mut scene.child, next).kill().await;
    let answer = heir.answer().await.expect("the heir lives");
    drop(pause);
    let access = answer.strip_prefix("token ").expect("one token for all");
    assert!(scene.double.accepts(access), "{answer}");
    assert_eq!(scene.double.refreshes(), 2, "the lost one and the heir's");
    assert!(scene.place.pending(scene.token).await.is_none());
}

/// A person refreshes a token that is valid for another hour, and the process is killed. The server has
/// invalidated the old access token in the meantime.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_reply_is_used_though_the_old_token_has_not_ended() {
    for count in 1.. {
        let mut scene = Scene::set(Leniency::Strict).await;
        scene.place.clock.set(START);
        scene.child.ask(&format!("die-at {count}")).await;
        let order = format!("renew {} {START}", scene.token);
        scene.child.ask(&order).await;
        match scene.reached().await {
            Reached::Stored => {
                let bench = scene.sound().await;
                let given = bench.get(scene.token).await.expect("a token");
                assert!(scene.double.accepts(&given), "the one that works");
                assert_eq!(scene.double.refreshes(), 1);
                return;
            }
            Reached::Finished => panic!("no point left a stored reply"),
            Reached::NotSent | Reached::NotStored => {}
        }
    }
}

/// A stored response whose access token has expired still contains a valid refresh token.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_response_that_has_expired_is_refreshed() {
    for count in 1.. {
        let mut scene = Scene::set(Leniency::Strict).await;
        scene.child.ask(&format!("die-at {count}")).await;
        scene
            .child
            .fresh(scene.token, scene.place.clock.millis())
            .await;
        match scene.reached().await {
            Reached::Stored => {
                scene.place.clock.advance(crate::refresh::LATER);
                let bench = scene.sound().await;
                let given = bench.get(scene.token).await.expect("a token");
                assert!(scene.double.accepts(&given));
                let left = bench.stored(scene.token).await.expiry.at.expect("an end");
                assert!(
                    left.as_millisecond() > scene.place.clock.millis(),
                    "not an old one"
                );
                assert_eq!((scene.double.refreshes(), scene.double.reuses()), (2, 0));
                return;
            }
            Reached::Finished => panic!("no point left a stored reply"),
            Reached::NotSent | Reached::NotStored => {}
        }
    }
}

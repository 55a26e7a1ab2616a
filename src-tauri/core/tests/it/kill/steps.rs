//! The process is killed at the n-th use of the clock or of randomness, for every n.

use std::collections::BTreeMap;

use tokenry_core::error::ErrorKind;

use super::{Reached, Scene};
use crate::{child::Got, double::Leniency};

/// More than a refresh has. If this is reached, the fuse does not work.
const MOST: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_server_loses_nothing_that_was_stored() {
    let points = every_point(Leniency::Strict).await;
    // Only the sealing lies between the last byte of the response and its commit.
    assert!(points[&Reached::NotStored] <= 3, "{points:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_a_grace_period_loses_nothing() {
    every_point(Leniency::Grace).await;
}

/// Number of points by progress.
async fn every_point(leniency: Leniency) -> BTreeMap<Reached, usize> {
    let mut points = BTreeMap::new();
    for count in 1..MOST {
        let mut scene = Scene::set(leniency).await;
        scene.child.ask(&format!("die-at {count}")).await;
        let got = scene
            .child
            .fresh(scene.token, scene.place.clock.millis())
            .await;
        if let Got::Token(access) = got {
            assert!(scene.double.accepts(&access));
            let all = [
                Reached::NotSent,
                Reached::NotStored,
                Reached::Stored,
                Reached::Finished,
            ];
            for kind in all {
                assert!(
                    points.contains_key(&kind),
                    "no point was {kind:?}: {points:?}"
                );
            }
            tell(&format!("{leniency:?}: {} points, {points:?}", count - 1));
            return points;
        }
        assert_eq!(got, Got::Died, "at point {count}");
        let reached = survive(scene, leniency, count).await;
        *points.entry(reached).or_default() += 1;
    }
    panic!("the child died {MOST} times: {points:?}");
}

async fn survive(mut scene: Scene, leniency: Leniency, count: usize) -> Reached {
    let place = crate::child::Child::start(&scene.place);
    let died = std::mem::replace(&mut scene.child, place);
    assert!(died.was_killed().await, "by its own signal");
    let reached = scene.reached().await;
    let bench = scene.sound().await;
    let why = format!("killed at point {count}, {reached:?}");
    if reached == Reached::NotStored && leniency == Leniency::Strict {
        let error = bench.get(scene.token).await.expect_err(&why);
        assert_eq!(error.kind(), ErrorKind::LoginNeeded, "{why}: {error}");
        let hint = error.hint();
        assert!(hint.contains("was interrupted"), "{why}: {hint}");
        assert!(hint.contains("Log in again"), "{why}: {hint}");
        return reached;
    }
    scene.goes_on(&bench, &why).await;
    if leniency == Leniency::Strict {
        assert_eq!(scene.double.reuses(), 0, "{why}");
    }
    reached
}

/// Prints the figures of the run.
fn tell(figures: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "{figures}").expect("standard error can be written");
}

//! One expired token and many callers result in one request.

use std::collections::BTreeSet;

use tokenry_core::{login::DirectGrant, refresh::Need, workbench::Workbench};

use super::LATER;
use crate::{
    bench::{Scratch, login_form, text},
    child::Child,
    double::{Double, Leniency, Moment, Values},
};

const ROUNDS: usize = 20;

async fn ask_at_once(
    workbench: &Workbench,
    token: tokenry_model::id::Id<tokenry_model::token::Token>,
    tasks: usize,
) -> BTreeSet<String> {
    let asking: Vec<_> = (0..tasks)
        .map(|_| {
            let workbench = workbench.clone();
            tokio::spawn(async move { workbench.fresh(token, Need::Margin).await })
        })
        .collect();
    let mut given = BTreeSet::new();
    for asked in asking {
        let fresh = asked.await.expect("no task panics").expect("a token");
        given.insert(text(&fresh));
    }
    given
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_tasks_make_one_request() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let mut before = bench.get(token).await.expect("a token");
    for round in 1..=ROUNDS {
        bench.clock.advance(LATER);
        let given = ask_at_once(&bench, token, 200).await;
        assert_eq!(given.len(), 1, "everyone gets the same token");
        let given = given.into_iter().next().expect("one token");
        assert_ne!(given, before, "a new one");
        assert!(double.accepts(&given), "one that works");
        assert_eq!(double.refreshes(), round, "one request an expiry");
        before = given;
    }
    assert_eq!(double.reuses(), 0, "no refresh token was sent twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_make_one_request() {
    const EXPIRIES: usize = 10;
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let mut children: Vec<Child> = (0..4).map(|_| Child::start(&place)).collect();
    for child in &mut children {
        assert_eq!(child.ask("open").await.as_deref(), Some("open"));
    }
    for expiry in 1..=EXPIRIES {
        bench.clock.advance(LATER);
        let order = format!("fresh {token} {} 25", bench.clock.millis());
        // All get their command before any response is read.
        for child in &mut children {
            child.order(&order).await;
        }
        let mut given = BTreeSet::new();
        for child in &mut children {
            given.insert(child.answer().await.expect("the child lives"));
        }
        assert_eq!(
            given.len(),
            1,
            "all processes get the same token: {given:?}"
        );
        let given = given.into_iter().next().expect("one answer");
        let access = given.strip_prefix("token ").expect("a token");
        assert!(double.accepts(access), "one that works");
        assert_eq!(double.refreshes(), expiry, "one request an expiry");
    }
    assert_eq!(double.reuses(), 0, "no refresh token was sent twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tokens_of_one_client_do_not_wait_for_each_other() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let alice = bench.log_in(&double).await;
    let client = bench.stored(alice).await.client.expect("a client");
    let bob = bench.log_in_with(&double, login_form(client)).await;
    assert_ne!(alice, bob);
    bench.clock.advance(LATER);

    let mut pause = double.pause_at(Moment::Acted);
    let workbench = bench.workbench.clone();
    let first = tokio::spawn(async move { workbench.fresh(alice, Need::Margin).await });
    pause.reached().await;
    let second = bench
        .get(bob)
        .await
        .expect("bob's token while alice's is under way");
    drop(pause);
    let first = first.await.expect("no panic").expect("alice's token");
    assert_ne!(text(&first), second);
    assert_eq!(double.refreshes(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_goes_on_when_the_one_who_asked_stops_waiting() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);

    let mut pause = double.pause_at(Moment::Acted);
    let ask = || {
        let workbench = bench.workbench.clone();
        tokio::spawn(async move { workbench.fresh(token, Need::Margin).await })
    };
    let first = ask();
    pause.reached().await;
    let second = ask();
    first.abort();
    assert!(first.await.expect_err("it was stopped").is_cancelled());
    drop(pause);

    let second = second.await.expect("no panic").expect("a token");
    assert!(double.accepts(&text(&second)));
    assert_eq!(double.refreshes(), 1, "the one that was under way");
    assert_eq!(bench.stored(token).await.generation, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waiting_at_all_loses_no_rotated_token() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);

    let mut pause = double.pause_at(Moment::Acted);
    let workbench = bench.workbench.clone();
    let mut changes = bench.events().listen();
    let only = tokio::spawn(async move { workbench.fresh(token, Need::Margin).await });
    pause.reached().await;
    only.abort();
    assert!(only.await.expect_err("it was stopped").is_cancelled());
    drop(pause);

    while bench.stored(token).await.generation == 1 {
        changes
            .recv()
            .await
            .expect("the refresh tells when it has ended");
    }
    let given = bench.get(token).await.expect("a token");
    assert!(double.accepts(&given));
    assert_eq!((double.refreshes(), double.reuses()), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_credentials_are_asked_for_again_once() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let server = bench.add_server(&double).await;
    let client = bench.add_client(server.id).await;
    let token = bench
        .obtain_token(login_form(client.id), DirectGrant::ClientCredentials)
        .await
        .expect("a token");
    bench.clock.advance(LATER);
    let given = ask_at_once(&bench, token.id, 200).await;
    assert_eq!(given.len(), 1);
    assert!(given.iter().all(|given| double.accepts(given)));
    let grants: Vec<_> = double.posts().into_iter().map(|post| post.grant).collect();
    assert_eq!(grants, ["client_credentials", "client_credentials"]);
    assert!(double.posts().iter().all(|post| post.scope == "read write"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lenient_server_gets_one_request_as_well() {
    let double = Double::with(Leniency::Grace, Values::default());
    let place = Scratch::new();
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);
    assert_eq!(ask_at_once(&bench, token, 200).await.len(), 1);
    assert_eq!((double.refreshes(), double.reuses()), (1, 0));
}

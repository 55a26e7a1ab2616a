//! The durable half of the refresh protocol.

use uuid::Uuid;

use super::{event, filled, renewed, sealed, time};
use crate::store::{Begun, Noun, Store, StoreError};

const ATTEMPT: Uuid = Uuid::from_u128(77);
const OTHER: Uuid = Uuid::from_u128(78);

fn refreshed() -> crate::store::SealedEvent {
    event("Refreshed")
}

#[tokio::test]
async fn a_refresh_goes_through_in_order() {
    let store = Store::in_memory().await.expect("a store");
    let (_, _, token) = filled(&store).await;
    let begun = store
        .begin_refresh(token.id, 1, ATTEMPT, Some(&[5; 32]), time(1))
        .await;
    assert_eq!(
        begun.expect("begins"),
        Begun::Started(Box::new(token.clone()))
    );
    let pending = store.pending_refreshes().await.expect("all");
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].fingerprint.as_deref(), Some([5; 32].as_slice()));
    assert_eq!(
        (pending[0].generation, pending[0].tries, &pending[0].reply),
        (1, 1, &None)
    );

    store
        .stash_reply(ATTEMPT, &sealed("sealed reply"))
        .await
        .expect("stashes");
    let intent = store
        .pending_refresh(token.id)
        .await
        .expect("reads")
        .expect("one");
    assert_eq!(intent.reply, Some(sealed("sealed reply")));

    store
        .rename_token(token.id, "renamed", Some(&event("Renamed")))
        .await
        .expect("renames");
    let next = renewed(&token);
    store
        .finish_refresh(ATTEMPT, &next, Some(&refreshed()))
        .await
        .expect("finishes");
    let stored = store.token(token.id).await.expect("reads");
    assert_eq!((stored.generation, &stored.secrets), (2, &next.secrets));
    assert_eq!(stored.name, "renamed", "a name given meanwhile stays");
    assert_eq!(store.pending_refreshes().await.expect("all"), []);

    store
        .drop_previous_refresh(token.id, 2)
        .await
        .expect("forgets");
    let stored = store.token(token.id).await.expect("reads");
    assert_eq!(stored.secrets.previous_refresh, None);
}

#[tokio::test]
async fn who_comes_late_gets_the_newer_token() {
    let store = Store::in_memory().await.expect("a store");
    let (_, _, token) = filled(&store).await;
    store
        .begin_refresh(token.id, 1, ATTEMPT, None, time(1))
        .await
        .expect("begins");
    store
        .finish_refresh(ATTEMPT, &renewed(&token), Some(&refreshed()))
        .await
        .expect("finishes");
    let late = store
        .begin_refresh(token.id, 1, OTHER, None, time(2))
        .await
        .expect("looks");
    assert!(matches!(late, Begun::Changed(newer) if newer.generation == 2));
    assert_eq!(
        store.pending_refreshes().await.expect("all"),
        [],
        "no intent of the late one"
    );
}

#[tokio::test]
async fn what_was_cut_off_is_found_and_settled() {
    let store = Store::in_memory().await.expect("a store");
    let (_, _, token) = filled(&store).await;
    store
        .begin_refresh(token.id, 1, ATTEMPT, Some(&[5; 32]), time(1))
        .await
        .expect("begins");

    let found = store
        .begin_refresh(token.id, 1, OTHER, None, time(2))
        .await
        .expect("looks");
    let Begun::Unfinished(intent) = found else {
        panic!("{found:?}")
    };
    assert_eq!((intent.attempt, intent.tries), (ATTEMPT, 1));
    assert_eq!(
        store
            .retry_refresh(ATTEMPT)
            .await
            .expect("tries again")
            .tries,
        2
    );
    store.abandon_refresh(ATTEMPT).await.expect("strikes out");
    store
        .abandon_refresh(ATTEMPT)
        .await
        .expect("twice is no error");
    let gone = store.retry_refresh(ATTEMPT).await;
    assert!(matches!(gone, Err(StoreError::NotFound(Noun::Refresh))));
    let begun = store
        .begin_refresh(token.id, 1, OTHER, None, time(2))
        .await
        .expect("begins");
    assert!(matches!(begun, Begun::Started(_)));
}

#[tokio::test]
async fn a_login_meanwhile_wins() {
    let store = Store::in_memory().await.expect("a store");
    let (_, _, token) = filled(&store).await;
    store
        .begin_refresh(token.id, 1, ATTEMPT, None, time(1))
        .await
        .expect("begins");
    let mut by_login = renewed(&token);
    by_login.secrets.access = sealed("from the login");
    let again = event("LoggedInAgain");
    store
        .replace_token(&by_login, Some(&again))
        .await
        .expect("replaces");

    let late = store.stash_reply(ATTEMPT, &sealed("late reply")).await;
    assert!(matches!(late, Err(StoreError::NotFound(Noun::Refresh))));
    let late = store
        .finish_refresh(ATTEMPT, &renewed(&token), Some(&refreshed()))
        .await;
    assert!(matches!(late, Err(StoreError::NotFound(Noun::Refresh))));
    let stale = store.replace_token(&by_login, Some(&again)).await;
    assert!(matches!(
        stale,
        Err(StoreError::TokenChanged {
            expected: 1,
            found: 2
        })
    ));
    let stored = store.token(token.id).await.expect("reads");
    assert_eq!(stored.secrets.access, sealed("from the login"));
}

#[tokio::test]
async fn a_token_that_was_forgotten_does_not_come_back() {
    let store = Store::in_memory().await.expect("a store");
    let (_, _, token) = filled(&store).await;
    store
        .begin_refresh(token.id, 1, ATTEMPT, None, time(1))
        .await
        .expect("begins");
    store.forget_token(token.id).await.expect("forgets");
    assert_eq!(store.pending_refreshes().await.expect("all"), []);
    let late = store
        .finish_refresh(ATTEMPT, &renewed(&token), Some(&refreshed()))
        .await;
    assert!(matches!(late, Err(StoreError::NotFound(Noun::Refresh))));
    let begun = store.begin_refresh(token.id, 1, OTHER, None, time(1)).await;
    assert!(matches!(begun, Err(StoreError::NotFound(Noun::Token))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_begins() {
    let dir = tempfile::tempdir().expect("a directory");
    let stores = [
        Store::open(dir.path()).await.expect("a store"),
        Store::open(dir.path())
            .await
            .expect("the same, as another process has it"),
    ];
    let (_, _, token) = filled(&stores[0]).await;
    let tasks: Vec<_> = (0..40_usize)
        .map(|number| {
            let (store, id) = (stores[number % 2].clone(), token.id);
            let attempt = Uuid::from_u128(number as u128);
            tokio::spawn(async move { store.begin_refresh(id, 1, attempt, None, time(1)).await })
        })
        .collect();
    let mut started = 0;
    for task in tasks {
        match task
            .await
            .expect("no panic")
            .expect("nobody is told that it is busy")
        {
            Begun::Started(_) => started += 1,
            Begun::Unfinished(_) => {}
            Begun::Changed(_) => panic!("nothing has changed"),
        }
    }
    assert_eq!(started, 1);
}

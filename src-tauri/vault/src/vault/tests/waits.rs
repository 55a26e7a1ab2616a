//! Locks held by another Tokenry: the reported holder, the wait and its end.

use std::time::Duration;

use uuid::Uuid;

use super::{no_keyring, vault};
use crate::vault::VaultError;
use tokenry_model::{id::Id, token::Token};

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn who_keeps_us_waiting_is_told_until_that_is_over() {
    let dir = tempfile::tempdir().expect("a directory");
    let first = vault(dir.path(), no_keyring()).await;
    let second = vault(dir.path(), no_keyring()).await;
    let second = second.with_lock_patience(PATIENCE);
    // From here on time advances whenever every task waits.
    tokio::time::pause();
    let token: Id<Token> = Id::from_uuid(Uuid::from_u128(7));
    let held = first.lock_token(token).await.expect("nobody has it");
    let mut waits = second.waits_for();
    let waiting = {
        let second = second.clone();
        tokio::spawn(async move { second.lock_token(token).await })
    };
    let reported = waits
        .wait_for(Option::is_some)
        .await
        .expect("it is reported");
    let wait = reported.expect("somebody has it");
    drop(reported);
    assert_eq!(wait.holder.process, std::process::id());
    assert_eq!(wait.patience, PATIENCE);
    drop(held);
    let got = waiting.await.expect("no panic").expect("it goes on");
    assert_eq!(*waits.borrow(), None, "nobody is waited for");
    drop(got);

    // A quickly released lock is not reported.
    waits.mark_unchanged();
    let held = first.lock_token(token).await.expect("nobody has it");
    let waiting = {
        let second = second.clone();
        tokio::spawn(async move { second.lock_token(token).await })
    };
    tokio::time::advance(Duration::from_millis(100)).await;
    drop(held);
    drop(waiting.await.expect("no panic").expect("it goes on"));
    assert!(!waits.has_changed().expect("it lives"));

    // The wait ends.
    let held = first.lock_token(token).await.expect("nobody has it");
    let late = second.lock_token(token).await.expect_err("it is held");
    let VaultError::LockHeld {
        holder: Some(holder),
        waited,
    } = late
    else {
        panic!("{late}")
    };
    assert_eq!(holder.process, std::process::id());
    assert!(waited >= PATIENCE);
    assert_eq!(*waits.borrow(), None, "nobody is waited for any more");
    drop(held);
}

//! Other actions of the person during a refresh: the later action wins, and nothing that was removed
//! reappears.

use tokenry_core::{
    error::{Error, ErrorKind},
    refresh::{Fresh, Need},
    workbench::SecretPart,
};
use tokenry_model::{id::Id, login::LoginPhase, secret::Secret, token::Token};
use tokenry_vault::{store::Store, vault::Unlock};
use tokio::task::JoinHandle;

use super::LATER;
use crate::{
    bench::{Bench, Scratch, landed, login_form, text},
    double::{Double, Moment, Pause},
};

/// A refresh that the server has processed, but not responded to yet.
async fn under_way(
    bench: &Bench,
    double: &Double,
    token: Id<Token>,
) -> (JoinHandle<Result<Fresh, Error>>, Pause) {
    bench.clock.advance(LATER);
    let mut pause = double.pause_at(Moment::Acted);
    let workbench = bench.workbench.clone();
    let asking = tokio::spawn(async move { workbench.fresh(token, Need::Margin).await });
    pause.reached().await;
    (asking, pause)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_wins_over_a_refresh_under_way() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let client = bench.stored(token).await.client.expect("a client");
    let (asking, pause) = under_way(&bench, &double, token).await;

    let mut form = login_form(client);
    form.renew = Some(token);
    let login = bench.start_login(form).await.expect("the login starts");
    let code = double.code();
    bench
        .paste_into_login(login.id, landed(&login.authorize_url, &code))
        .await
        .expect("it belongs to the login");
    drop(pause);

    let refreshed = asking.await.expect("no panic").expect("a token");
    let login = bench.login_ended(login.id).await.expect("it ends");
    assert!(
        matches!(login.phase, LoginPhase::Done { .. }),
        "{:?}",
        login.phase
    );
    let given = bench.get(token).await.expect("a token");
    assert_ne!(
        given,
        text(&refreshed),
        "the login's token is the one that stays"
    );
    assert!(double.accepts(&given));
    assert_eq!(bench.stored(token).await.generation, 3);
    assert_eq!(place.pending(token).await, None);
}

/// On a file system without working locks, a login may store its token during a refresh. The result of
/// that refresh is then older. (Windows removes no lock that is held.)
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_reply_does_no_harm_to_what_a_login_stored() {
    use crate::double::Answer;
    use tokenry_model::token::Health;

    let refused = serde_json::json!({ "error": "invalid_grant" });
    for answer in [
        None,
        Some(Answer::json(400, &refused)),
        Some(Answer::Broken),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let (bench, other) = (place.bench().await, place.bench().await);
        let token = bench.log_in(&double).await;
        let client = bench.stored(token).await.client.expect("a client");
        if let Some(answer) = answer {
            double.answer_next(answer);
        }
        let (asking, pause) = under_way(&bench, &double, token).await;
        std::fs::remove_dir_all(place.data().join("locks")).expect("the locks can be removed");

        let mut form = login_form(client);
        form.renew = Some(token);
        other.log_in_with(&double, form).await;
        let after_login = other.get(token).await.expect("the login's token");
        drop(pause);

        let given = asking.await.expect("no panic").expect("a token");
        assert_eq!(text(&given), after_login, "the newer one");
        let stored = bench.stored(token).await;
        assert_eq!((stored.generation, stored.health), (2, Health::Fine));
        assert_eq!(bench.get(token).await.expect("a token"), after_login);
        assert_eq!(place.pending(token).await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forgotten_during_a_refresh_stays_forgotten() {
    enum Wish {
        Token,
        Client,
        Server,
    }
    for (wish, words, advice) in [
        (
            Wish::Token,
            "“alice” was removed while it was being refreshed.",
            "To get a new one, log in again.",
        ),
        (
            Wish::Client,
            "“alice” was removed together with its client while it was being refreshed.",
            "To get a new one, add the client again, then log in.",
        ),
        (
            Wish::Server,
            "“alice” was removed together with its server while it was being refreshed.",
            "To get a new one, add the server and a client again, then log in.",
        ),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        let stored = bench.stored(token).await;
        let (asking, pause) = under_way(&bench, &double, token).await;
        match wish {
            Wish::Token => bench.forget_token(token).await.expect("forgotten"),
            Wish::Client => {
                let client = stored.client.expect("a client");
                bench.remove_client(client).await.expect("removed");
            }
            Wish::Server => bench.remove_server(stored.server).await.expect("removed"),
        }
        drop(pause);
        let error = asking
            .await
            .expect("no panic")
            .expect_err("there is no token any more");
        assert_eq!(
            error.kind(),
            ErrorKind::NotFound,
            "{error}: {}",
            error.hint()
        );
        assert_eq!(error.to_string(), words);
        let hint = error.hint();
        for part in ["was not stored", "Saved requests were kept.", advice] {
            assert!(hint.contains(part), "{words} {hint}");
        }
        assert!(bench.tokens().await.expect("the list").is_empty());
        bench.close().await;

        let store = Store::open(&place.data()).await.expect("the store opens");
        assert_eq!(store.pending_refreshes().await.expect("readable"), []);
        store.check().await.expect("the database is sound");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_name_given_during_a_refresh_stays() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let (asking, pause) = under_way(&bench, &double, token).await;
    bench
        .rename_token(token, "alice at work")
        .await
        .expect("renamed");
    drop(pause);
    let fresh = asking.await.expect("no panic").expect("a token");
    assert!(double.accepts(&text(&fresh)));
    let stored = bench.stored(token).await;
    assert_eq!((&*stored.name, stored.generation), ("alice at work", 2));
}

/// Locking the vault must not lose a rotated token that is just arriving.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locking_the_vault_during_a_refresh_loses_nothing() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench
        .set_passphrase(Secret::new("correct horse"))
        .await
        .expect("a second slot");
    let (asking, pause) = under_way(&bench, &double, token).await;
    bench.lock_vault().await.expect("it locks");
    drop(pause);
    let outcome = asking.await.expect("no panic").map(|fresh| text(&fresh));
    let locked = bench.get(token).await.expect_err("it is locked");
    assert_eq!(locked.kind(), ErrorKind::VaultLocked);

    bench
        .unlock_vault(Unlock::Keyring)
        .await
        .expect("it unlocks");
    let given = bench.get(token).await.expect("the rotated token is there");
    assert!(double.accepts(&given), "after {outcome:?}");
    let refresh = bench.reveal(token, SecretPart::Refresh).await;
    assert!(refresh.is_ok());
    assert_eq!((double.refreshes(), double.reuses()), (1, 0));
}

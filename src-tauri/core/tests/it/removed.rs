//! A client, server or token is removed during a login, a refresh or a request. The message names what
//! was removed and what was kept. More tests of refreshes are in [`crate::refresh`].

use tokenry_core::{error::ErrorKind, sending::SendOrder};
use tokenry_model::{
    id::Id,
    login::{LoginPhase, LoginStatus},
    request::Outcome,
    token::Token,
};

use crate::{
    bench::{Bench, Scratch, landed, login_form},
    double::{Double, Moment},
    drafts::typed,
    refresh::LATER,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Token,
    Client,
    Server,
}

async fn remove(bench: &Bench, wish: Wish, token: &Token) {
    match wish {
        Wish::Token => bench.forget_token(token.id).await,
        Wish::Client => bench.remove_client(token.client.expect("it has one")).await,
        Wish::Server => bench.remove_server(token.server).await,
    }
    .expect("removed");
}

fn said(status: LoginStatus) -> String {
    match status.phase {
        LoginPhase::Failed { message, hint, .. } => format!("{message} {hint}"),
        other => panic!("it ended with {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_says_what_was_removed_before_its_code_came_or_while_it_was_exchanged() {
    for (wish, words) in [
        (
            Wish::Client,
            "The client “Photos app” was removed during this login. No token was stored. Add the \
             client again, then log in again.",
        ),
        (
            Wish::Server,
            "The server “Photos” was removed during this login. No token was stored. Add the server \
             and a client again, then log in again.",
        ),
    ] {
        for before in [true, false] {
            let (place, double) = (Scratch::new(), Double::start());
            // Another window.
            let (bench, other) = (place.bench().await, place.bench().await);
            let token = bench.log_in(&double).await;
            let token = bench.stored(token).await;
            let spent = double.posts().len();
            let form = login_form(token.client.expect("it has one"));
            let login = bench.start_login(form).await.expect("it starts");
            let address = landed(&login.authorize_url, &double.code());
            if before {
                remove(&other, wish, &token).await;
            }
            let mut pause = double.pause_at(Moment::Acted);
            let pasted = bench.paste_into_login(login.id, address).await;
            pasted.expect("it belongs to the login");
            if !before {
                pause.reached().await;
                remove(&other, wish, &token).await;
            }
            drop(pause);
            let ended = bench.login_ended(login.id).await.expect("it ends");
            assert_eq!(said(ended), words, "{before}");
            assert_eq!(bench.tokens().await.expect("the list").len(), 0);
            let asked = double.posts().len() - spent;
            assert_eq!(
                asked,
                usize::from(!before),
                "a code is not spent for nothing"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_for_a_token_that_is_forgotten_meanwhile_gives_a_new_one() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let before = bench.log_in(&double).await;
    let token = bench.stored(before).await;
    let mut form = login_form(token.client.expect("it has one"));
    form.renew = Some(before);
    let login = bench.start_login(form).await.expect("it starts");
    let address = landed(&login.authorize_url, &double.code());
    remove(&bench, Wish::Token, &token).await;
    bench
        .paste_into_login(login.id, address)
        .await
        .expect("it belongs to the login");
    let ended = bench.login_ended(login.id).await.expect("it ends");
    let LoginPhase::Done { token, .. } = ended.phase else {
        panic!("it ended with {:?}", ended.phase)
    };
    assert_ne!(token, before);
    assert_eq!(bench.stored(token).await.name, "alice");
}

fn order(double: &Double, token: Id<Token>, renew_first: bool) -> SendOrder {
    let mut draft = typed("x").draft;
    draft.method = "GET".into();
    draft.body = tokenry_model::request::Body::None;
    draft.url = double.url("/api/me").to_string();
    draft.token = Some(token);
    SendOrder {
        send_id: "1".into(),
        request: None,
        draft,
        values: Vec::new(),
        consent: None,
        remember_consent: false,
        renew_first,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_of_a_call_is_shown_and_kept_whatever_was_removed_meanwhile() {
    for wish in [Wish::Token, Wish::Client, Wish::Server] {
        for (dead, status) in [(false, 200), (true, 401)] {
            let (place, double) = (Scratch::new(), Double::start());
            let (bench, other) = (place.bench().await, place.bench().await);
            let token = bench.log_in(&double).await;
            let token = bench.stored(token).await;
            if dead {
                double.revoke_all();
            }
            let mut pause = double.pause_at(Moment::Acted);
            let (workbench, order) = (bench.workbench.clone(), order(&double, token.id, false));
            let sending = tokio::spawn(async move { workbench.send(order).await });
            pause.reached().await;
            remove(&other, wish, &token).await;
            drop(pause);
            let sent = sending.await.expect("no panic");
            let sent = sent.unwrap_or_else(|error| panic!("{wish:?} {dead}: {error}"));
            let Outcome::Answered(answer) = &sent.exchange.content.outcome else {
                panic!("{wish:?} {dead}: {:?}", sent.exchange.content.outcome)
            };
            assert_eq!(answer.status, status, "{wish:?}");
            assert_eq!(sent.warnings, [""; 0], "{wish:?} {dead}");
            let kept = bench.history(None).await.expect("the history").entries;
            let summary = kept[0].summary.as_ref().expect("it opens");
            assert_eq!(summary.status, Some(status), "{wish:?}");
            assert_eq!(summary.token_name.as_deref(), Some("alice"), "{wish:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_token_is_removed_while_it_is_renewed_is_not_sent() {
    for (wish, words) in [
        (
            Wish::Token,
            "“alice” was removed while it was being refreshed.",
        ),
        (
            Wish::Client,
            "“alice” was removed together with its client while it was being refreshed.",
        ),
        (
            Wish::Server,
            "“alice” was removed together with its server while it was being refreshed.",
        ),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let (bench, other) = (place.bench().await, place.bench().await);
        let token = bench.log_in(&double).await;
        let token = bench.stored(token).await;
        place.clock.advance(LATER);
        let mut pause = double.pause_at(Moment::Acted);
        let (workbench, order) = (bench.workbench.clone(), order(&double, token.id, true));
        let sending = tokio::spawn(async move { workbench.send(order).await });
        pause.reached().await;
        remove(&other, wish, &token).await;
        drop(pause);
        let error = sending.await.expect("no panic").expect_err("not sent");
        assert_eq!(error.to_string(), words);
        assert_eq!(error.kind(), ErrorKind::NotFound, "{wish:?}");
        assert!(
            error.hint().contains("Saved requests were kept."),
            "{wish:?}"
        );
        let kept = bench.history(None).await.expect("the history").entries;
        assert_eq!(kept, [], "nothing was sent");
    }
}

//! The consequences of failures: only `invalid_grant` for the stored refresh token requires a login.
//! After every other failure the token is kept, and Tokenry waits before it tries again.

use std::collections::BTreeSet;

use serde_json::json;
use tokenry_core::{
    error::{Error, ErrorKind},
    refresh::{Need, RefreshError},
    workbench::SecretPart,
};
use tokenry_doubles::Reply;
use tokenry_model::{
    clock::SignedDuration,
    secret::Secret,
    token::{Health, TokenState},
};

use super::LATER;
use crate::{
    bench::{Scratch, login_form},
    child::Child,
    double::{Answer, Double, Leniency, Values},
};

/// Longer than the wait after a first failure.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);

#[tokio::test]
async fn temporary_failures_keep_the_token() {
    let (json, html) = ("application/json", "text/html");
    let bare = |status: &str| Answer::Instead(Reply::new(status, ""));
    let oauth = |error: &str| json!({ "error": error }).to_string();
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let refresh = bench.reveal(token, SecretPart::Refresh).await;
    let refresh = refresh.expect("a refresh token");

    let failures: Vec<(&str, Answer)> = vec![
        ("503", Answer::of(503, html, "<h1>Back soon</h1>")),
        ("429", Answer::of(429, json, "{}")),
        (
            "500 with invalid_grant",
            Answer::of(500, json, oauth("invalid_grant")),
        ),
        ("502 without a body", bare("502 Bad Gateway")),
        (
            "a web page with 200",
            Answer::of(200, html, "<html>Log in to the hotel's network</html>"),
        ),
        (
            "a web page with 403",
            Answer::of(403, html, "<html>Blocked</html>"),
        ),
        ("nothing with 200", bare("200 OK")),
        ("204", bare("204 No Content")),
        ("no token with 200", Answer::of(200, json, "{\"ok\":true}")),
        (
            "half a document",
            Answer::of(200, json, "{\"access_token\":\"x"),
        ),
        (
            "invalid_client",
            Answer::of(401, json, oauth("invalid_client")),
        ),
        (
            "unauthorized_client",
            Answer::of(400, json, oauth("unauthorized_client")),
        ),
        (
            "invalid_request",
            Answer::of(400, json, oauth("invalid_request")),
        ),
        (
            "invalid_scope",
            Answer::of(400, json, oauth("invalid_scope")),
        ),
        (
            "server_error with 200",
            Answer::of(200, json, oauth("server_error")),
        ),
        (
            "a redirect",
            Answer::Instead(Reply::redirect(307, "https://elsewhere.example/token")),
        ),
        (
            "a token of another type",
            Answer::of(200, json, r#"{"access_token":"x","token_type":"mac"}"#),
        ),
        ("a broken connection", Answer::Broken),
    ];
    let count = failures.len();
    for (sent, (what, answer)) in (1..).zip(failures) {
        bench.clock.advance(LATER);
        double.answer_next(answer);
        let error = bench.get(token).await.expect_err(what);
        let kind = match what {
            "invalid_client" => ErrorKind::ClientRefused,
            _ => ErrorKind::Failed,
        };
        assert_eq!(error.kind(), kind, "{what}: {error}");
        assert!(
            error.hint().contains("The token is kept."),
            "{what}: {}",
            error.hint()
        );
        let stored = bench.stored(token).await;
        assert!(matches!(stored.health, Health::BackingOff { .. }), "{what}");
        assert_eq!(stored.generation, 1, "{what}");
        let kept = bench.reveal(token, SecretPart::Refresh).await.expect(what);
        assert!(kept.same_as(refresh.expose()), "{what}");

        // No request is sent during the wait.
        let waiting = bench.get(token).await.expect_err(what);
        assert!(
            matches!(&waiting, Error::Refresh(e) if matches!(**e, RefreshError::BackingOff { .. })),
            "{what}: {waiting:?}"
        );
        assert_eq!(double.refreshes(), sent, "{what}");
    }
    bench.clock.advance(LATER);
    let given = bench.get(token).await.expect("it works again");
    assert!(double.accepts(&given));
    assert_eq!(bench.stored(token).await.health, Health::Fine);
    assert_eq!((double.refreshes(), double.reuses()), (count + 1, 0));
}

#[tokio::test]
async fn a_valid_token_is_returned_while_refreshing_fails() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let present = bench.get(token).await.expect("a token");
    // Within the margin, half a minute before the expiry.
    bench.clock.advance(SignedDuration::from_secs(3570));
    double.answer_next(Answer::html(503, "Back soon"));
    assert_eq!(bench.get(token).await.expect("the present one"), present);
    assert_eq!(bench.get(token).await.expect("the present one"), present);
    assert_eq!(double.refreshes(), 1, "one try, then a pause");
    // A caller that needs more time gets the error.
    let need = Need::AtLeast(SignedDuration::from_mins(10));
    bench.fresh(token, need).await.expect_err("too short");
    assert_eq!(double.refreshes(), 1);

    bench.clock.advance(PATIENCE);
    let renewed = bench.get(token).await.expect("a new one");
    assert_ne!(renewed, present);
    assert!(double.accepts(&renewed));
}

#[tokio::test]
async fn retry_after_is_respected_in_both_forms() {
    let date = "Fri, 02 Jan 2026 03:06:05 GMT";
    for wait in ["120", date] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        bench.clock.advance(LATER);
        let reply = Reply::new("429 Too Many Requests", "").with("Retry-After", wait);
        double.answer_next(Answer::Instead(
            reply.with("Date", "Fri, 02 Jan 2026 03:04:05 GMT"),
        ));
        bench.get(token).await.expect_err("too many requests");
        bench.clock.advance(SignedDuration::from_secs(119));
        bench.get(token).await.expect_err("still waiting");
        assert_eq!(double.refreshes(), 1, "{wait}");
        bench.clock.advance(SignedDuration::from_secs(2));
        bench.get(token).await.expect("the wait is over");
        assert_eq!(double.refreshes(), 2, "{wait}");
    }
}

#[tokio::test]
async fn a_person_can_refresh_during_the_wait() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);
    let reply = Reply::new("503 Service Unavailable", "").with("Retry-After", "3000");
    double.answer_next(Answer::Instead(reply));
    bench.get(token).await.expect_err("it is down");
    bench
        .refresh_token(token)
        .await
        .expect("a click asks at once");
    assert_eq!(double.refreshes(), 2);
}

#[tokio::test]
async fn waits_grow_up_to_a_limit() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.clock.advance(LATER);
    let mut waits = Vec::new();
    for _ in 0..12 {
        double.answer_next(Answer::Broken);
        bench.get(token).await.expect_err("a broken connection");
        let Health::BackingOff { until, .. } = bench.stored(token).await.health else {
            panic!("it backs off");
        };
        waits.push(until.as_millisecond() - bench.clock.millis());
        bench.clock.set(until.as_millisecond() + 1);
    }
    assert_eq!(double.refreshes(), 12, "each was a try");
    assert!((5_000..=6_250).contains(&waits[0]), "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= 750_000), "{waits:?}");
    assert!((600_000..=750_000).contains(&waits[11]), "{waits:?}");
}

#[tokio::test]
async fn an_invalid_refresh_token_requires_a_login_and_is_not_sent_again() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    double.revoke_all();
    bench.clock.advance(LATER);
    let error = bench.get(token).await.expect_err("revoked");
    assert_eq!(error.kind(), ErrorKind::LoginNeeded);
    assert_eq!(error.to_string(), "“alice” needs a new login.");
    let said = error.said().expect("the server's words");
    assert!(said.contains("invalid_grant"), "{said}");
    assert!(error.hint().contains("Log in again"), "{}", error.hint());

    for _ in 0..3 {
        let again = bench.get(token).await.expect_err("still");
        assert_eq!(again.kind(), ErrorKind::LoginNeeded);
    }
    assert_eq!(double.refreshes(), 1, "asked once");
    let summary = bench.token_summary(token).await.expect("it is kept");
    assert_eq!(summary.state, TokenState::LoginNeeded);

    let mut form = login_form(summary.token.client.expect("a client"));
    form.renew = Some(token);
    assert_eq!(bench.log_in_with(&double, form).await, token, "in place");
    let given = bench.get(token).await.expect("it works again");
    assert!(double.accepts(&given));
}

/// The server rotates the token, and its response is lost. Only a server with a grace period recovers
/// from that.
#[tokio::test]
async fn a_lost_response() {
    for leniency in [Leniency::Grace, Leniency::Strict] {
        let (place, double) = (Scratch::new(), Double::with(leniency, Values::default()));
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        bench.clock.advance(LATER);
        double.answer_next(Answer::Lost);
        let error = bench.get(token).await.expect_err("no reply");
        assert_eq!(error.kind(), ErrorKind::Failed, "nobody knows yet: {error}");
        bench.clock.advance(PATIENCE);
        let next = bench.get(token).await;
        match leniency {
            Leniency::Grace => assert!(double.accepts(&next.expect("a token"))),
            Leniency::Strict => {
                let error = next.expect_err("the family is revoked");
                assert_eq!(error.kind(), ErrorKind::LoginNeeded);
                assert!(error.hint().contains("was interrupted"), "{}", error.hint());
            }
        }
        assert_eq!(double.refreshes(), 2);
    }
}

#[tokio::test]
async fn a_pasted_refresh_token_without_a_client_is_not_refreshable() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let server = bench.stored(bench.log_in(&double).await).await.server;
    let reply = r#"{"access_token":"pasted","refresh_token":"r","expires_in":60}"#;
    let token = bench
        .paste_token(server, "pasted", &Secret::new(reply), None)
        .await
        .expect("it is stored");
    bench.clock.advance(LATER);
    let summary = bench.token_summary(token.id).await.expect("it is stored");
    assert_eq!(summary.state, TokenState::Expired);
    let error = bench.get(token.id).await.expect_err("nobody can renew it");
    assert_eq!(error.kind(), ErrorKind::LoginNeeded);
    assert_eq!(double.refreshes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_share_a_failure() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let mut children: Vec<Child> = (0..4).map(|_| Child::start(&place)).collect();
    for child in &mut children {
        assert_eq!(child.ask("open").await.as_deref(), Some("open"));
    }
    bench.clock.advance(LATER);
    let reply = Reply::new("503 Service Unavailable", "").with("Retry-After", "60");
    double.answer_next(Answer::Instead(reply));
    let order = format!("fresh {token} {} 25", bench.clock.millis());
    for child in &mut children {
        child.order(&order).await;
    }
    let mut answers = BTreeSet::new();
    for child in &mut children {
        answers.insert(child.answer().await.expect("the child lives"));
    }
    assert!(
        answers.iter().all(|answer| answer.starts_with("failed")),
        "{answers:?}"
    );
    assert_eq!(
        double.refreshes(),
        1,
        "one process asked, and told the others"
    );

    let mut given = BTreeSet::new();
    bench.clock.advance(SignedDuration::from_secs(61));
    let order = format!("fresh {token} {} 25", bench.clock.millis());
    for child in &mut children {
        given.insert(child.ask(&order).await.expect("the child lives"));
    }
    assert_eq!(given.len(), 1, "{given:?}");
    assert_eq!((double.refreshes(), double.reuses()), (2, 0));
}

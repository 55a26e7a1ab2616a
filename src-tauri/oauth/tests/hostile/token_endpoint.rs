//! TE-A to TE-F over HTTP: every behaviour with every grant.

mod cases;

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokenry_oauth::{error::TokenError, http::Http};

use self::cases::{Case, cases};
use tokenry_doubles::{Play, TestServer};

use crate::grants::{self, CODE, Came, GRANTS, Grant, REFRESH, SECRET, VERIFIER};

/// Time within which a response beyond the size limit is aborted. It would never end by itself. The
/// bound is generous because the machine may be slow.
const BROKEN_OFF: Duration = Duration::from_mins(1);

#[tokio::test]
async fn every_behaviour_of_a_token_endpoint_has_its_outcome() {
    let http = Http::with(grants::settings());
    let impatient = Http::with(tokenry_oauth::http::HttpSettings {
        total: Duration::from_millis(600),
        total_when_spending: Duration::from_millis(600),
        ..grants::settings()
    });
    let all = cases();
    let pairs = |slow: bool| {
        all.iter()
            .filter(move |case| case.slow == slow)
            .flat_map(|case| GRANTS.map(|grant| (case, grant)))
    };
    // The cases that end with a timeout run concurrently.
    let mut outcomes =
        join_all(pairs(true).map(|(case, grant)| play(case, grant, &impatient))).await;
    for (case, grant) in pairs(false) {
        outcomes.push(play(case, grant, &http).await);
    }
    assert_eq!(
        (all.len(), outcomes.len()),
        (62, 186),
        "the plan is played in full"
    );
    let failures: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs one case. A failure names it.
async fn play(case: &Case, grant: Grant, http: &Http) -> Result<(), String> {
    let outcome = judge(case, grant, http).await;
    outcome.map_err(|failure| format!("{} for {grant:?}: {failure}", case.name))
}

async fn judge(case: &Case, grant: Grant, http: &Http) -> Result<(), String> {
    let double = TestServer::saying(case.play.clone());
    let begun = Instant::now();
    let came = grants::ask(http, &double.url("/token"), grant).await;
    let took = begun.elapsed();
    (case.expect)(&came).map_err(|wanted| format!("{wanted}, not {came:?}"))?;

    let heard = double.asked();
    if heard.len() != 1 {
        return Err(format!("asked {} times instead of once", heard.len()));
    }
    if !heard[0].body.contains("client_secret=PLANTED") {
        return Err(format!("the double heard something else: {heard:?}"));
    }
    let seen = grants::visible(&came);
    for planted in [SECRET, CODE, VERIFIER, REFRESH, "GRANTED"] {
        if seen.contains(planted) {
            return Err(format!("{planted} can be seen in {seen}"));
        }
    }
    if case.name.starts_with('C') && took > BROKEN_OFF {
        return Err(format!("broken off only after {took:?}"));
    }
    if double.taken() > 16 * 1024 * 1024 {
        return Err(format!("{} bytes were taken", double.taken()));
    }
    Ok(())
}

/// TE-B: the target of a redirect receives nothing.
#[tokio::test]
async fn credentials_do_not_follow_a_redirect() {
    let http = Http::with(grants::settings());
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        for grant in GRANTS {
            let target = TestServer::saying(Play::say(Vec::new()));
            let location = target.url("/steal?code=PLANTED-c0de");
            let reply = crate::reply::answer(status, &[("Location", &location)], "");
            let double = TestServer::saying(Play::say(reply));
            let came = grants::ask(&http, &double.url("/token"), grant).await;
            assert_eq!(double.asked().len(), 1, "{status} {grant:?}");
            let seen = grants::visible(&came);
            let error = came.outcome.expect_err("no token").message();
            let host = format!("127.0.0.1:{}", target.port());
            assert!(error.contains(&host), "the target is named: {error}");
            target.assert_never_called();
            assert!(!seen.contains("PLANTED"), "{seen}");
        }
    }
}

/// TE-A6, A17, A18: nothing listens, the name does not exist, plain http.
#[tokio::test]
async fn connection_failures_have_precise_messages() {
    let http = Http::with(grants::settings());
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = gone.local_addr().expect("its address").port();
    drop(gone);
    let refused = format!("http://127.0.0.1:{port}/token");
    // A label has at most 63 letters, so no resolver is asked.
    let unknown = format!("https://{}.example/token", "x".repeat(64));
    for grant in GRANTS {
        let message = |came: Came| came.outcome.expect_err("no token").message();
        let said = message(grants::ask(&http, &refused, grant).await);
        assert_eq!(
            said,
            format!("127.0.0.1 refuses connections on port {port}.")
        );

        let said = message(grants::ask(&http, &unknown, grant).await);
        assert!(said.contains("no computer has this name"), "{said}");

        let came = grants::ask(&http, "http://id.example/token", grant).await;
        assert_eq!(came.step.method, "", "nothing was sent");
        let said = message(came);
        assert!(
            said.contains("not sent to id.example over plain http"),
            "{said}"
        );
    }
}

/// A cookie that one response sets is not sent with the next request.
#[tokio::test]
async fn cookies_are_not_kept() {
    let http = Http::with(grants::settings());
    let reply = crate::reply::answer(
        "200 OK",
        &[
            ("Content-Type", "application/json"),
            ("Set-Cookie", "sid=1; Path=/"),
        ],
        r#"{"access_token":"GRANTED","token_type":"Bearer"}"#,
    );
    let double = TestServer::saying(Play::say(reply));
    for _ in 0..2 {
        let came = grants::ask(&http, &double.url("/token"), Grant::Refresh).await;
        assert!(came.outcome.is_ok(), "{came:?}");
    }
    let heard = double.asked();
    assert_eq!(heard.len(), 2);
    assert!(
        !heard[1].head().to_lowercase().contains("cookie"),
        "{:?}",
        heard[1]
    );
}

/// An invalid refresh token is distinguished from every other refusal, whatever the status.
#[tokio::test]
async fn a_refusal_keeps_the_servers_words() {
    let http = Http::with(grants::settings());
    let reply = crate::reply::json(
        "400 Bad Request",
        r#"{"error":"invalid_grant","error_description":"The token PLANTED-r3fresh was revoked"}"#,
    );
    let double = TestServer::saying(Play::say(reply));
    let came = grants::ask(&http, &double.url("/token"), Grant::Refresh).await;
    let error = came.outcome.expect_err("refused");
    assert!(matches!(error, TokenError::Server(_)));
    assert_eq!(
        error.said().as_deref(),
        Some("invalid_grant: The token [redacted] was revoked")
    );
    let body = came.step.response_body.expect("the reply is told");
    assert!(body.contains("The token [redacted] was revoked"), "{body}");
}

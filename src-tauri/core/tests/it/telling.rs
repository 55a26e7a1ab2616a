//! Transcripts as text, which a person can send to someone who helps.

use tokenry_core::workbench::TranscriptOf;

use crate::{
    bench::{Scratch, login_form},
    double::{CLIENT_SECRET, Double},
};

#[tokio::test]
async fn discovery_has_a_transcript_of_every_attempt() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let none = bench.transcript_text(TranscriptOf::Discovery).await;
    let none = none.expect_err("nothing was looked for yet").to_string();
    assert!(none.contains("No transcript"), "{none}");

    let address = double.url("/").to_string();
    let discovery = bench.discover(&address).await.expect("an address");
    let text = bench.transcript_text(TranscriptOf::Discovery).await;
    let text = text.expect("a text");
    for tried in &discovery.tried {
        assert!(text.contains(tried.url.as_str()), "{text}");
        assert!(text.contains(&tried.outcome), "{text}");
    }
    let well_known = "/.well-known/oauth-authorization-server";
    let line = text.lines().find(|line| line.contains(well_known));
    assert!(
        line.is_some_and(|line| line.contains("RFC 8414 §3")),
        "{text}"
    );
}

#[tokio::test]
async fn a_login_transcript_has_a_title_and_no_secrets() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let client = bench.stored(token).await.client.expect("a client");
    let text = bench
        .transcript_text(TranscriptOf::Token(token, None))
        .await;
    let text = text.expect("a text");
    assert!(text.starts_with("Login, "), "{text}");
    assert!(text.contains("RFC 6749 §4.1.3"), "{text}");
    assert!(!text.contains(CLIENT_SECRET), "{text}");

    let running = bench
        .start_login(login_form(client))
        .await
        .expect("a login");
    let text = bench.transcript_text(TranscriptOf::Login(running.id)).await;
    let text = text.expect("a text");
    let state = running.authorize_url.query_pairs();
    let state = state.into_iter().find(|(name, _)| name == "state");
    assert!(!text.contains(&*state.expect("a state").1), "{text}");
}

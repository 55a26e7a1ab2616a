//! Another program writes texts into the database. Tokenry shows only texts that it wrote itself.

use tokenry_core::events::Event;
use tokenry_model::{secret::Secret, server::ServerProfile, token::TokenEventKind};

use crate::{
    bench::{Bench, Scratch},
    double::{Answer, Double},
    drafts::on_disk,
    refresh::LATER,
    tampered::sql,
};

const PLANTED: &str = "https://evi1.example";

/// All texts about a token.
async fn told(bench: &Bench, token: tokenry_model::id::Id<tokenry_model::token::Token>) -> String {
    let detail = bench.token_detail(token).await.expect("its page");
    let listed = bench.tokens().await.expect("the list");
    let listed: Vec<_> = listed.iter().map(|one| one.token.trouble()).collect();
    let error = bench.get(token).await.err();
    let error = error.map(|error| format!("{error} {}", error.hint()));
    format!(
        "{:?} {:?} {listed:?} {error:?}",
        detail.history,
        detail.summary.token.trouble()
    )
}

#[tokio::test]
async fn texts_that_another_program_wrote_are_not_shown() {
    let reason = |is: &str, more: &str| {
        format!(
            "UPDATE tokens SET health = '{{\"is\":\"{is}\"{more},\"reason\":\"Go to {PLANTED}\"}}'"
        )
    };
    let line = format!(
        "CAST('{{\"at\":\"2026-09-21T14:13:20Z\",\"kind\":\"created\",\"detail\":\"{PLANTED}\"}}' AS BLOB)"
    );
    let waits = ",\"failures\":1,\"until\":\"2026-09-21T16:30:00Z\"";
    for statement in [
        reason("login_needed", ""),
        reason("backing_off", waits),
        reason("refused", ",\"at\":\"2026-09-21T14:00:00Z\""),
        format!(
            "{}, health_words = CAST('{PLANTED}' AS BLOB)",
            reason("login_needed", "")
        ),
        format!("{}, health_words = access", reason("login_needed", "")),
        format!("UPDATE token_events SET content = {line}"),
        format!(
            "INSERT INTO token_events (token, at, content) SELECT token, at, {line} FROM token_events"
        ),
        // The format of an older version, which is no longer accepted.
        format!(
            "INSERT INTO token_events_plain (token, at, kind, detail) SELECT token, at, '\"created\"', '{PLANTED}' FROM token_events"
        ),
    ] {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        bench.close().await;
        sql(&place, &statement).await;
        let bench = place.bench().await;
        place.clock.advance(LATER);
        let told = told(&bench, token).await;
        assert!(!told.contains(PLANTED), "{statement}: {told}");
        bench.close().await;
    }
}

#[tokio::test]
async fn an_entry_belongs_to_its_token_and_a_reason_to_its_generation() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    let server = bench.stored(token).await.server;
    let secret = Secret::new("t");
    let other = bench.paste_token(server, "other", &secret, None).await;
    let other = other.expect("another token");
    place.clock.advance(LATER);
    double.answer_next(Answer::html(503, "Gone fishing"));
    bench.get(token).await.expect_err("it is down");
    let why = bench.stored(token).await.trouble().expect("it tells why");
    assert!(why.contains("503"), "{why}");
    assert_eq!(history(&bench, token).await.len(), 2);
    bench.close().await;
    assert!(!on_disk(&place, "503"), "all of it is sealed");

    sql(
        &place,
        "UPDATE token_events SET token = (SELECT id FROM tokens WHERE name = 'other')",
    )
    .await;
    sql(&place, "UPDATE tokens SET (health, health_words) = (SELECT health, health_words FROM tokens WHERE name = 'alice')").await;
    let bench = place.bench().await;
    assert_eq!(history(&bench, other.id).await, ["Pasted."]);
    assert_eq!(history(&bench, token).await, [""; 0]);
    let of_other = bench.stored(other.id).await.trouble().expect("a state");
    assert!(!of_other.contains("503"), "{of_other}");
    assert_eq!(bench.stored(token).await.trouble(), Some(why));
    bench.close().await;
    sql(
        &place,
        "UPDATE tokens SET generation = 2 WHERE name = 'alice'",
    )
    .await;
    let bench = place.bench().await;
    let later = bench.tokens().await.expect("the list");
    assert!(
        later
            .iter()
            .all(|one| !one.token.trouble().unwrap_or_default().contains("503"))
    );
}

async fn history(
    bench: &Bench,
    token: tokenry_model::id::Id<tokenry_model::token::Token>,
) -> Vec<String> {
    let detail = bench.token_detail(token).await.expect("its page");
    detail
        .history
        .into_iter()
        .map(|event| event.detail)
        .collect()
}

#[tokio::test]
async fn while_the_vault_is_locked_the_state_has_no_reason() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let profile = ServerProfile::at("Photos", "https://photos.example".parse().expect("a URL"));
    let server = bench.workbench.add_server(profile).await.expect("a server");
    let secret = Secret::new("t");
    let token = bench.paste_token(server.id, "a", &secret, None).await;
    let token = token.expect("a token");
    bench.lock_vault().await.expect("locked");
    // Names can be read without a key, but history entries cannot.
    bench.rename_token(token.id, "b").await.expect("renamed");
    bench.close().await;
    sql(
        &place,
        r#"UPDATE tokens SET health = '{"is":"login_needed"}', health_words = access"#,
    )
    .await;
    let bench = place.bench().await;
    let told = bench.stored(token.id).await;
    assert_eq!(told.name, "b");
    let why = told.trouble().expect("a state");
    assert_eq!(why, "Unlock the vault to see why.");
    bench
        .unlock_vault(tokenry_vault::vault::Unlock::Keyring)
        .await
        .expect("unlocks");
    let detail = bench.token_detail(token.id).await.expect("its page");
    let kinds: Vec<_> = detail.history.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [TokenEventKind::Created]);
    bench.rename_token(token.id, "c").await.expect("renamed");
    let detail = bench.token_detail(token.id).await.expect("its page");
    assert_eq!(detail.history[0].kind, TokenEventKind::Renamed);
    assert_eq!(detail.history[0].detail, "Was “b”.");
}

/// A window lists the tokens before it has a key.
#[tokio::test]
async fn a_list_that_lacks_a_reason_is_read_again_once_the_vault_is_open() {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    place.clock.advance(LATER);
    double.answer_next(Answer::html(503, "Gone fishing"));
    bench.get(token).await.expect_err("it is down");
    bench.close().await;

    let bench = place.bench().await;
    let mut events = bench.events().listen();
    let listed = bench.tokens().await.expect("the list").remove(0).token;
    assert!(listed.lacks_words());
    assert_eq!(
        listed.trouble().as_deref(),
        Some("Unlock the vault to see why.")
    );
    bench
        .token_detail(token)
        .await
        .expect("its page opens the vault");
    let told = events.try_recv().expect("it is told");
    assert!(matches!(told, Event::TokensChanged), "{told:?}");
    let listed = bench.tokens().await.expect("the list").remove(0).token;
    assert!(listed.trouble().expect("why").contains("503"));
    bench.token_detail(token).await.expect("its page");
    assert!(events.try_recv().is_err(), "told once");
}

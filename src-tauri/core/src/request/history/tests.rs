use std::{path::Path, time::Duration};

use super::{Bodies, BodyError, History, HistoryError};
use crate::request::{
    BodyMode, BodySink,
    testing::{draft, vault},
};
use tokenry_model::clock::Ambient;
use tokenry_model::clock::Timestamp;
use tokenry_model::id::Id;
use tokenry_model::request::Exchange;
use tokenry_model::request::ExchangeContent;
use tokenry_model::request::Outcome;
use tokenry_model::request::ResponseHead;
use tokenry_model::transcript::Transcript;
use tokenry_vault::store::{Noun, StoreError};

async fn history(dir: &Path) -> History {
    let (store, vault) = vault(dir).await;
    let bodies = Bodies::on_disk(dir, vault.clone());
    History::new(store, vault, bodies, Ambient::system())
}

fn exchange(second: i64, outcome: Outcome) -> Exchange {
    Exchange {
        id: Id::new(&Ambient::system()),
        request: None,
        sent_at: Timestamp::from_second(1_700_000_000 + second).expect("a time"),
        content: ExchangeContent {
            draft: draft("GET", &format!("https://api.example/secret-path/{second}")),
            token_name: Some("alice".into()),
            token_server: None,
            outcome,
            transcript: Transcript::default(),
            diagnosis: None,
        },
    }
}

fn answered(size: usize) -> Outcome {
    Outcome::Answered(ResponseHead {
        status: 200,
        headers: vec![("content-type".into(), "text/plain".into())],
        size: size as u64,
        total_micros: 84_000,
        ..ResponseHead::default()
    })
}

async fn add(history: &History, second: i64, body: &str) -> Exchange {
    let exchange = exchange(second, answered(body.len()));
    let mut writer = history
        .bodies()
        .writer(exchange.id)
        .await
        .expect("a writer");
    writer.push(body.as_bytes()).expect("disk");
    let (kept, failed) = history.add(&exchange, None, Some(writer)).await;
    assert!(failed.is_empty(), "kept: {failed:?}");
    assert!(kept.is_some(), "its body is at hand at once");
    exchange
}

#[tokio::test]
async fn exchanges_are_returned_whole_and_newest_first() {
    let dir = tempfile::tempdir().expect("a directory");
    let history = history(dir.path()).await;
    let first = add(&history, 1, "one\n").await;
    let second = add(&history, 2, "two\n").await;
    let failed = exchange(
        3,
        Outcome::Failed {
            message: "It failed.".into(),
            hint: "Try again.".into(),
        },
    );
    let unused = history.bodies().writer(failed.id).await.expect("a writer");
    let (body, unkept) = history.add(&failed, None, Some(unused)).await;
    assert!(body.is_none() && unkept.is_empty(), "kept: {unkept:?}");

    let page = history.page(None, 2).await.expect("a page");
    assert_eq!(
        page.entries.iter().map(|e| e.id).collect::<Vec<_>>(),
        [failed.id, second.id]
    );
    assert!(page.more);
    let shown = page.entries[1].summary.as_ref().expect("it opens");
    assert_eq!(
        (shown.status, shown.total_micros),
        (Some(200), Some(84_000))
    );
    assert_eq!(
        (shown.method.as_str(), shown.token_name.as_deref()),
        ("GET", Some("alice"))
    );
    assert_eq!(
        page.entries[0].summary.as_ref().expect("it opens").status,
        None
    );
    let rest = history
        .page(Some((second.sent_at, second.id)), 2)
        .await
        .expect("a page");
    assert_eq!((rest.entries.len(), rest.more), (1, false));

    history.bodies().close();
    let got = history.get(first.id).await.expect("it is there");
    assert_eq!(got, first);
    let body = history.body(&got).await.expect("it is there");
    assert_eq!(
        body.lines(BodyMode::Raw, 0, 9).await.expect("lines").lines,
        ["one"]
    );
    assert!(matches!(
        history.body(&failed).await,
        Err(HistoryError::NoBody)
    ));
}

#[tokio::test]
async fn a_removed_exchange_is_gone_with_its_body() {
    let dir = tempfile::tempdir().expect("a directory");
    let history = history(dir.path()).await;
    let files = || {
        std::fs::read_dir(dir.path().join("bodies"))
            .expect("a folder")
            .count()
    };
    let one = add(&history, 1, "one").await;
    add(&history, 2, "two").await;
    add(&history, 3, "three").await;

    history.remove(one.id).await.expect("removed");
    assert_eq!(files(), 2);
    let again = history.get(one.id).await;
    assert!(matches!(
        again,
        Err(HistoryError::Store(StoreError::NotFound(Noun::Exchange)))
    ));
    assert!(matches!(
        history.body(&one).await,
        Err(HistoryError::Body(BodyError::Gone))
    ));

    history.clear().await.expect("cleared");
    assert_eq!(files(), 0);
    assert!(
        history
            .page(None, 9)
            .await
            .expect("a page")
            .entries
            .is_empty()
    );
}

#[tokio::test]
async fn nothing_of_an_exchange_is_readable_on_disk() {
    let dir = tempfile::tempdir().expect("a directory");
    let history = history(dir.path()).await;
    add(&history, 1, "body-text-to-be-sealed").await;
    let mut read = 0;
    for folder in [dir.path().to_owned(), dir.path().join("bodies")] {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_file() {
                let bytes = std::fs::read(entry.path()).expect("a file");
                read += bytes.len();
                for needle in ["secret-path", "body-text"] {
                    let found = bytes
                        .windows(needle.len())
                        .any(|part| part == needle.as_bytes());
                    assert!(!found, "{needle} in {}", entry.path().display());
                }
            }
        }
    }
    assert!(read > 1000, "there was something to look at");
}

#[tokio::test]
async fn bodies_are_kept_within_a_limit_and_orphans_removed() {
    let dir = tempfile::tempdir().expect("a directory");
    let history = history(dir.path()).await;
    let small_old = add(&history, 1, "small").await;
    let large_old = add(&history, 2, &"x".repeat(50_000)).await;
    let small = add(&history, 3, "small").await;
    let large_new = add(&history, 4, &"x".repeat(50_000)).await;
    let orphan = dir
        .path()
        .join("bodies")
        .join("0197a000-0000-7000-8000-000000000000");
    std::fs::write(&orphan, "x").expect("written");
    let wanted = vec![large_new.id, small.id, large_old.id, small_old.id];

    #[expect(
        clippy::disallowed_methods,
        reason = "compared with the time that the system gave to a file"
    )]
    let now = std::time::SystemTime::now();
    history
        .bodies()
        .tidy(wanted.clone(), 60_000, now)
        .await
        .expect("tidied");
    assert!(orphan.exists(), "it may be under way in another process");
    let later = now + Duration::from_hours(2);
    history
        .bodies()
        .tidy(wanted, 60_000, later)
        .await
        .expect("tidied");
    assert!(!orphan.exists());

    for (exchange, kept) in [
        (large_new, true),
        (small, true),
        (large_old, false),
        (small_old, true),
    ] {
        let body = history.body(&exchange).await;
        assert_eq!(body.is_ok(), kept, "{}", exchange.sent_at);
    }
    history
        .tidy()
        .await
        .expect("within every limit nothing happens");
    assert_eq!(
        history.page(None, 9).await.expect("a page").entries.len(),
        4
    );
}

#[tokio::test]
async fn the_list_masks_secrets_typed_into_a_url() {
    const RANDOM: &str = "qT7vX2mK9pL4wZ8nB3cF6hJ1sD5gR0yA";
    let dir = tempfile::tempdir().expect("a directory");
    let history = history(dir.path()).await;
    let marked = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    let cases = [
        (
            "https://alice:hunter22@api.example/me".to_owned(),
            "hunter22",
            "@api.example/me",
        ),
        (
            "alice:hunter22@api.example/me".into(),
            "hunter22",
            "@api.example/me",
        ),
        (
            "https://alice:hunter22@{{host}}/me".into(),
            "hunter22",
            "@{{host}}/me",
        ),
        (
            "https://api.example/me?access_token=hunter22&page=2".into(),
            "hunter22",
            "/me?access_token=[redacted]&page=2",
        ),
        (
            "{{base}}/me?api_key=hunter22&page=2".into(),
            "hunter22",
            "{{base}}/me?api_key=[redacted]&page=2",
        ),
        (
            "https://api.example/blob?sv=1&sig=hunter22".into(),
            "hunter22",
            "/blob?sv=1&sig=[redacted]",
        ),
        (
            "https://api.example/cb#access_token=hunter22".into(),
            "hunter22",
            "#access_token=[redacted]",
        ),
        (
            format!("https://api.example/me?x={RANDOM}"),
            RANDOM,
            "/me?x=[redacted]",
        ),
        (
            format!("https://api.example/hooks/{marked}/send"),
            marked,
            "/send",
        ),
        (
            "https://api.example/photos/7?page=2&sort=name".into(),
            "hunter22",
            "https://api.example/photos/7?page=2&sort=name",
        ),
    ];
    for (second, (url, _, _)) in (1..).zip(&cases) {
        let mut exchange = exchange(second, Outcome::Cancelled);
        exchange.content.draft.url = url.clone();
        exchange.content.token_name = Some(format!("of {marked}"));
        let (_, failed) = history.add(&exchange, None, None).await;
        assert!(failed.is_empty(), "{failed:?}");
        let whole = history.get(exchange.id).await.expect("it opens");
        assert_eq!(
            whole.content.draft.url, *url,
            "sending it again is possible"
        );
    }
    let page = history.page(None, 100).await.expect("a page");
    for (entry, (url, secret, left)) in page.entries.iter().rev().zip(&cases) {
        let summary = entry.summary.as_ref().expect("it opens");
        assert!(!summary.url.contains(secret), "{url}: {}", summary.url);
        assert!(summary.url.contains(left), "{url}: {}", summary.url);
        assert_eq!(summary.token_name.as_deref(), Some("of [redacted]"));
    }
}

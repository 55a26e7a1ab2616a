//! Drafts are stored sealed and survive the process. Removals can be undone for a short time.

use std::fs;

use tokenry_core::{error::Error, events::Event, sending::SendOrder};
use tokenry_model::{
    clock::SignedDuration,
    request::{Body, Draft, DraftContent, Field, SendSettings},
};

use crate::{bench::Scratch, child::Child};

/// A draft with this text in URL, header and body.
pub(crate) fn typed(words: &str) -> DraftContent {
    DraftContent {
        name: format!("name {words}"),
        collection: None,
        draft: Draft {
            method: "POST".into(),
            url: format!("http://127.0.0.1:1/{words}"),
            parameters: Vec::new(),
            headers: vec![Field {
                name: "X-Key".into(),
                value: words.into(),
                enabled: true,
            }],
            body: Body::Text { text: words.into() },
            token: None,
            settings: SendSettings::default(),
        },
    }
}

/// Tests whether a file of the data directory contains the text.
pub(crate) fn on_disk(place: &Scratch, words: &str) -> bool {
    let files = walkdir(&place.data());
    assert!(!files.is_empty(), "there is a database");
    files.iter().any(|file| {
        let bytes = fs::read(file).expect("reads");
        bytes
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    })
}

fn walkdir(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).expect("the directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let all = paths.flat_map(|path| {
        if path.is_dir() {
            walkdir(&path)
        } else {
            vec![path]
        }
    });
    all.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_is_there_after_kill_9() {
    let place = Scratch::new();
    for words in ["first-needle", "second-needle"] {
        let mut child = Child::start(&place);
        assert_eq!(child.ask("open").await.as_deref(), Some("open"));
        let kept = child.ask(&format!("type {words}")).await;
        assert_eq!(kept.as_deref(), Some("kept"));
        child.kill().await;
    }
    assert!(!on_disk(&place, "needle"), "drafts are sealed");

    let bench = place.bench().await;
    let drafts = bench.drafts().await.expect("the list");
    let contents: Vec<_> = drafts.iter().map(|draft| draft.content.clone()).collect();
    assert_eq!(
        contents,
        [Some(typed("first-needle")), Some(typed("second-needle"))]
    );
    let opened = bench.draft(drafts[1].id).await.expect("opens");
    assert_eq!(opened.content, typed("second-needle"));

    bench.drop_draft(drafts[0].id).await.expect("dropped");
    bench.drop_draft(drafts[0].id).await.expect("gone is gone");
    let left = bench.drafts().await.expect("the list");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, drafts[1].id);
}

#[tokio::test]
async fn a_saved_request_has_one_draft_and_new_ones_have_one_each() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let saved = bench
        .save_request(None, None, "Me", typed("saved").draft)
        .await
        .expect("saved");
    let mut events = bench.events().listen();
    let first = bench.keep_draft(None, Some(saved.id), typed("one")).await;
    let first = first.expect("kept");
    assert!(matches!(events.try_recv(), Ok(Event::DraftsChanged)));
    // The window may have the id of the draft, or only that of the request.
    for (id, words) in [(Some(first.id), "two"), (None, "three")] {
        let kept = bench.keep_draft(id, Some(saved.id), typed(words)).await;
        assert_eq!(kept.expect("kept").content, typed(words));
        let drafts = bench.drafts().await.expect("the list");
        assert_eq!(drafts.len(), 1, "{words}");
        assert_eq!(drafts[0].request, Some(saved.id));
        assert_eq!(drafts[0].content, Some(typed(words)));
    }
    let own = bench
        .keep_draft(None, None, typed("own"))
        .await
        .expect("kept");
    while events.try_recv().is_ok() {}
    bench
        .keep_draft(Some(own.id), None, typed("own still"))
        .await
        .expect("kept");
    assert!(events.try_recv().is_err(), "the list is the same");
    bench
        .keep_draft(None, None, typed("another"))
        .await
        .expect("kept");
    assert_eq!(bench.drafts().await.expect("the list").len(), 3);
    assert_eq!(
        bench.request(saved.id).await.expect("as it was").draft,
        typed("saved").draft
    );
}

#[tokio::test]
async fn a_removed_request_can_be_restored_for_thirty_seconds() {
    let place = Scratch::new();
    let bench = place.bench().await;
    let folder = bench.add_collection("Photos").await.expect("a collection");
    let save = async |name: &str| {
        bench
            .save_request(None, Some(folder.id), name, typed("undo-needle").draft)
            .await
            .expect("saved")
    };
    let (_, me, _) = (save("before").await, save("me").await, save("after").await);
    let draft = bench.keep_draft(None, Some(me.id), typed("changed")).await;
    let draft = draft.expect("kept");
    let sent = bench
        .send(SendOrder {
            send_id: "1".into(),
            request: Some(me.id),
            draft: me.draft.clone(),
            values: Vec::new(),
            consent: None,
            remember_consent: false,
            renew_first: false,
        })
        .await
        .expect("a failed exchange is kept");
    let before = bench.workspace().await.expect("the list");

    let undo = bench.remove_request(me.id).await.expect("removed");
    assert_eq!(bench.workspace().await.expect("the list").requests.len(), 2);
    assert_eq!(bench.drafts().await.expect("the list"), []);
    assert!(!on_disk(&place, "undo-needle"));
    place.clock.advance(SignedDuration::from_secs(29));
    assert_eq!(bench.restore_request(undo.id).await.expect("back"), me.id);
    assert_eq!(bench.workspace().await.expect("the list"), before);
    assert_eq!(bench.request(me.id).await.expect("opens"), me);
    assert_eq!(bench.draft(draft.id).await.expect("opens"), draft);
    let exchange = bench.exchange(sent.exchange.id).await.expect("opens");
    assert_eq!(exchange.exchange.request, Some(me.id));
    let twice = bench.restore_request(undo.id).await;
    assert!(matches!(twice, Err(Error::TooLate)), "{twice:?}");

    // Its collection may have been removed by then.
    let undo = bench.remove_request(me.id).await.expect("removed");
    bench.remove_collection(folder.id).await.expect("removed");
    bench.restore_request(undo.id).await.expect("back");
    assert_eq!(bench.request(me.id).await.expect("opens").collection, None);

    let undo = bench.remove_request(me.id).await.expect("removed");
    place.clock.advance(SignedDuration::from_secs(30));
    let refused = bench.restore_request(undo.id).await;
    assert!(matches!(refused, Err(Error::TooLate)), "{refused:?}");
}

//! Collections, requests, the history and settings.

use super::{id, sealed, time};
use crate::store::{ExchangeRow, RequestRow, Store};
use tokenry_model::request::Collection;

async fn store() -> Store {
    Store::in_memory().await.expect("a store")
}

#[tokio::test]
async fn requests_live_in_collections_and_exchanges_outlive_them() {
    let store = store().await;
    let collection = Collection {
        id: id(1),
        name: "Photos".into(),
        position: 0,
    };
    store.save_collection(&collection).await.expect("saves");
    let request = |number, collection, name: &str| RequestRow {
        id: id(number),
        collection,
        name: name.into(),
        method: "GET".into(),
        position: 0,
        content: sealed("sealed draft"),
        updated_at: time(1),
    };
    let mut inside = request(2, Some(collection.id), "me");
    let outside = request(3, None, "loose");
    store.save_request(&inside).await.expect("saves");
    store.save_request(&outside).await.expect("saves");
    inside.content = sealed("another draft");
    store.save_request(&inside).await.expect("saves again");
    assert_eq!(store.request(inside.id).await.expect("by id"), inside);
    assert_eq!(
        store.requests_named("me").await.expect("by name"),
        [inside.clone()]
    );
    assert_eq!(
        store.requests().await.expect("all"),
        [outside, inside.clone()]
    );

    let exchange = ExchangeRow {
        id: id(4),
        request: Some(inside.id),
        sent_at: time(1),
        content: sealed("sealed exchange"),
        body_file: Some("body-4".into()),
    };
    store.add_exchange(&exchange, None).await.expect("adds");
    store
        .remove_collection(collection.id)
        .await
        .expect("removes");
    assert!(
        store.request(inside.id).await.is_err(),
        "gone with its collection"
    );
    let left = store
        .exchange(exchange.id)
        .await
        .expect("stays in the history");
    assert_eq!(
        left,
        ExchangeRow {
            request: None,
            ..exchange.clone()
        }
    );
    let file = store.remove_exchange(exchange.id).await.expect("removes");
    assert_eq!(file.as_deref(), Some("body-4"));
}

#[tokio::test]
async fn the_history_is_paged_and_trimmed_newest_first() {
    let store = store().await;
    for number in 0..10_u32 {
        let exchange = ExchangeRow {
            id: id(u128::from(number)),
            request: None,
            // Two share each timestamp, so that the id decides.
            sent_at: time(i64::from(number / 2)),
            content: sealed("sealed exchange"),
            body_file: (number % 2 == 0).then(|| format!("body-{number}")),
        };
        store.add_exchange(&exchange, None).await.expect("adds");
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store.exchanges(before, 3).await.expect("a page");
        let Some(last) = page.last() else { break };
        before = Some((last.sent_at, last.id));
        seen.extend(page.iter().map(|exchange| exchange.id));
    }
    assert_eq!(seen, (0..10).rev().map(id).collect::<Vec<_>>());

    let mut files = store.trim_exchanges(4).await.expect("trims");
    files.sort();
    assert_eq!(files, ["body-0", "body-2", "body-4"]);
    let left = store.exchanges(None, 100).await.expect("the rest");
    assert_eq!(
        left.iter().map(|e| e.id).collect::<Vec<_>>(),
        [9, 8, 7, 6].map(id)
    );
}

#[tokio::test]
async fn settings_are_set_and_unset() {
    let store = store().await;
    assert_eq!(store.setting("margin").await.expect("none"), None);
    store.set_setting("margin", "60").await.expect("sets");
    store.set_setting("margin", "90").await.expect("changes");
    assert_eq!(
        store.setting("margin").await.expect("reads").as_deref(),
        Some("90")
    );
    assert_eq!(
        store.settings().await.expect("all"),
        [("margin".into(), "90".into())]
    );
    store.unset_setting("margin").await.expect("unsets");
    assert_eq!(store.setting("margin").await.expect("none"), None);
}

//! Each subject comes back as it was put in, and goes with what it belongs to.

use super::{client, event, filled, id, sealed, server, time, token};
use crate::{
    request::Collection,
    store::{ClientRemoval, ExchangeRow, Noun, RequestRow, ServerRemoval, Store, StoreError},
    token::{Health, TokenEventKind},
    transcript::{StepKind, Transcript},
};

async fn store() -> Store {
    Store::in_memory().await.expect("a store")
}

fn taken(result: Result<(), StoreError>) -> Option<(Noun, String)> {
    match result {
        Err(StoreError::NameTaken { what, name }) => Some((what, name)),
        _ => None,
    }
}

#[tokio::test]
async fn servers_clients_and_tokens_come_back_as_they_were() {
    let store = store().await;
    let (server, client, token) = filled(&store).await;
    assert_eq!(store.server(server.id).await.expect("by id"), server);
    assert_eq!(store.server_named("Photos").await.expect("by name"), server);
    assert_eq!(
        store.servers().await.expect("all"),
        std::slice::from_ref(&server)
    );
    assert_eq!(store.client(client.id).await.expect("by id"), client);
    assert_eq!(
        store.client_named("Tokenry").await.expect("by name"),
        client
    );
    assert_eq!(
        store.clients().await.expect("all"),
        std::slice::from_ref(&client)
    );
    assert_eq!(store.token(token.id).await.expect("by id"), token);
    assert_eq!(
        store.token_named("alice@photos").await.expect("by name"),
        token
    );
    assert_eq!(store.tokens().await.expect("all"), [token]);
}

#[tokio::test]
async fn names_are_unique_and_missing_rows_are_told() {
    let store = store().await;
    let (first, its_client, its_token) = filled(&store).await;
    let second = server(11, "Photos");
    let expected = |what, name: &str| Some((what, name.to_owned()));
    assert_eq!(
        taken(store.add_server(&second).await),
        expected(Noun::Server, "Photos")
    );
    let other = client(12, &first, "Tokenry");
    assert_eq!(
        taken(store.add_client(&other).await),
        expected(Noun::Client, "Tokenry")
    );
    let other = token(13, &its_client, "alice@photos");
    let created = event(TokenEventKind::Created);
    let refused = store.add_token(&other, &created).await;
    assert_eq!(taken(refused), expected(Noun::Token, "alice@photos"));

    let other = token(13, &its_client, "bob@photos");
    store
        .add_token(&other, &created)
        .await
        .expect("another name");
    let renamed = event(TokenEventKind::Renamed);
    let refused = store.rename_token(other.id, "alice@photos", &renamed).await;
    assert_eq!(taken(refused), expected(Noun::Token, "alice@photos"));
    store
        .rename_token(other.id, "carol@photos", &renamed)
        .await
        .expect("renames");
    let kinds: Vec<_> = store.token_events(other.id, 10).await.expect("its history");
    assert_eq!(
        kinds,
        [renamed, created],
        "newest first, and none for what was refused"
    );

    assert!(matches!(
        store.server(id(99)).await,
        Err(StoreError::NotFound(Noun::Server))
    ));
    assert!(matches!(
        store.client(id(99)).await,
        Err(StoreError::NotFound(Noun::Client))
    ));
    assert!(matches!(
        store.token(id(99)).await,
        Err(StoreError::NotFound(Noun::Token))
    ));
    let unnamed = server(99, "Nowhere").profile;
    assert!(matches!(
        store.edit_server(id(99), &unnamed, time(1)).await,
        Err(StoreError::NotFound(Noun::Server))
    ));
    assert!(matches!(
        store.forget_token(id(99)).await,
        Err(StoreError::NotFound(Noun::Token))
    ));
    assert_eq!(
        store.token(its_token.id).await.expect("unharmed"),
        its_token
    );
}

#[tokio::test]
async fn edits_are_whole() {
    let store = store().await;
    let (server, client, token) = filled(&store).await;
    let mut profile = server.profile.clone();
    profile.name = "Pictures".into();
    store
        .edit_server(server.id, &profile, time(50))
        .await
        .expect("edits");
    let edited = store
        .server_named("Pictures")
        .await
        .expect("by its new name");
    assert_eq!((edited.profile, edited.updated_at), (profile, time(50)));

    let mut profile = client.profile.clone();
    profile.client_id = "other".into();
    store
        .edit_client(client.id, &profile, None, time(51))
        .await
        .expect("edits");
    let edited = store.client(client.id).await.expect("by id");
    assert_eq!((edited.profile, edited.secret), (profile, None));

    let health = Health::LoginNeeded {
        reason: "invalid_grant".into(),
    };
    store
        .set_token_health(token.id, 1, &health, None)
        .await
        .expect("notes");
    let stale = store
        .set_token_health(token.id, 0, &Health::Fine, None)
        .await;
    assert!(matches!(
        stale,
        Err(StoreError::TokenChanged {
            expected: 0,
            found: 1
        })
    ));
    store
        .mark_token_used(token.id, time(60))
        .await
        .expect("notes");
    let edited = store.token(token.id).await.expect("by id");
    assert_eq!((edited.health, edited.used_at), (health, Some(time(60))));
}

#[tokio::test]
async fn removing_says_and_takes_what_belongs_to_it() {
    let store = store().await;
    let (photos, tokenry, _) = filled(&store).await;
    let other = client(12, &photos, "Other");
    store.add_client(&other).await.expect("a client");
    let bob = token(13, &other, "bob@photos");
    store
        .add_token(&bob, &event(TokenEventKind::Created))
        .await
        .expect("a token");

    let removal = store.server_removal(photos.id).await.expect("counts");
    assert_eq!(
        removal,
        ServerRemoval {
            clients: 2,
            tokens: 2
        }
    );
    assert_eq!(
        store.client_removal(other.id).await.expect("counts"),
        ClientRemoval { tokens: 1 }
    );
    store.remove_client(other.id).await.expect("removes");
    assert!(store.token(bob.id).await.is_err(), "gone with its client");
    store.remove_server(photos.id).await.expect("removes");
    assert!(
        store.client(tokenry.id).await.is_err(),
        "gone with its server"
    );
    assert_eq!(store.tokens().await.expect("all"), []);
}

#[tokio::test]
async fn the_newest_fifty_transcripts_are_kept() {
    let store = store().await;
    let (_, _, token) = filled(&store).await;
    for number in 0..60 {
        let mut transcript = Transcript::default();
        transcript.record(time(number), StepKind::Refresh, format!("Number {number}"));
        store
            .append_transcript(token.id, time(number), &transcript)
            .await
            .expect("appends");
    }
    let kept = store.transcripts(token.id, 100).await.expect("all");
    let times: Vec<i64> = kept.iter().map(|t| t.at.as_millisecond()).collect();
    assert_eq!(times, (10..60).rev().collect::<Vec<i64>>());
    assert_eq!(kept[0].transcript.steps[0].title, "Number 59");
    assert_eq!(
        store.transcripts(token.id, 3).await.expect("three").len(),
        3
    );
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
    store.add_exchange(&exchange).await.expect("adds");
    assert_eq!(
        store.exchanges_of(inside.id, 5).await.expect("its own"),
        std::slice::from_ref(&exchange)
    );
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
            // Two at a time, so that the id has to decide.
            sent_at: time(i64::from(number / 2)),
            content: sealed("sealed exchange"),
            body_file: (number % 2 == 0).then(|| format!("body-{number}")),
        };
        store.add_exchange(&exchange).await.expect("adds");
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

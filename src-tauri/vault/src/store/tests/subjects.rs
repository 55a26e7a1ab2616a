//! Storing, reading and removing each subject.

use super::{client, data_key, event, filled, id, seal, sealed, server, time, token};
use crate::store::{
    ClientRemoval, ExchangeRow, Noun, SealedTranscript, ServerRemoval, Store, StoreError,
};
use tokenry_model::{client::Client, server::Server, token::Health};

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
        taken(store.add_server(&second, &seal(), &data_key(&second)).await),
        expected(Noun::Server, "Photos")
    );
    let other = client(12, &first, "Tokenry");
    assert_eq!(
        taken(store.add_client(&other, &seal()).await),
        expected(Noun::Client, "Tokenry")
    );
    let other = token(13, &its_client, "alice@photos");
    let created = event("Created");
    let refused = store.add_token(&other, &seal(), Some(&created)).await;
    assert_eq!(taken(refused), expected(Noun::Token, "alice@photos"));

    let other = token(13, &its_client, "bob@photos");
    store
        .add_token(&other, &seal(), Some(&created))
        .await
        .expect("another name");
    let renamed = event("Renamed");
    let refused = store
        .rename_token(other.id, "alice@photos", Some(&renamed))
        .await;
    assert_eq!(taken(refused), expected(Noun::Token, "alice@photos"));
    store
        .rename_token(other.id, "carol@photos", Some(&renamed))
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
    let nowhere = server(99, "Nowhere");
    assert!(matches!(
        store.edit_server(&nowhere, &seal()).await,
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
        .edit_server(
            &Server {
                profile: profile.clone(),
                updated_at: time(50),
                ..server.clone()
            },
            &seal(),
        )
        .await
        .expect("edits");
    let edited = store
        .server_named("Pictures")
        .await
        .expect("by its new name");
    assert_eq!((edited.profile, edited.updated_at), (profile, time(50)));

    let mut profile = client.profile.clone();
    profile.client_id = "other".into();
    let edited = Client {
        profile: profile.clone(),
        secret: None,
        secret_expires_at: Some(time(52)),
        updated_at: time(51),
        ..client.clone()
    };
    store.edit_client(&edited, &seal()).await.expect("edits");
    assert_eq!(store.client(client.id).await.expect("by id"), edited);

    let health = Health::LoginNeeded {
        reason: "invalid_grant".into(),
    };
    store
        .set_token_health(token.id, 1, &health, Some(&sealed("why")), None)
        .await
        .expect("notes");
    let stale = store
        .set_token_health(token.id, 0, &Health::Fine, Some(&sealed("why")), None)
        .await;
    assert!(matches!(
        stale,
        Err(StoreError::TokenChanged {
            expected: 0,
            found: 1
        })
    ));
    let exchange = ExchangeRow {
        id: super::id(70),
        request: None,
        sent_at: time(60),
        content: sealed("sealed exchange"),
        body_file: None,
    };
    store
        .add_exchange(&exchange, Some(token.id))
        .await
        .expect("notes");
    assert_eq!(store.exchange_count().await.expect("counts"), 1);
    let edited = store.token(token.id).await.expect("by id");
    // The store has only the state. The reason is sealed.
    assert_eq!(
        (edited.health, edited.health_words, edited.used_at),
        (health.without_words(), Some(sealed("why")), Some(time(60)))
    );
}

#[tokio::test]
async fn removing_says_and_takes_what_belongs_to_it() {
    let store = store().await;
    let (photos, tokenry, _) = filled(&store).await;
    let other = client(12, &photos, "Other");
    store.add_client(&other, &seal()).await.expect("a client");
    let bob = token(13, &other, "bob@photos");
    store
        .add_token(&bob, &seal(), Some(&event("Created")))
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
        let transcript = SealedTranscript {
            token: token.id,
            at: time(number),
            content: sealed(&format!("Number {number}")),
        };
        store.append_transcript(&transcript).await.expect("appends");
    }
    let kept = store.transcripts(token.id, 100).await.expect("all");
    let times: Vec<i64> = kept.iter().map(|t| t.at.as_millisecond()).collect();
    assert_eq!(times, (10..60).rev().collect::<Vec<i64>>());
    assert_eq!(kept[0].content, sealed("Number 59"));
    assert_eq!(
        store.transcripts(token.id, 3).await.expect("three").len(),
        3
    );
}

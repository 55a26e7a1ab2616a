//! Registrations, stored with their clients and upgraded from an older format.

use super::{add, client, id, seal, sealed, server, time};
use crate::store::{
    RegistrationRow, Store,
    opening::{MIGRATIONS, open},
};
use tokenry_model::client::{Client, registration::RegistrationWay};

fn registration(client: &Client) -> RegistrationRow {
    RegistrationRow {
        client: client.id,
        way: RegistrationWay::Mastodon,
        registered_at: time(5),
        issued_at: Some(time(4)),
        token: Some(sealed("sealed token")),
        said_at: time(6),
        content: sealed("what the server said"),
    }
}

#[tokio::test]
async fn a_registration_comes_back_as_it_was_and_goes_with_its_client() {
    let store = Store::in_memory().await.expect("a store");
    let server = server(1, "Photos");
    add(&store, 1, "Photos").await.expect("a server");
    let client = Client {
        secret_expires_at: Some(time(9)),
        ..client(2, &server, "app")
    };
    let mut kept = registration(&client);
    store
        .add_registered_client(&client, &seal(), &kept)
        .await
        .expect("both");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, Some(kept.clone()));
    assert_eq!(store.client(client.id).await.expect("by id"), client);

    kept.token = None;
    store
        .keep_registration(&client, &seal(), &kept)
        .await
        .expect("in its place");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, Some(kept.clone()));

    let again = Client {
        id: id(3),
        ..client.clone()
    };
    let taken = store
        .add_registered_client(&again, &seal(), &registration(&again))
        .await;
    assert!(taken.is_err(), "the name is taken");
    let read = store.registration(again.id).await.expect("reads");
    assert_eq!(read, None, "neither, where one cannot be");

    store.remove_client(client.id).await.expect("removes");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, None);
}

#[tokio::test]
async fn one_of_the_second_format_waits_to_be_sealed() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = open(dir.path(), &MIGRATIONS[..2]).await.expect("a store");
    let server = server(1, "Photos");
    let known = client(2, &server, "app");
    let mut writing = store.writing().await.expect("a connection");
    let profile = serde_json::to_string(&server.profile).expect("JSON");
    sqlx::query(
        "INSERT INTO servers (id, name, profile, created_at, updated_at) \
         VALUES (?, 'Photos', ?, 1, 2)",
    )
    .bind(server.id.as_uuid().as_bytes().as_slice())
    .bind(profile)
    .execute(&mut *writing)
    .await
    .expect("a server of that format");
    let profile = serde_json::to_string(&known.profile).expect("JSON");
    sqlx::query(
        "INSERT INTO clients (id, server, name, profile, secret, created_at, updated_at) \
         VALUES (?, ?, 'app', ?, NULL, 3, 4)",
    )
    .bind(known.id.as_uuid().as_bytes().as_slice())
    .bind(server.id.as_uuid().as_bytes().as_slice())
    .bind(profile)
    .execute(&mut *writing)
    .await
    .expect("a client of that format");
    sqlx::query("INSERT INTO registrations (client, uri, token) VALUES (?, ?, x'0102')")
        .bind(known.id.as_uuid().as_bytes().as_slice())
        .bind("https://photos.example/register/c1")
        .execute(&mut *writing)
        .await
        .expect("a registration of that format");
    writing.commit().await.expect("commits");
    store.close().await.expect("closes");
    drop(store);

    let store = Store::open(dir.path()).await.expect("upgrades");
    let unsealed = store.unsealed(server.id).await.expect("reads");
    let [plain] = &unsealed.registrations[..] else {
        panic!("it is still there: {unsealed:?}");
    };
    assert_eq!(plain.client, known.id);
    assert_eq!(
        plain.uri.as_deref(),
        Some("https://photos.example/register/c1")
    );
    assert_eq!(plain.way, "\"dynamic\"");
    let client = store.client(known.id).await.expect("by id");
    assert_eq!(
        (plain.registered_at, client.secret_expires_at),
        (client.created_at.as_millisecond(), None)
    );
    assert_eq!(store.registration(known.id).await.expect("reads"), None);
}

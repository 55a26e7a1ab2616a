//! Registrations: kept with their clients, and carried over from an older format.

use serde_json::json;

use super::{client, id, sealed, server, time};
use crate::{
    client::{Client, registration::Registration},
    oauth::registration::RegistrationWay,
    store::{
        Store,
        opening::{MIGRATIONS, open},
    },
    transcript::{StepKind, Transcript},
};

fn registration() -> Registration {
    let mut transcript = Transcript::default();
    transcript.record(time(5), StepKind::Registration, "asked");
    Registration {
        way: RegistrationWay::Mastodon,
        registered_at: time(5),
        issued_at: Some(time(4)),
        uri: Some("https://photos.example/register/c1".parse().expect("a URL")),
        token: Some(sealed("sealed token")),
        said: json!({"client_id": "c1"}).as_object().expect("one").clone(),
        said_at: time(6),
        transcript,
    }
}

#[tokio::test]
async fn a_registration_comes_back_as_it_was_and_goes_with_its_client() {
    let store = Store::in_memory().await.expect("a store");
    let server = server(1, "Photos");
    store.add_server(&server).await.expect("a server");
    let client = Client {
        secret_expires_at: Some(time(9)),
        ..client(2, &server, "app")
    };
    let mut kept = registration();
    store
        .add_registered_client(&client, &kept)
        .await
        .expect("both");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, Some(kept.clone()));
    assert_eq!(store.client(client.id).await.expect("by id"), client);

    (kept.token, kept.uri) = (None, None);
    store
        .keep_registration(&client, &kept)
        .await
        .expect("in its place");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, Some(kept.clone()));

    let again = Client {
        id: id(3),
        ..client.clone()
    };
    let taken = store.add_registered_client(&again, &kept).await;
    assert!(taken.is_err(), "the name is taken");
    let read = store.registration(again.id).await.expect("reads");
    assert_eq!(read, None, "neither, where one cannot be");

    store.remove_client(client.id).await.expect("removes");
    let read = store.registration(client.id).await.expect("reads");
    assert_eq!(read, None);
}

#[tokio::test]
async fn one_of_the_second_format_can_still_be_managed() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = open(dir.path(), &MIGRATIONS[..2]).await.expect("a store");
    let server = server(1, "Photos");
    store.add_server(&server).await.expect("a server");
    let known = client(2, &server, "app");
    let mut writing = store.writing().await.expect("a connection");
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
    let read = store.registration(known.id).await.expect("reads");
    let read = read.expect("it is still there");
    assert!(read.is_managed(), "{read:?}");
    assert_eq!(read.way, RegistrationWay::Dynamic);
    let client = store.client(known.id).await.expect("by id");
    assert_eq!(
        (read.registered_at, client.secret_expires_at),
        (client.created_at, None)
    );
}

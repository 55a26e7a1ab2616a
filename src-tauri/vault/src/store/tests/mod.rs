//! The store through its own methods, on real files.

mod backups;
mod failing;
mod opening;
mod refreshes;
mod registrations;
mod sharing;
mod shredding;
mod subjects;
mod workbench;

use crate::store::{DataKeyRow, SealedEvent, Store, StoreError};
use tokenry_model::{
    client::{AuthMethod, Client, ClientProfile, ClientSecurity},
    clock::Timestamp,
    grant::Grant,
    id::Id,
    sealed::Sealed,
    server::{Server, ServerProfile},
    token::{Expiry, ExpirySource, Health, Scopes, Token, TokenSecrets},
};

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).expect("a time")
}

fn sealed(text: &str) -> Sealed {
    Sealed::from_bytes(text.as_bytes().to_vec())
}

fn server(number: u128, name: &str) -> Server {
    let url = "https://photos.example/".parse().expect("a URL");
    Server {
        id: id(number),
        profile: ServerProfile::at(name, url),
        created_at: time(1),
        updated_at: time(2),
    }
}

fn client(number: u128, server: &Server, name: &str) -> Client {
    Client {
        id: id(number),
        server: server.id,
        profile: ClientProfile {
            name: name.into(),
            client_id: "tokenry".into(),
            auth: AuthMethod::ClientSecretPost,
            redirect_uri: "http://127.0.0.1:8123/callback".into(),
            further_redirects: Vec::new(),
            scopes: vec!["read".into(), "write".into()],
            token_style: None,
            placement: None,
            extras: vec![],
            hardening: ClientSecurity::default(),
            sealed: None,
        },
        secret: Some(sealed("sealed client secret")),
        secret_expires_at: None,
        created_at: time(3),
        updated_at: time(4),
    }
}

fn token(number: u128, client: &Client, name: &str) -> Token {
    Token {
        id: id(number),
        server: client.server,
        client: Some(client.id),
        name: name.into(),
        grant: Grant::AuthorizationCode,
        account: None,
        scopes: Scopes::default(),
        token_type: "Bearer".into(),
        placement: None,
        expiry: Expiry {
            at: Some(time(9_000)),
            source: ExpirySource::ExpiresIn,
        },
        health: Health::Fine,
        health_words: None,
        generation: 1,
        secrets: TokenSecrets {
            access: sealed("sealed access 1"),
            refresh: Some(sealed("sealed refresh 1")),
            id_token: None,
            previous_refresh: None,
            dpop_key: None,
            members: None,
        },
        created_at: time(5),
        obtained_at: time(6),
        used_at: None,
    }
}

/// Returns the next generation, as a refresh would produce it.
fn renewed(token: &Token) -> Token {
    let generation = token.generation + 1;
    Token {
        generation,
        secrets: TokenSecrets {
            access: sealed(&format!("sealed access {generation}")),
            refresh: Some(sealed(&format!("sealed refresh {generation}"))),
            id_token: None,
            previous_refresh: token.secrets.refresh.clone(),
            dpop_key: None,
            members: None,
        },
        obtained_at: time(7_000),
        ..token.clone()
    }
}

/// Returns a history entry with opaque content.
fn event(what: &str) -> SealedEvent {
    SealedEvent {
        at: time(6),
        content: sealed(what),
    }
}

/// Returns an opaque sealed copy.
fn seal() -> Sealed {
    sealed("sealed copy")
}

fn data_key(server: &Server) -> DataKeyRow {
    DataKeyRow {
        id: *server.id.as_uuid(),
        server: Some(server.id),
        wrapped: b"the wrapped data key".to_vec(),
        created_at: time(1),
        retired_at: None,
    }
}

/// Adds a server with its key.
async fn add(store: &Store, number: u128, name: &str) -> Result<(), StoreError> {
    let server = server(number, name);
    store.add_server(&server, &seal(), &data_key(&server)).await
}

/// Adds a server with a client and a token.
async fn filled(store: &Store) -> (Server, Client, Token) {
    let server = server(1, "Photos");
    let client = client(2, &server, "Tokenry");
    let token = token(3, &client, "alice@photos");
    let key = data_key(&server);
    store
        .add_server(&server, &seal(), &key)
        .await
        .expect("a server");
    store.add_client(&client, &seal()).await.expect("a client");
    store
        .add_token(&token, &seal(), Some(&event("Created")))
        .await
        .expect("a token");
    (server, client, token)
}

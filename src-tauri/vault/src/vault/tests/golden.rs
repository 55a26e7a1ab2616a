//! Vault files of every format, kept in the repository. Every build opens all of them.
//!
//! After a change of the format, write the new one with `TOKENRY_WRITE_GOLDEN=1 cargo test -p
//! tokenry-vault golden` and add it to the list.

use std::path::{Path, PathBuf};

use super::{no_keyring, vault};
use crate::vault::KeyId;
use crate::vault::NewSlot;
use crate::vault::SealedCell;
use crate::vault::Unlock;
use crate::vault::Vault;
use tokenry_model::{
    authorization_params::AuthorizationParams,
    client::{AuthMethod, Client, ClientProfile, ClientSecurity},
    clock::Timestamp,
    grant::Grant,
    id::Id,
    sealed::Sealed,
    secret::Secret,
    server::{Server, ServerProfile},
    token::{Account, Expiry, ExpirySource, Health, Scopes, Token, TokenSecrets},
};

const FILES: [&str; 3] = ["format-1.db", "format-2.db", "format-5.db"];
const NEWEST: &str = FILES[FILES.len() - 1];
const PASSPHRASE: &str = "a passphrase of gold";

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

#[tokio::test]
async fn vaults_of_every_format_open() {
    if std::env::var_os("TOKENRY_WRITE_GOLDEN").is_some() {
        write(&golden(NEWEST)).await;
    }
    for name in FILES {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::copy(golden(name), dir.path().join("tokenry.db")).expect("copies");
        let vault = vault(dir.path(), no_keyring()).await;
        vault
            .unlock(Unlock::Passphrase(Secret::new(PASSPHRASE)))
            .await
            .expect(name);
        let store = &vault.0.store;
        store.check().await.expect("sound");

        let client = store.client_named("Tokenry").await.expect("its client");
        let place = secret_place("clients", "secret", client.id, client.server, 0);
        let sealed = client.secret.expect("a secret");
        assert!(
            vault
                .open_secret(&place, &sealed)
                .expect("opens")
                .same_as("client secret")
        );

        let token = store.token_named("alice@photos").await.expect("its token");
        assert_eq!(token.generation, 2);
        assert_eq!(
            token.account.as_ref().map(|a| a.label.as_str()),
            Some("alice")
        );
        let open = |column, sealed: &Option<Sealed>| {
            let place = secret_place("tokens", column, token.id, token.server, 2);
            let sealed = sealed.as_ref().expect("is there");
            vault.open_secret(&place, sealed).expect("opens")
        };
        let secrets = token.secrets.clone();
        assert!(open("access", &Some(secrets.access)).same_as("access 2"));
        assert!(open("refresh", &secrets.refresh).same_as("refresh 2"));
        assert!(open("previous_refresh", &secrets.previous_refresh).same_as("refresh 1"));
        // Plain data waits for the vault's user to seal it, and is not lost.
        let unsealed = store.unsealed(token.server).await.expect("reads");
        let plain = (unsealed.transcripts.len(), unsealed.registrations.len());
        let expected = if name == "format-5.db" {
            (3, 1)
        } else {
            (0, 0)
        };
        assert_eq!(plain, expected, "{name}");
        assert_eq!(unsealed.events.len(), 1, "{name}");
    }
}

fn secret_place<T>(
    table: &'static str,
    column: &'static str,
    row: Id<T>,
    server: Id<Server>,
    generation: i64,
) -> SealedCell {
    SealedCell {
        table,
        column,
        row: *row.as_uuid(),
        key: KeyId::Server(server),
        generation,
    }
}

async fn write(target: &Path) {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = vault(dir.path(), no_keyring()).await;
    let passphrase = Secret::new(PASSPHRASE);
    vault
        .create(NewSlot::Passphrase(passphrase))
        .await
        .expect("a vault");
    fill(&vault).await;
    vault.0.store.close().await.expect("closes");
    std::fs::create_dir_all(target.parent().expect("a folder")).expect("the folder");
    std::fs::copy(dir.path().join("tokenry.db"), target).expect("copies");
}

async fn fill(vault: &Vault) {
    let store = &vault.0.store;
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a time");
    let server = super::add_server(vault, "Photos").await;
    vault
        .ensure_key(KeyId::Server(server))
        .await
        .expect("a data key");
    let url = "https://photos.example/".parse().expect("a URL");
    let edited = Server {
        id: server,
        profile: ServerProfile::at("Photos", url),
        created_at: now,
        updated_at: now,
    };
    store
        .edit_server(&edited, &super::seal())
        .await
        .expect("edits");
    let seal = |table, column, row: uuid::Uuid, generation, text: &str| {
        let place = secret_place(table, column, Id::<()>::from_uuid(row), server, generation);
        vault
            .seal_secret(&place, &Secret::new(text))
            .expect("seals")
    };

    let client = Id::new(&vault.0.ambient);
    let profile = ClientProfile {
        name: "Tokenry".into(),
        client_id: "tokenry".into(),
        auth: AuthMethod::ClientSecretBasic,
        redirect_uri: "http://127.0.0.1/callback".into(),
        further_redirects: Vec::new(),
        scopes: vec!["read".into()],
        token_style: None,
        placement: None,
        extras: vec![],
        hardening: ClientSecurity::default(),
        sealed: None,
    };
    let secret = Some(seal(
        "clients",
        "secret",
        *client.as_uuid(),
        0,
        "client secret",
    ));
    let client = Client {
        id: client,
        server,
        profile,
        secret,
        secret_expires_at: None,
        created_at: now,
        updated_at: now,
    };
    store
        .add_client(&client, &super::seal())
        .await
        .expect("a client");

    let id: Id<Token> = Id::new(&vault.0.ambient);
    let row = *id.as_uuid();
    let token = Token {
        id,
        server,
        client: Some(client.id),
        name: "alice@photos".into(),
        grant: Grant::AuthorizationCode,
        account: Some(Account {
            subject: "7".into(),
            label: "alice".into(),
        }),
        scopes: Scopes {
            requested: vec!["read".into()],
            further: AuthorizationParams::default(),
            granted: None,
            details: None,
        },
        token_type: "Bearer".into(),
        placement: None,
        expiry: Expiry {
            at: Some(now),
            source: ExpirySource::ExpiresIn,
        },
        health: Health::Fine,
        health_words: None,
        generation: 2,
        secrets: TokenSecrets {
            access: seal("tokens", "access", row, 2, "access 2"),
            refresh: Some(seal("tokens", "refresh", row, 2, "refresh 2")),
            id_token: None,
            previous_refresh: Some(seal("tokens", "previous_refresh", row, 2, "refresh 1")),
            dpop_key: None,
            members: None,
        },
        created_at: now,
        obtained_at: now,
        used_at: None,
    };
    store
        .add_token(&token, &super::seal(), None)
        .await
        .expect("a token");
}

//! The sealed copies of settings that decide where secrets go, and the one-time sealing of older
//! databases.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    DataKeyRow, RegistrationRow, SealedEvent, Store, StoreError,
    row::{Columns, bytes, json},
    transcripts::SealedTranscript,
};
use tokenry_model::{
    client::Client,
    id::Id,
    sealed::Sealed,
    server::Server,
    token::{Health, Token},
};

/// The kind of row that a sealed copy belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedKind {
    Server,
    Client,
    Token,
}

impl ChangedKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Token => "token",
        }
    }
}

/// The plain data that older formats stored for one server.
#[derive(Debug, Default)]
pub struct Unsealed {
    /// Number, token, milliseconds, JSON.
    pub transcripts: Vec<(i64, Id<Token>, i64, String)>,
    pub registrations: Vec<PlainRegistration>,
    pub events: Vec<PlainEvent>,
    pub healths: Vec<PlainHealth>,
}

/// An entry of a token's history, as stored before format 11.
#[derive(Debug)]
pub struct PlainEvent {
    pub number: i64,
    pub token: Id<Token>,
    pub at: i64,
    /// JSON.
    pub kind: String,
    pub detail: String,
}

/// The health of a token with its reason, as stored before format 11.
#[derive(Debug)]
pub struct PlainHealth {
    pub token: Id<Token>,
    pub generation: i64,
    /// JSON.
    pub health: String,
}

/// A registration, as stored before format 7.
#[derive(Debug)]
pub struct PlainRegistration {
    pub client: Id<Client>,
    pub way: String,
    pub registered_at: i64,
    pub issued_at: Option<i64>,
    pub uri: Option<String>,
    pub token: Option<Sealed>,
    pub said: String,
    pub said_at: i64,
    pub transcript: String,
}

/// The sealed data that replaces the plain rows of one server.
#[derive(Debug)]
pub struct TakenOver {
    /// The server's data key, wrapped with the mark that the rows are sealed.
    pub key: DataKeyRow,
    /// The previous wrapping.
    pub wrapped_before: Vec<u8>,
    pub server: Option<(Id<Server>, Sealed)>,
    pub clients: Vec<(Id<Client>, Sealed)>,
    pub tokens: Vec<(Id<Token>, Sealed)>,
    pub transcripts: Vec<(i64, SealedTranscript)>,
    pub registrations: Vec<RegistrationRow>,
    /// Each with its number and its token.
    pub events: Vec<(i64, Id<Token>, SealedEvent)>,
    /// The plain original, the state alone, and the sealed whole.
    pub healths: Vec<(PlainHealth, Health, Sealed)>,
}

impl Store {
    /// Returns the sealed copy of a row, if it has one.
    pub async fn seal_of(
        &self,
        kind: ChangedKind,
        id: uuid::Uuid,
    ) -> Result<Option<Sealed>, StoreError> {
        let query = match kind {
            ChangedKind::Server => "SELECT seal FROM servers WHERE id = ?",
            ChangedKind::Client => "SELECT seal FROM clients WHERE id = ?",
            ChangedKind::Token => "SELECT seal FROM tokens WHERE id = ?",
        };
        let seal: Option<Option<Vec<u8>>> = sqlx::query_scalar(query)
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        Ok(seal.flatten().map(Sealed::from_bytes))
    }

    /// Seals a row in its current state, because a person confirmed it.
    pub async fn put_seal(
        &self,
        kind: ChangedKind,
        id: uuid::Uuid,
        seal: &Sealed,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        set(&mut writing, kind, id, seal).await?;
        writing.commit().await
    }

    /// Returns the plain data that an older format stored about a server's clients and tokens.
    pub async fn unsealed(&self, server: Id<Server>) -> Result<Unsealed, StoreError> {
        let mut reading = self.reading().await?;
        let transcripts = sqlx::query(
            "SELECT * FROM transcripts_plain WHERE token IN \
             (SELECT id FROM tokens WHERE server = ?) ORDER BY number",
        )
        .bind(bytes(&server))
        .fetch_all(&mut *reading)
        .await?;
        let registrations = sqlx::query(
            "SELECT * FROM registrations_plain WHERE client IN \
             (SELECT id FROM clients WHERE server = ?)",
        )
        .bind(bytes(&server))
        .fetch_all(&mut *reading)
        .await?;
        let events = sqlx::query(
            "SELECT * FROM token_events_plain WHERE token IN \
             (SELECT id FROM tokens WHERE server = ?) ORDER BY number",
        )
        .bind(bytes(&server))
        .fetch_all(&mut *reading)
        .await?;
        let healths = sqlx::query(
            "SELECT id, generation, health FROM tokens WHERE server = ? AND health_words IS NULL",
        )
        .bind(bytes(&server))
        .fetch_all(&mut *reading)
        .await?;
        Ok(Unsealed {
            events: events.iter().map(event).collect::<Result<_, _>>()?,
            healths: healths.iter().map(health).collect::<Result<_, _>>()?,
            transcripts: transcripts
                .iter()
                .map(transcript)
                .collect::<Result<_, _>>()?,
            registrations: registrations
                .iter()
                .map(registration)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Returns `true` if no plain data of older formats is left to seal.
    pub async fn is_all_sealed(&self) -> Result<bool, StoreError> {
        let query = "SELECT NOT EXISTS (SELECT 1 FROM transcripts_plain) \
                     AND NOT EXISTS (SELECT 1 FROM registrations_plain) \
                     AND NOT EXISTS (SELECT 1 FROM token_events_plain)";
        let mut reading = self.reading().await?;
        Ok(sqlx::query_scalar(query).fetch_one(&mut *reading).await?)
    }

    /// Stores the sealed data and removes the plain data, in one transaction. Returns `false`
    /// without writing if another process was faster.
    pub async fn take_over(&self, taken: &TakenOver) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("UPDATE data_keys SET wrapped = ? WHERE id = ? AND wrapped = ?")
            .bind(taken.key.wrapped.as_slice())
            .bind(taken.key.id.as_bytes().as_slice())
            .bind(taken.wrapped_before.as_slice())
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some((id, seal)) = &taken.server {
            set(&mut writing, ChangedKind::Server, *id.as_uuid(), seal).await?;
        }
        for (id, seal) in &taken.clients {
            set(&mut writing, ChangedKind::Client, *id.as_uuid(), seal).await?;
        }
        for (id, seal) in &taken.tokens {
            set(&mut writing, ChangedKind::Token, *id.as_uuid(), seal).await?;
        }
        for (number, transcript) in &taken.transcripts {
            super::transcripts::insert(&mut writing, Some(*number), transcript).await?;
        }
        for registration in &taken.registrations {
            super::registrations::put(&mut writing, registration).await?;
        }
        for (number, token, event) in &taken.events {
            super::token_events::insert(&mut writing, Some(*number), *token, event).await?;
        }
        for (plain, state, words) in &taken.healths {
            // Unless the health has changed meanwhile.
            sqlx::query(
                "UPDATE tokens SET health = ?, health_words = ? WHERE id = ? AND health = ?",
            )
            .bind(json("tokens", state)?)
            .bind(words.as_bytes())
            .bind(bytes(&plain.token))
            .bind(&plain.health)
            .execute(&mut *writing)
            .await?;
        }
        if let Some(server) = &taken.key.server {
            for query in [
                "DELETE FROM token_events_plain WHERE token IN (SELECT id FROM tokens WHERE server = ?)",
                "DELETE FROM transcripts_plain WHERE token IN (SELECT id FROM tokens WHERE server = ?)",
                "DELETE FROM registrations_plain WHERE client IN (SELECT id FROM clients WHERE server = ?)",
            ] {
                sqlx::query(query)
                    .bind(bytes(server))
                    .execute(&mut *writing)
                    .await?;
            }
        }
        writing.commit().await?;
        Ok(true)
    }
}

async fn set(
    connection: &mut SqliteConnection,
    kind: ChangedKind,
    id: uuid::Uuid,
    seal: &Sealed,
) -> Result<(), StoreError> {
    let query = match kind {
        ChangedKind::Server => "UPDATE servers SET seal = ? WHERE id = ?",
        ChangedKind::Client => "UPDATE clients SET seal = ? WHERE id = ?",
        ChangedKind::Token => "UPDATE tokens SET seal = ? WHERE id = ?",
    };
    sqlx::query(query)
        .bind(seal.as_bytes())
        .bind(id.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

fn transcript(row: &SqliteRow) -> Result<(i64, Id<Token>, i64, String), StoreError> {
    let table = "transcripts_plain";
    let columns = Columns { table, row };
    Ok((
        columns.get("number")?,
        columns.id("token")?,
        columns.get("at")?,
        columns.get("content")?,
    ))
}

fn event(row: &SqliteRow) -> Result<PlainEvent, StoreError> {
    let table = "token_events_plain";
    let columns = Columns { table, row };
    Ok(PlainEvent {
        number: columns.get("number")?,
        token: columns.id("token")?,
        at: columns.get("at")?,
        kind: columns.get("kind")?,
        detail: columns.get("detail")?,
    })
}

fn health(row: &SqliteRow) -> Result<PlainHealth, StoreError> {
    let columns = Columns {
        table: "tokens",
        row,
    };
    Ok(PlainHealth {
        token: columns.id("id")?,
        generation: columns.get("generation")?,
        health: columns.get("health")?,
    })
}

fn registration(row: &SqliteRow) -> Result<PlainRegistration, StoreError> {
    let table = "registrations_plain";
    let columns = Columns { table, row };
    Ok(PlainRegistration {
        client: columns.id("client")?,
        way: columns.get("way")?,
        registered_at: columns.get("registered_at")?,
        issued_at: columns.get("issued_at")?,
        uri: columns.get("uri")?,
        token: columns.maybe_sealed("token")?,
        said: columns.get("said")?,
        said_at: columns.get("said_at")?,
        transcript: columns.get("transcript")?,
    })
}

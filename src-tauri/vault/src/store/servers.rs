//! Server rows.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    DataKeyRow, Noun, Store, StoreError, keys,
    row::{Columns, bytes, json, readable},
};
use tokenry_model::{id::Id, sealed::Sealed, server::Server};

const TABLE: &str = "servers";

/// The contents that are removed along with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerRemoval {
    pub clients: u32,
    pub tokens: u32,
}

impl Store {
    /// Adds a server with its data key. `seal` is the sealed copy of its plain fields.
    /// [`StoreError::NameTaken`] if another server has the name.
    pub async fn add_server(
        &self,
        server: &Server,
        seal: &Sealed,
        key: &DataKeyRow,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        insert(&mut writing, server, seal).await?;
        keys::insert_data_key(&mut writing, key).await?;
        writing.commit().await
    }

    /// Returns all servers, by name.
    pub async fn servers(&self) -> Result<Vec<Server>, StoreError> {
        let rows = sqlx::query("SELECT * FROM servers ORDER BY name COLLATE NOCASE, name")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, server))
    }

    pub async fn server(&self, id: Id<Server>) -> Result<Server, StoreError> {
        let row = sqlx::query("SELECT * FROM servers WHERE id = ?")
            .bind(bytes(&id))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        server(&row.ok_or(StoreError::NotFound(Noun::Server))?)
    }

    pub async fn server_named(&self, name: &str) -> Result<Server, StoreError> {
        let row = sqlx::query("SELECT * FROM servers WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        server(&row.ok_or(StoreError::NotFound(Noun::Server))?)
    }

    /// Replaces a stored server.
    pub async fn edit_server(&self, server: &Server, seal: &Sealed) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let profile = &server.profile;
        let done = sqlx::query(
            "UPDATE servers SET name = ?, profile = ?, seal = ?, updated_at = ? WHERE id = ?",
        )
        .bind(&profile.name)
        .bind(json(TABLE, profile)?)
        .bind(seal.as_bytes())
        .bind(server.updated_at.as_millisecond())
        .bind(bytes(&server.id))
        .execute(&mut *writing)
        .await
        .map_err(|e| naming(e, &profile.name))?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Server));
        }
        writing.commit().await
    }

    /// Counts what [`Store::remove_server`] would remove.
    pub async fn server_removal(&self, id: Id<Server>) -> Result<ServerRemoval, StoreError> {
        let (clients, tokens) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM clients WHERE server = ?1), \
                    (SELECT count(*) FROM tokens WHERE server = ?1)",
        )
        .bind(bytes(&id))
        .fetch_one(&mut *self.reading().await?)
        .await?;
        Ok(ServerRemoval { clients, tokens })
    }

    /// Removes the server with its clients, its tokens and its data key, and truncates the log, so
    /// that no trace of them stays on the disk.
    pub async fn remove_server(&self, id: Id<Server>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("DELETE FROM servers WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Server));
        }
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    server: &Server,
    seal: &Sealed,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO servers (id, name, profile, seal, created_at, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(bytes(&server.id))
    .bind(&server.profile.name)
    .bind(json(TABLE, &server.profile)?)
    .bind(seal.as_bytes())
    .bind(server.created_at.as_millisecond())
    .bind(server.updated_at.as_millisecond())
    .execute(connection)
    .await
    .map_err(|e| naming(e, &server.profile.name))?;
    Ok(())
}

pub(super) fn server(row: &SqliteRow) -> Result<Server, StoreError> {
    let columns = Columns { table: TABLE, row };
    Ok(Server {
        id: columns.id("id")?,
        profile: columns.json("profile")?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
    })
}

fn naming(error: sqlx::Error, name: &str) -> StoreError {
    StoreError::naming(error, "servers.name", Noun::Server, name)
}

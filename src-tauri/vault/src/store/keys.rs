//! The vault's rows: its id and lock state, its slots, and the wrapped data keys. Only
//! [`crate::vault`] uses them.

use sqlx::{SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{clock::Timestamp, id::Id, server::Server};

/// The stored vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultRow {
    pub id: Uuid,
    pub format: i64,
    pub locked_by_person: bool,
    /// Counts the changes of this row, the slots and the data keys.
    pub changes: i64,
}

/// A slot: one way to open the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotRow {
    pub kind: String,
    /// The wrapped vault key.
    pub wrapped: Vec<u8>,
    /// The derivation of the wrapping key from a passphrase, as JSON.
    pub derivation: Option<String>,
    pub created_at: Timestamp,
}

/// A data key, wrapped by the vault key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataKeyRow {
    pub id: Uuid,
    /// `None` for the key of data that belongs to no server.
    pub server: Option<Id<Server>>,
    pub wrapped: Vec<u8>,
    pub created_at: Timestamp,
    /// A retired key opens sealed data, but no longer seals.
    pub retired_at: Option<Timestamp>,
}

impl Store {
    pub(crate) async fn vault_row(&self) -> Result<Option<VaultRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM vault")
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        row.as_ref().map(vault).transpose()
    }

    /// Creates the vault in one transaction, with its first slot unless it is memory-only. Returns
    /// `false` without writing if a vault already exists.
    pub(crate) async fn create_vault(
        &self,
        id: Uuid,
        format: i64,
        slot: Option<&SlotRow>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query(
            "INSERT INTO vault (only_row, id, format, created_at) VALUES (1, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
        )
        .bind(id.as_bytes().as_slice())
        .bind(format)
        .bind(now.as_millisecond())
        .execute(&mut *writing)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(slot) = slot {
            put_slot(&mut writing, slot).await?;
        }
        writing.commit().await?;
        Ok(true)
    }

    pub(crate) async fn set_locked_by_person(&self, locked: bool) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("UPDATE vault SET locked_by_person = ?")
            .bind(locked)
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    pub(crate) async fn slots(&self) -> Result<Vec<SlotRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM slots ORDER BY kind")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, slot))
    }

    /// Adds a slot, or replaces the one of its kind.
    pub(crate) async fn put_slot(&self, slot: &SlotRow) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        put_slot(&mut writing, slot).await?;
        writing.commit().await
    }

    pub(crate) async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM data_keys ORDER BY created_at")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, data_key))
    }

    /// Stores a data key unless its owner already has one in use. Returns the one in use, or
    /// [`StoreError::NotFound`] if the server is gone.
    pub(crate) async fn ensure_data_key(&self, key: &DataKeyRow) -> Result<DataKeyRow, StoreError> {
        let mut writing = self.writing().await?;
        if let Some(row) = key_in_use(&mut writing, key).await? {
            return Ok(row);
        }
        insert_data_key(&mut writing, key).await?;
        writing.commit().await?;
        Ok(key.clone())
    }

    /// Replaces all slots, and replaces the data keys with the result of `rewrap`, in one
    /// transaction.
    pub(crate) async fn renew_keys<E: From<StoreError>>(
        &self,
        slots: &[SlotRow],
        rewrap: impl FnOnce(Vec<DataKeyRow>) -> Result<Vec<DataKeyRow>, E>,
    ) -> Result<(), E> {
        let mut writing = self.writing().await?;
        let keys = rewrap(data_keys(&mut writing).await?)?;
        sqlx::raw_sql("DELETE FROM slots; DELETE FROM data_keys")
            .execute(&mut *writing)
            .await
            .map_err(StoreError::from)?;
        for slot in slots {
            put_slot(&mut writing, slot).await?;
        }
        for key in keys {
            insert_data_key(&mut writing, &key).await?;
        }
        writing.commit().await?;
        Ok(self.checkpoint_truncate().await?)
    }

    /// Destroys every data key of the owner. Data sealed with them can never be opened again.
    pub(crate) async fn destroy_data_keys(
        &self,
        server: Option<Id<Server>>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM data_keys WHERE server IS ?")
            .bind(server.as_ref().map(bytes))
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

/// Returns all data keys, or an error: unreadable ones must not be overwritten.
async fn data_keys(connection: &mut SqliteConnection) -> Result<Vec<DataKeyRow>, StoreError> {
    sqlx::query("SELECT * FROM data_keys ORDER BY created_at")
        .fetch_all(connection)
        .await?
        .iter()
        .map(data_key)
        .collect()
}

async fn key_in_use(
    connection: &mut SqliteConnection,
    like: &DataKeyRow,
) -> Result<Option<DataKeyRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM data_keys WHERE server IS ? AND retired_at IS NULL")
        .bind(like.server.as_ref().map(bytes))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(data_key).transpose()
}

/// Inserts a data key. [`StoreError::KeyChanged`] if the current vault key does not unwrap it,
/// because it would never open again. [`StoreError::NotFound`] if the server is gone.
pub(super) async fn insert_data_key(
    connection: &mut SqliteConnection,
    key: &DataKeyRow,
) -> Result<(), StoreError> {
    // Wrapped keys and slots contain the id of the vault key at the same offset (`vault::sealing`).
    let strange: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM slots WHERE substr(wrapped, 5, 16) <> substr(?, 5, 16)",
    )
    .bind(key.wrapped.as_slice())
    .fetch_one(&mut *connection)
    .await?;
    if strange > 0 && key.retired_at.is_none() {
        return Err(StoreError::KeyChanged);
    }
    sqlx::query(
        "INSERT INTO data_keys (id, server, wrapped, created_at, retired_at) \
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(key.id.as_bytes().as_slice())
    .bind(key.server.as_ref().map(bytes))
    .bind(key.wrapped.as_slice())
    .bind(key.created_at.as_millisecond())
    .bind(key.retired_at.map(Timestamp::as_millisecond))
    .execute(connection)
    .await
    .map_err(|e| match e.as_database_error() {
        Some(refusal) if refusal.is_foreign_key_violation() => StoreError::NotFound(Noun::Server),
        _ => e.into(),
    })?;
    Ok(())
}

async fn put_slot(connection: &mut SqliteConnection, slot: &SlotRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO slots (kind, wrapped, derivation, created_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (kind) DO UPDATE SET wrapped = excluded.wrapped, \
         derivation = excluded.derivation, created_at = excluded.created_at",
    )
    .bind(&slot.kind)
    .bind(slot.wrapped.as_slice())
    .bind(&slot.derivation)
    .bind(slot.created_at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

fn vault(row: &SqliteRow) -> Result<VaultRow, StoreError> {
    let columns = Columns {
        table: "vault",
        row,
    };
    let id: Id<()> = columns.id("id")?;
    Ok(VaultRow {
        id: *id.as_uuid(),
        format: columns.get("format")?,
        locked_by_person: columns.get("locked_by_person")?,
        changes: columns.get("changes")?,
    })
}

fn slot(row: &SqliteRow) -> Result<SlotRow, StoreError> {
    let columns = Columns {
        table: "slots",
        row,
    };
    Ok(SlotRow {
        kind: columns.get("kind")?,
        wrapped: columns.get("wrapped")?,
        derivation: columns.get("derivation")?,
        created_at: columns.time("created_at")?,
    })
}

fn data_key(row: &SqliteRow) -> Result<DataKeyRow, StoreError> {
    let columns = Columns {
        table: "data_keys",
        row,
    };
    let id: Id<()> = columns.id("id")?;
    Ok(DataKeyRow {
        id: *id.as_uuid(),
        server: columns.maybe_id("server")?,
        wrapped: columns.get("wrapped")?,
        created_at: columns.time("created_at")?,
        retired_at: columns.maybe_time("retired_at")?,
    })
}

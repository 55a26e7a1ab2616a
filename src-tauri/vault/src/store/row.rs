//! Conversion between columns and types: ids are 16 bytes, times are milliseconds, lists are JSON.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row as _, sqlite::SqliteRow};
use uuid::Uuid;

use super::{BadValue, StoreError};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed};

/// A row, read column by column. Errors name `table`.
pub(super) struct Columns<'a> {
    pub(super) table: &'static str,
    pub(super) row: &'a SqliteRow,
}

impl Columns<'_> {
    pub(super) fn id<T>(&self, column: &str) -> Result<Id<T>, StoreError> {
        let bytes: Vec<u8> = self.get(column)?;
        self.read(Uuid::from_slice(&bytes)).map(Id::from_uuid)
    }

    pub(super) fn maybe_id<T>(&self, column: &str) -> Result<Option<Id<T>>, StoreError> {
        let bytes: Option<Vec<u8>> = self.get(column)?;
        bytes
            .map(|bytes| self.read(Uuid::from_slice(&bytes)).map(Id::from_uuid))
            .transpose()
    }

    pub(super) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.read(Timestamp::from_millisecond(self.get(column)?))
    }

    pub(super) fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> = self.get(column)?;
        millis
            .map(|millis| self.read(Timestamp::from_millisecond(millis)))
            .transpose()
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        self.read(serde_json::from_str(&text))
    }

    pub(super) fn maybe_json<T: DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| self.read(serde_json::from_str(&text)))
            .transpose()
    }

    pub(super) fn sealed(&self, column: &str) -> Result<Sealed, StoreError> {
        self.get(column).map(Sealed::from_bytes)
    }

    pub(super) fn maybe_sealed(&self, column: &str) -> Result<Option<Sealed>, StoreError> {
        let bytes: Option<Vec<u8>> = self.get(column)?;
        Ok(bytes.map(Sealed::from_bytes))
    }

    pub(super) fn get<'r, T>(&'r self, column: &str) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.read(self.row.try_get(column))
    }

    pub(super) fn read<T, E: Into<BadValue>>(&self, value: Result<T, E>) -> Result<T, StoreError> {
        value.map_err(|source| StoreError::BadRow {
            table: self.table,
            source: source.into(),
        })
    }
}

/// Returns the readable rows. An unreadable row does not affect the others, and
/// [`Store::unreadable`](super::Store::unreadable) lists it.
pub(super) fn readable<T>(
    rows: &[SqliteRow],
    read: impl Fn(&SqliteRow) -> Result<T, StoreError>,
) -> Vec<T> {
    let read = |row| match read(row) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(%error, "unreadable row left out of a list");
            None
        }
    };
    rows.iter().filter_map(read).collect()
}

pub(super) fn bytes<T>(id: &Id<T>) -> &[u8] {
    id.as_uuid().as_bytes()
}

/// Serializes to JSON. The types of the core always have a JSON form, so a failure is a bug and is
/// reported as one.
pub(super) fn json<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::BadRow {
        table,
        source: source.into(),
    })
}

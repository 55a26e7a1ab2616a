//! Changes by other processes. Triggers increment a counter for each subject. Writes of this
//! process count as already seen.

use sqlx::SqliteConnection;

use super::{Store, StoreError};

/// A kind of data that a person may be looking at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Drafts,
    History,
    Requests,
    Servers,
    Settings,
    Tokens,
    /// Its slots, its keys, or its lock by a person.
    Vault,
}

const SUBJECTS: [Subject; 7] = [
    Subject::Drafts,
    Subject::History,
    Subject::Requests,
    Subject::Servers,
    Subject::Settings,
    Subject::Tokens,
    Subject::Vault,
];

/// The counters, in the order of [`SUBJECTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Revisions([i64; 7]);

/// The state of the database as last seen.
#[derive(Debug)]
pub(super) struct Seen {
    /// SQLite's own counter, which is cheap to read.
    version: i64,
    revisions: Revisions,
}

impl Store {
    /// Returns the subjects that another process has changed since the last call. The first call
    /// only records the state. Costs one pragma while nothing changes.
    pub async fn changed_by_others(&self) -> Result<Vec<Subject>, StoreError> {
        if self.is_in_memory() {
            return Ok(Vec::new());
        }
        let version = self.data_version().await?;
        if self.with_seen(|seen| seen.as_ref().is_some_and(|seen| seen.version == version)) {
            return Ok(Vec::new());
        }
        // Excludes our own commits that are not yet counted as seen.
        let _turn = self.0.writing.lock().await;
        let revisions = read(&mut *self.reading().await?).await?;
        let now = Seen { version, revisions };
        let before = self.with_seen(|seen| seen.replace(now));
        let Some(before) = before else {
            return Ok(Vec::new());
        };
        let numbers = before.revisions.0.iter().zip(revisions.0);
        Ok(SUBJECTS
            .into_iter()
            .zip(numbers)
            .filter(|(_, (before, now))| **before != *now)
            .map(|(subject, _)| subject)
            .collect())
    }

    pub(super) fn is_watched(&self) -> bool {
        self.with_seen(|seen| seen.is_some())
    }

    /// Counts the changes of this process as seen.
    pub(super) fn have_written(&self, from: Revisions, to: Revisions) {
        self.with_seen(|seen| {
            if let Some(seen) = seen {
                for (seen, (from, to)) in seen.revisions.0.iter_mut().zip(from.0.iter().zip(to.0)) {
                    *seen += to - from;
                }
            }
        });
    }

    fn with_seen<T>(&self, with: impl FnOnce(&mut Option<Seen>) -> T) -> T {
        with(&mut self.0.seen.lock())
    }
}

pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Revisions, StoreError> {
    let mut numbers: Vec<i64> = sqlx::query_scalar("SELECT number FROM revisions ORDER BY subject")
        .fetch_all(&mut *connection)
        .await?;
    let vault: Option<i64> = sqlx::query_scalar("SELECT changes FROM vault")
        .fetch_optional(connection)
        .await?;
    numbers.truncate(SUBJECTS.len() - 1);
    let mut revisions = [0; SUBJECTS.len()];
    for (place, number) in revisions.iter_mut().zip(numbers) {
        *place = number;
    }
    revisions[SUBJECTS.len() - 1] = vault.unwrap_or(-1);
    Ok(Revisions(revisions))
}

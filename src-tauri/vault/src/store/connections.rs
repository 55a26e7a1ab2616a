//! The store's connections. Each is lent to one reader or writer at a time and returned at once.
//!
//! sqlx's own pool returns a connection in a separate task, after pinging it. On a runtime with one
//! thread, the next statement would open another connection meanwhile. For the command line, that
//! is a third of its run time.

use std::ops::{Deref, DerefMut};

use parking_lot::Mutex;

use sqlx::{ConnectOptions, Connection, Error, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Semaphore, SemaphorePermit};

#[derive(Debug)]
pub(super) struct Connections {
    options: SqliteConnectOptions,
    most: u32,
    free: Semaphore,
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: SqliteConnection,
    /// A transaction was left open.
    begun: bool,
}

/// A connection that is returned on drop. The option is `Some` until then.
#[derive(Debug)]
pub(super) struct Lent<'a> {
    connection: Option<SqliteConnection>,
    /// A transaction is open and not committed yet.
    begun: bool,
    from: &'a Connections,
    _permit: SemaphorePermit<'a>,
}

impl Connections {
    /// Creates a pool of up to `most` connections, each opened on first use.
    pub(super) fn new(most: u32, options: SqliteConnectOptions) -> Self {
        Self {
            options,
            most,
            free: Semaphore::new(most as usize),
            idle: Mutex::default(),
        }
    }

    /// Lends a connection, and waits while all are in use. Fails after [`close`](Self::close).
    pub(super) async fn lend(&self) -> Result<Lent<'_>, Error> {
        let permit = self.free.acquire().await.map_err(|_| Error::PoolClosed)?;
        let connection = match self.usable().await? {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Lent {
            connection: Some(connection),
            begun: false,
            from: self,
            _permit: permit,
        })
    }

    /// Waits until all connections are returned, and closes them.
    pub(super) async fn close(&self) -> Result<(), Error> {
        let all = self.free.acquire_many(self.most).await;
        self.free.close();
        let idle = std::mem::take(&mut *self.idle());
        drop(all);
        for Idle { connection, .. } in idle {
            connection.close().await?;
        }
        Ok(())
    }

    /// Returns an open idle connection.
    async fn usable(&self) -> Result<Option<SqliteConnection>, Error> {
        let Some(Idle {
            mut connection,
            begun,
        }) = self.idle().pop()
        else {
            return Ok(None);
        };
        if begun {
            // Fails if SQLite has already rolled back on its own.
            let _ = sqlx::raw_sql("ROLLBACK").execute(&mut connection).await;
        }
        Ok(Some(connection))
    }

    fn idle(&self) -> parking_lot::MutexGuard<'_, Vec<Idle>> {
        self.idle.lock()
    }
}

impl Lent<'_> {
    /// Begins a write transaction.
    pub(super) async fn begin(&mut self) -> Result<(), Error> {
        self.begun = true;
        sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    pub(super) async fn commit(&mut self) -> Result<(), Error> {
        sqlx::raw_sql("COMMIT").execute(&mut **self).await?;
        self.begun = false;
        Ok(())
    }
}

impl Drop for Lent<'_> {
    /// Rolls back an uncommitted transaction by closing the connection, so that it keeps no lock.
    /// The only connection of an in-memory store stays open, because it is the store.
    fn drop(&mut self) {
        let begun = self.begun;
        if !begun || self.from.most == 1 {
            let connection = self.connection.take();
            self.from
                .idle()
                .extend(connection.map(|connection| Idle { connection, begun }));
        }
    }
}

impl Deref for Lent<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("lent until it is dropped")
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("lent until it is dropped")
    }
}

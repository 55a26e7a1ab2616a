//! Disk space reserved for a reply that must not be lost.
//!
//! If the server has rotated a refresh token and the disk is full, the only copy of the new one is
//! in memory. The same applies to a used code and a registered client. A refresh, a login and a
//! registration therefore begin only while this file exists. Its space is released for their
//! results if necessary.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    Store, StoreError,
    files::{open_private, remove, sync},
};

/// Enough for the pages of a reply, of the resulting token, and of the log for both.
const SIZE: usize = 256 * 1024;

impl Store {
    /// Reserves the space. [`StoreError::DiskFull`] if that fails.
    pub fn hold_reserve(&self) -> Result<(), StoreError> {
        match self.reserve() {
            Some(reserve) => hold(&reserve),
            None => Ok(()),
        }
    }

    /// Releases the space. Returns `false` if there was none.
    pub(super) fn give_up_reserve(&self) -> Result<bool, StoreError> {
        match self.reserve() {
            Some(reserve) if is_whole(&reserve) => remove(&reserve).map(|()| true),
            _ => Ok(false),
        }
    }

    /// Repeats the work with the space released, if it failed on a full disk.
    pub(super) async fn with_reserve<T>(
        &self,
        first: Result<T, StoreError>,
        again: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match first {
            Err(StoreError::DiskFull(_) | StoreError::Disk(_)) if self.give_up_reserve()? => {
                again.await
            }
            done => done,
        }
    }

    fn reserve(&self) -> Option<PathBuf> {
        let place = self.0.place.as_ref()?;
        Some(place.file.with_file_name("reserve"))
    }
}

fn hold(reserve: &Path) -> Result<(), StoreError> {
    if is_whole(reserve) {
        return Ok(());
    }
    let written = open_private(reserve).and_then(|mut file| {
        file.write_all(&vec![0; SIZE])
            .map_err(|e| StoreError::at(reserve, e))?;
        sync(reserve)
    });
    if written.is_err() {
        // A partial reserve is useless.
        remove(reserve)?;
    }
    written
}

fn is_whole(reserve: &Path) -> bool {
    fs::metadata(reserve).is_ok_and(|found| found.len() >= SIZE as u64)
}

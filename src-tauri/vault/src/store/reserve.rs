//! Room on the disk that is kept for a reply that must not be lost.
//!
//! When the server has rotated a refresh token and the disk is full, the only copy of the new
//! one is in memory; the same is true of a code that was spent, and of a client that was registered.
//! So a refresh, a login and a registration begin only while this file is there, and it is given
//! up for what they bring if need be.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    Store, StoreError,
    files::{open_private, remove, sync},
};

/// Enough for the pages of a reply, of the token made from it, and of the log for both.
const SIZE: usize = 256 * 1024;

impl Store {
    /// Makes sure that the room is there; [`StoreError::DiskFull`] if it cannot be had.
    pub fn hold_reserve(&self) -> Result<(), StoreError> {
        match self.reserve() {
            Some(reserve) => hold(&reserve),
            None => Ok(()),
        }
    }

    /// Gives the room up; `false` if there was none.
    pub(super) fn give_up_reserve(&self) -> Result<bool, StoreError> {
        match self.reserve() {
            Some(reserve) if is_whole(&reserve) => remove(&reserve).map(|()| true),
            _ => Ok(false),
        }
    }

    /// What was done with the room given up, if it failed for want of room.
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
        // Half of it helps nobody.
        remove(reserve)?;
    }
    written
}

fn is_whole(reserve: &Path) -> bool {
    fs::metadata(reserve).is_ok_and(|found| found.len() >= SIZE as u64)
}

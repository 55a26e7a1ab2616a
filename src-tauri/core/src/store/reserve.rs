//! Room on the disk that is kept for a reply that must not be lost.
//!
//! When the server has rotated a refresh token and the disk is full, the only copy of the new
//! one is in memory. So a refresh begins only while this file is there, and is given up for
//! the reply if need be.

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
    pub(super) fn hold_reserve(&self) -> Result<(), StoreError> {
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

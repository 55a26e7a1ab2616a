//! The lock marker for a database that cannot record it: an empty file, which fits even on a full
//! disk. Unlocking removes it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::VaultError;

const NAME: &str = "vault.locked";

pub(super) fn is_set(data_dir: Option<&Path>) -> bool {
    // A marker that cannot be checked counts as set, since nobody removed it.
    place(data_dir).is_some_and(|place| place.try_exists().unwrap_or(true))
}

pub(super) fn set(data_dir: Option<&Path>) -> Result<(), VaultError> {
    let Some(place) = place(data_dir) else {
        return Ok(());
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(place)
        .map(|_| ())
        .map_err(VaultError::LockFile)
}

pub(super) fn lift(data_dir: Option<&Path>) -> Result<(), VaultError> {
    match place(data_dir).map(fs::remove_file) {
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
            Err(VaultError::LockFile(error))
        }
        _ => Ok(()),
    }
}

fn place(data_dir: Option<&Path>) -> Option<PathBuf> {
    Some(data_dir?.join(NAME))
}

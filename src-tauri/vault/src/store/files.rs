//! Files and directories that belong to the person alone.

#[cfg_attr(unix, path = "files/unix.rs")]
#[cfg_attr(windows, path = "files/windows.rs")]
mod in_use;

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::StoreError;

/// Makes the directory with mode 0700. One that is there already is narrowed only while it is
/// empty: another may be the person's own, and hold other things.
pub(super) fn make_dir(dir: &Path) -> Result<(), StoreError> {
    let at = |e| StoreError::at(dir, e);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(at)?;
    #[cfg(unix)]
    if fs::read_dir(dir).map_err(at)?.next().is_none() {
        set_mode(dir, 0o700)?;
    }
    Ok(())
}

/// Refuses a data directory that another user has prepared: what is written there would go where
/// that user wants. Of the system's own, and of our own, nobody else has made links.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "only Unix has modes and owners")
)]
pub(super) fn refuse_foreign(dir: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let owner = fs::metadata(dir).map_err(|e| StoreError::at(dir, e))?.uid();
        let us = rustix::process::geteuid().as_raw();
        if owner != us && owner != 0 {
            let path = dir.to_owned();
            return Err(StoreError::Foreign { path, owner });
        }
    }
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// Refuses a link where others may write: SQLite would follow it.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "only Unix has modes and owners")
)]
pub(super) fn refuse_link(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if others_may_write(file) && fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink()) {
        let source = io::Error::other("it is a link, which another user may have made");
        return Err(StoreError::at(file, source));
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Opens the file with mode 0600, and makes it where there is none. Where others may write in its
/// directory, a link is not followed.
pub(super) fn open_private(file: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
        if others_may_write(file) {
            options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
        }
    }
    options.open(file).map_err(|e| StoreError::at(file, e))
}

/// Whether users beside us (and root) may put something into the file's directory.
#[cfg(unix)]
fn others_may_write(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = file.parent().and_then(|dir| fs::metadata(dir).ok());
    dir.is_none_or(|dir| dir.permissions().mode() & 0o022 != 0)
}

/// Makes the file with mode 0600 where there is none yet.
pub(super) fn open_new(file: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|e| StoreError::at(file, e))
}

/// Brings a file that is there to mode 0600. SQLite gives its log and its shared memory the
/// mode of the database.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "only Unix has modes and owners")
)]
pub(super) fn narrow(file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    set_mode(file, 0o600)?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Is there a file with anything in it?
pub(super) fn is_there(file: &Path) -> Result<bool, StoreError> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len() > 0),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StoreError::at(file, e)),
    }
}

/// Puts a file or a folder where another name says.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    in_use::patiently(|| fs::rename(from, to)).map_err(|e| StoreError::at(from, e))
}

/// Removes the file; one that is not there is no error.
pub(super) fn remove(file: &Path) -> Result<(), StoreError> {
    match in_use::patiently(|| fs::remove_file(file)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::at(file, e)),
        _ => Ok(()),
    }
}

/// `tokenry.db` with `-wal` is `tokenry.db-wal`.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Waits until the file, or the directory's list of names, is on the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    // Windows cannot open a directory this way, and does not need it.
    if cfg!(windows) && path.is_dir() {
        return Ok(());
    }
    let flushed = to_flush(path)?.sync_all();
    flushed.map_err(|e| StoreError::at(path, e))
}

/// Windows flushes only what it may write to; a directory opens for reading alone.
pub(super) fn to_flush(path: &Path) -> Result<File, StoreError> {
    let writes = !path.is_dir();
    let file = OpenOptions::new().read(true).write(writes).open(path);
    file.map_err(|e| StoreError::at(path, e))
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|e| StoreError::at(path, e))?;
    if metadata.permissions().mode() & 0o777 != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|e| StoreError::at(path, e))?;
    }
    Ok(())
}

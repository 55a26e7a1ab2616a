//! Files and directories that only their owner can access.

#[cfg_attr(unix, path = "files/unix.rs")]
#[cfg_attr(windows, path = "files/windows.rs")]
mod system;

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::StoreError;

/// Creates the directory for this user alone: mode 0700, or an access control list. An existing directory is restricted only if it is empty,
/// since it may be the person's own and contain other files.
pub(super) fn make_dir(dir: &Path) -> Result<(), StoreError> {
    let at = |e| StoreError::at(dir, e);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(at)?;
    if fs::read_dir(dir).map_err(at)?.next().is_none() {
        #[cfg(unix)]
        set_mode(dir, 0o700)?;
        #[cfg(windows)]
        system::restrict(dir).map_err(at)?;
    }
    Ok(())
}

/// Refuses a data directory that another user prepared, because links in it could redirect what is
/// written there. Directories of this user and of the system are trusted.
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

/// Refuses a link in a directory that others can write to, because SQLite would follow it.
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

/// Opens the file with mode 0600, creating it if necessary. Does not follow a link in a directory
/// that others can write to.
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

/// Returns `true` if users other than us and root can create files in the file's directory.
#[cfg(unix)]
fn others_may_write(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = file.parent().and_then(|dir| fs::metadata(dir).ok());
    dir.is_none_or(|dir| dir.permissions().mode() & 0o022 != 0)
}

/// Creates a new file with mode 0600.
pub(super) fn open_new(file: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|e| StoreError::at(file, e))
}

/// Sets the mode of an existing file to 0600. SQLite gives its log and shared memory the mode of
/// the database.
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

/// Returns `true` if the file exists and is not empty.
pub(super) fn is_there(file: &Path) -> Result<bool, StoreError> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len() > 0),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StoreError::at(file, e)),
    }
}

/// Renames a file or folder.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    system::patiently(|| fs::rename(from, to)).map_err(|e| StoreError::at(from, e))
}

/// Removes the file. A missing file is not an error.
pub(super) fn remove(file: &Path) -> Result<(), StoreError> {
    match system::patiently(|| fs::remove_file(file)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::at(file, e)),
        _ => Ok(()),
    }
}

/// Appends `suffix` to the file name: `tokenry.db` with `-wal` becomes `tokenry.db-wal`.
pub(super) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Syncs the file, or the entries of the directory, to the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    // Windows cannot open a directory this way, and does not need to.
    if cfg!(windows) && path.is_dir() {
        return Ok(());
    }
    let flushed = to_flush(path)?.sync_all();
    flushed.map_err(|e| StoreError::at(path, e))
}

/// Opens a file for writing, because Windows flushes nothing else. Opens a directory for reading.
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

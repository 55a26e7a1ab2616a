//! Saving a body to a chosen file.
//!
//! A regular file is replaced atomically once everything is written, and keeps its mode. A device, a
//! FIFO or a socket is written to, and a link is followed, as curl does.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{BodyError, chunked_text::Sheet, stop::Stop};

/// Maximum length of a chain of links, more than any system follows.
const MOST_LINKS: usize = 40;

pub(super) fn save(raw: &Sheet, path: &Path, stop: &Stop) -> Result<(), BodyError> {
    let at = |source| BodyError::at(path, source);
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(at(io::ErrorKind::IsADirectory.into())),
        Ok(there) if !there.is_file() => into(raw, path, stop, false),
        Ok(there) if has_other_names(&there) => into(raw, path, stop, true),
        Ok(there) => {
            // `/proc/self/fd/1` and the like have no name that could be replaced.
            let Ok(target) = fs::canonicalize(path) else {
                return into(raw, path, stop, true);
            };
            match replace(raw, &target, Some(there.permissions()), stop) {
                Err(BodyError::Write { source, .. })
                    if source.kind() == io::ErrorKind::PermissionDenied =>
                {
                    // The file may be writable although its folder is not.
                    into(raw, &target, stop, true)
                }
                done => done,
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            replace(raw, &end_of_links(path).map_err(at)?, None, stop)
        }
        Err(error) => Err(at(error)),
    }
}

fn into(raw: &Sheet, path: &Path, stop: &Stop, truncate: bool) -> Result<(), BodyError> {
    let at = |source| BodyError::at(path, source);
    let mut file = OpenOptions::new()
        .write(true)
        .truncate(truncate)
        .open(path)
        .map_err(at)?;
    write(raw, &mut file, path, stop)?;
    file.flush().map_err(at)
}

fn replace(
    raw: &Sheet,
    target: &Path,
    mode: Option<fs::Permissions>,
    stop: &Stop,
) -> Result<(), BodyError> {
    let at = |source| BodyError::at(target, source);
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".tokenry-")
        .tempfile_in(folder)
        .map_err(at)?;
    write(raw, file.as_file_mut(), target, stop)?;
    if let Some(mode) = mode {
        if mode.readonly() {
            return Err(at(io::ErrorKind::PermissionDenied.into()));
        }
        file.as_file().set_permissions(mode).map_err(at)?;
    }
    file.persist(target).map_err(|error| at(error.error))?;
    Ok(())
}

fn write(raw: &Sheet, file: &mut File, path: &Path, stop: &Stop) -> Result<(), BodyError> {
    raw.each(stop, |chunk| {
        file.write_all(chunk)
            .map_err(|source| BodyError::at(path, source))
    })
}

/// Resolves a dangling link. The file is created at its target.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&end) else {
            return Ok(end);
        };
        end = match end.parent() {
            Some(folder) => folder.join(next),
            None => next,
        };
    }
    Err(io::Error::other("too many links"))
}

/// Returns true if the file has other hard links, which a replacement would separate.
#[cfg(unix)]
fn has_other_names(there: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(there) > 1
}

#[cfg(not(unix))]
fn has_other_names(_there: &fs::Metadata) -> bool {
    false
}

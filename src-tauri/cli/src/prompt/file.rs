//! The passphrase in the file that `TOKENRY_PASSPHRASE_FILE` names.

use std::{
    env, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use tokenry_model::secret::Secret;

use super::{LARGEST, text, without_line_break};
use crate::problem::Problem;

/// A passphrase file that was read.
pub(crate) struct PassphraseFile {
    pub(crate) path: PathBuf,
    pub(crate) passphrase: Secret,
    /// Passphrase with its byte order mark, which may have been part of it when it was set.
    pub(crate) with_mark: Option<Secret>,
}

/// Returns the path in `TOKENRY_PASSPHRASE_FILE`.
pub(crate) fn named() -> Option<PathBuf> {
    env::var_os("TOKENRY_PASSPHRASE_FILE")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// Reads the passphrase file, if there is one.
pub(crate) fn read() -> Result<Option<PassphraseFile>, Problem> {
    let Some(path) = named() else {
        return Ok(None);
    };
    let found = bytes(&path).and_then(|bytes| {
        let marked = bytes.starts_with(b"\xef\xbb\xbf");
        let whole = marked.then(|| String::from_utf8_lossy(&bytes).into_owned());
        Ok((text(bytes)?, whole))
    });
    match found {
        Ok((text, whole)) => Ok(Some(PassphraseFile {
            path,
            passphrase: without_line_break(text),
            with_mark: whole.map(without_line_break),
        })),
        Err(source) => Err(Problem::PassphraseFile { path, source }),
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(LARGEST)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns `true` if other users of this machine can read the file, by its permissions and those of
/// every folder above it.
#[cfg(unix)]
pub(crate) fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).map(|meta| meta.permissions().mode());
    let Ok(path) = fs::canonicalize(path) else {
        return false;
    };
    // A pipe has only one reader.
    let Ok(own) = fs::metadata(&path) else {
        return false;
    };
    if !own.is_file() {
        return false;
    }
    let own = own.permissions().mode();
    [(0o004, 0o001), (0o040, 0o011)]
        .iter()
        .any(|(read, enter)| {
            let mut above = path.ancestors().skip(1);
            own & read != 0 && above.all(|folder| mode(folder).is_ok_and(|mode| mode & enter != 0))
        })
}

#[cfg(not(unix))]
pub(crate) fn others_can_read(_: &Path) -> bool {
    false
}

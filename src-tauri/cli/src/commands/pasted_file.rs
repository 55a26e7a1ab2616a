//! Text that a file or standard input holds.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use tokenry_core::error::Error;
use tokenry_import::{ImportError, LARGEST, decoded};

use crate::problem::Problem;

/// What a file holds, or standard input.
pub(super) fn read(path: &Path, secret_stdin: bool) -> Result<String, Problem> {
    let failed = |source| Problem::File {
        path: path.to_owned(),
        source,
    };
    let source: Box<dyn io::Read> = if path == Path::new("-") {
        if secret_stdin {
            return Err(Problem::usage(
                "Standard input cannot hold the file and the secret.",
                "Give the file by its name.",
            ));
        }
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    // One more than is allowed, so that too much is noticed.
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LARGEST {
        return Err(Error::from(ImportError::TooLarge).into());
    }
    Ok(decoded(&bytes).map_err(Error::from)?)
}

//! Finding the programs and packages the stage runs. It installs nothing.

use std::path::{Path, PathBuf};

use crate::StageError;

/// The full path of a program. `package` is what Debian calls the package it comes in.
pub(crate) fn find(program: &str, package: &'static str) -> Result<PathBuf, StageError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
        .ok_or_else(|| StageError::Missing {
            what: format!("the program `{program}`"),
            package,
        })
}

/// The first of several programs that do the same under different names.
pub(crate) fn find_any(programs: &[&str], package: &'static str) -> Result<PathBuf, StageError> {
    programs
        .iter()
        .find_map(|program| find(program, package).ok())
        .ok_or_else(|| StageError::Missing {
            what: format!("the program `{}`", programs.join("` or `")),
            package,
        })
}

/// The folder of a package from this package's lock file.
pub(crate) fn node_module(name: &str) -> Result<PathBuf, StageError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules")
        .join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(StageError::Missing {
        what: format!("the node package `{name}`"),
        package: "the packages of tests/stage (`npm ci` there)",
    })
}

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
    installed(Path::new(env!("CARGO_MANIFEST_DIR")), name)
}

/// The folder of a package from the lock file of a server in `servers/`.
pub(crate) fn node_module_of(server: &str, name: &str) -> Result<PathBuf, StageError> {
    let servers = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers");
    installed(&servers.join(server), name)
}

/// A program of a server's own Python environment, which lies in cargo's folder.
pub(crate) fn python(server: &str, program: &str) -> Result<PathBuf, StageError> {
    let own = std::env::current_exe().map_err(StageError::file("the running program"))?;
    let place = Path::new("servers").join(server).join("bin").join(program);
    own.ancestors()
        .map(|folder| folder.join(&place))
        .find(|file| file.is_file())
        .ok_or_else(|| StageError::Missing {
            what: format!("the Python environment of {server}"),
            package: "the servers' packages (`cargo xtask test servers`)",
        })
}

fn installed(project: &Path, name: &str) -> Result<PathBuf, StageError> {
    let folder = project.join("node_modules").join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(StageError::Missing {
        what: format!("the node package `{name}`"),
        package: "the packages of tests/stage (`npm ci` there, and in its `servers/`)",
    })
}

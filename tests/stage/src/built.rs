//! The programs of this working copy.

use std::path::PathBuf;

use crate::StageError;

/// Where they are: `cargo xtask` says so in the environment; else they are beside the running one.
#[derive(Debug, Clone)]
pub struct Built {
    /// The window.
    pub desktop: PathBuf,
    /// The command line.
    pub cli: PathBuf,
    /// The smallest window that can be measured against.
    pub floor: PathBuf,
    /// The smallest program that reads a token.
    pub floor_token: PathBuf,
    /// Cargo's folder for what is built.
    pub target: PathBuf,
}

impl Built {
    /// Looks for all of them.
    pub fn find() -> Result<Self, StageError> {
        let own = std::env::current_exe().map_err(StageError::file("the running program"))?;
        let folder = own.parent().unwrap_or(&own).to_owned();
        let program = |variable: &str, name: &str| {
            let path = std::env::var_os(variable).map_or_else(|| folder.join(name), PathBuf::from);
            if path.is_file() {
                return Ok(path);
            }
            Err(StageError::Missing {
                what: format!("the program {}", path.display()),
                package: "nothing: build it with `cargo build --workspace`",
            })
        };
        let floor = program("TOKENRY_FLOOR", "tokenry-floor")?;
        Ok(Self {
            desktop: program("TOKENRY_DESKTOP", "tokenry-desktop")?,
            cli: program("TOKENRY_CLI", "tokenry")?,
            floor_token: floor.with_file_name("tokenry-floor-token"),
            floor,
            target: folder.parent().unwrap_or(&folder).to_owned(),
        })
    }
}

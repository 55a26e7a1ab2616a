//! How a server from PyPI is started, with the environment that `cargo xtask test servers` made for it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::process::{Launch, Process};
use crate::{StageError, programs};

const HINT: &str = "it needs its packages, which `cargo xtask test servers` installs";

#[derive(Deserialize)]
struct Address {
    url: Url,
}

/// A launch of a program of the server's own environment, with the options where its files look.
pub(super) fn launch(
    name: &'static str,
    folder: &str,
    program: &str,
    options: &Value,
) -> Result<Launch, StageError> {
    let launch = Launch::new(name, programs::python(folder, program)?, HINT)?;
    let scratch = launch.scratch().to_owned();
    Ok(launch
        .env("STAGE_OPTIONS", options.to_string())
        .env("STAGE_SCRATCH", scratch)
        .env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// Starts the `server.py` of a folder, which chooses its port and says where it is.
pub(super) async fn start(
    name: &'static str,
    folder: &str,
    options: &Value,
) -> Result<(Process, Url), StageError> {
    let (process, address) = launch(name, folder, "python", options)?
        .arg(file(folder, "server.py"))
        .start(|line| serde_json::from_str::<Address>(line).ok())
        .await?;
    Ok((process, address.url))
}

/// A file of a server's side, in `servers/` of this package.
pub(super) fn file(folder: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("servers")
        .join(folder)
        .join(name)
}

//! Node-RED with a password before its administrators' API.
//!
//! What it is good for: the password grant and no other; tokens in base64 with `+`, `/` and `=`; no
//! refresh token, no metadata; a revocation that wants the token itself as a bearer.

use serde_json::json;
use url::Url;

use super::python;
use crate::process::{Launch, Process};
use crate::{StageError, http, ports, programs};

/// A running Node-RED. Dropping it ends it.
pub struct NodeRed {
    url: Url,
    _process: Process,
}

impl NodeRed {
    /// The client that its own tools use; it has no secret.
    pub const CLIENT: &'static str = "node-red-admin";
    /// The one person.
    pub const USER: &'static str = "alice";
    /// Her password.
    pub const PASSWORD: &'static str = "alice-password";

    /// Starts a server on a free port.
    pub async fn start() -> Result<Self, StageError> {
        let node = programs::find("node", "nodejs")?;
        let program = programs::node_module_of("node-red", "node-red")?.join("red.js");
        let port = ports::free()?;
        let launch = Launch::new(
            "Node-RED",
            node,
            "it needs `npm ci` in tests/stage/servers/node-red",
        )?;
        let scratch = launch.scratch().to_owned();
        let options = json!({ "user": Self::USER, "password": Self::PASSWORD });
        let process = launch
            .arg(program)
            .arg("--settings")
            .arg(python::file("node-red", "settings.cjs"))
            .arg("--port")
            .arg(port.to_string())
            .env("STAGE_OPTIONS", options.to_string())
            .env("STAGE_SCRATCH", scratch)
            .start_at(port)
            .await?;
        Ok(Self {
            url: http::address(&format!("http://127.0.0.1:{port}/"))?,
            _process: process,
        })
    }

    /// An address at the server: `/auth/token`, `/auth/revoke`, `/settings`.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

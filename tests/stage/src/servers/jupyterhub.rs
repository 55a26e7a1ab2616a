//! JupyterHub with a service that logs people in, behind the proxy that it starts itself.
//!
//! What it is good for: no refresh tokens; more scopes than were asked for; Basic refused at the token
//! endpoint; 403 without a word for a token that is not good; `Bearer` and `token` before it; personal
//! access tokens; no metadata and no revocation endpoint.

use reqwest::Client;
use serde_json::{Value, json};
use url::Url;

use super::python;
use crate::browser::Form;
use crate::process::Process;
use crate::{StageError, http, ports, programs};

/// A running hub. Dropping it ends it, with its proxy. Alice's password is her name.
pub struct JupyterHub {
    url: Url,
    client: Client,
    _process: Process,
}

impl JupyterHub {
    /// The id of its one client.
    pub const CLIENT: &'static str = "service-tokenry";
    /// Its secret.
    pub const SECRET: &'static str = "jupyterhub-secret";
    const ADMIN: &'static str = "token an-administrator-of-the-stage";
    /// The pages of a login, as [`Browser::login_through`](crate::Browser::login_through) walks them.
    pub const PAGES: &'static [Form] = &[
        Form {
            button: "input#login_submit",
            fields: &[("username", "alice"), ("password", "alice")],
        },
        Form {
            button: "form[method=post] input[type=submit][value=Authorize], form[method=post] button[type=submit]",
            fields: &[],
        },
    ];

    /// Starts a hub on free ports, whose service has this redirect URI.
    pub async fn start(redirect_uri: &str) -> Result<Self, StageError> {
        let port = ports::free()?;
        let proxy = programs::node_module_of("jupyterhub", "configurable-http-proxy")?;
        let options = json!({
            "ports": [port, ports::free()?, ports::free()?],
            "proxy": proxy.join("bin/configurable-http-proxy"),
            "user": "alice",
            "client_id": Self::CLIENT,
            "client_secret": Self::SECRET,
            "redirect_uri": redirect_uri,
            "admin": Self::ADMIN.trim_start_matches("token "),
        });
        let (process, ()) = python::launch("JupyterHub", "jupyterhub", "jupyterhub", &options)?
            .arg("--config")
            .arg(python::file("jupyterhub", "config.py"))
            .errors_too()
            .start(|line| line.contains("JupyterHub is now running").then_some(()))
            .await?;
        Ok(Self {
            url: http::address(&format!("http://127.0.0.1:{port}/"))?,
            client: http::client()?,
            _process: process,
        })
    }

    /// An address at the hub.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// Alice deletes all her tokens, as on the page `/hub/token`.
    pub async fn delete_tokens(&self) -> Result<(), StageError> {
        let tokens = self.url("/hub/api/users/alice/tokens");
        let list = self.client.get(tokens.clone());
        let list: Value =
            http::json(list.header("authorization", Self::ADMIN).send().await?).await?;
        for token in list["api_tokens"].as_array().into_iter().flatten() {
            let one = format!("{tokens}/{}", token["id"].as_str().unwrap_or_default());
            let delete = self.client.delete(http::address(&one)?);
            let deleted = delete.header("authorization", Self::ADMIN).send().await?;
            deleted.error_for_status()?;
        }
        Ok(())
    }
}

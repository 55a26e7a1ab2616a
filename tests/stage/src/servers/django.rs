//! django-oauth-toolkit, set to take JSON token requests and no others.
//!
//! What it is good for: a form is answered `unsupported_grant_type`; refresh tokens rotate; a protected
//! route answers 403 with an empty body where others answer 401; there is no metadata.

use serde_json::json;
use url::Url;

use super::python;
use crate::StageError;
use crate::browser::Form;
use crate::process::Process;

/// A running Django. Dropping it ends it. Alice's password is her name.
pub struct Django {
    url: Url,
    _process: Process,
}

impl Django {
    /// The id of its one client.
    pub const CLIENT: &'static str = "tokenry-django";
    /// Its secret.
    pub const SECRET: &'static str = "django-secret";
    /// The pages of a login, as [`Browser::login_through`](crate::Browser::login_through) walks them.
    pub const PAGES: &'static [Form] = &[
        Form {
            button: "button#enter",
            fields: &[("username", "alice"), ("password", "alice")],
        },
        Form {
            button: "input[name=allow]",
            fields: &[],
        },
    ];

    /// Starts a server on a free port, whose client has this redirect URI.
    pub async fn start(redirect_uri: &str) -> Result<Self, StageError> {
        let options = json!({
            "user": "alice",
            "client_id": Self::CLIENT,
            "client_secret": Self::SECRET,
            "redirect_uri": redirect_uri,
        });
        let (process, url) = python::start("Django", "django", &options).await?;
        Ok(Self {
            url,
            _process: process,
        })
    }

    /// An address at the server: `/o/authorize/`, `/o/token/`, `/o/revoke_token/`, `/api/me`.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

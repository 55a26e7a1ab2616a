//! Canaille, an identity provider in Python, with open registration.
//!
//! What it is good for: `iss` in the callback; JWT access tokens that say whose they are; exact redirect
//! URIs; a page for the name and one for the password. Two tokens for one person within a second, with
//! one lifetime, are one and the same to it, and it answers 500.

use serde_json::json;
use url::Url;

use super::python;
use crate::StageError;
use crate::browser::Form;
use crate::process::Process;

/// A running Canaille. Dropping it ends it.
pub struct Canaille {
    url: Url,
    _process: Process,
}

impl Canaille {
    const PASSWORD: &'static str = "alice-password";
    /// The pages of a login, as [`Browser::login_through`](crate::Browser::login_through) walks them.
    pub const PAGES: &'static [Form] = &[
        Form {
            button: "#loginform button[name=answer]",
            fields: &[("login", "alice")],
        },
        Form {
            button: "#passwordform button[type=submit]",
            fields: &[("password", Self::PASSWORD)],
        },
        Form {
            button: "button#accept",
            fields: &[],
        },
    ];

    /// Starts a server on a free port.
    pub async fn start() -> Result<Self, StageError> {
        let options = json!({ "user": "alice", "password": Self::PASSWORD });
        let (process, url) = python::start("Canaille", "canaille", &options).await?;
        Ok(Self {
            url,
            _process: process,
        })
    }

    /// The issuer as the server itself writes it.
    pub fn issuer(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// An address at the server.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

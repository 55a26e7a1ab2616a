//! Doorkeeper, the OAuth server of Mastodon and GitLab, in a small Rails application.
//!
//! It comes from Debian's packages; the server's side is in `doorkeeper/` of this package. What it is
//! good for: token parameters as form, JSON or query; the out-of-band page; replies without
//! `expires_in`; `?access_token=`; an old refresh token that works until the new access token is used;
//! Mastodon's way of registering a client (`POST /api/v1/apps`).

use std::path::PathBuf;

use reqwest::Client;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use crate::process::{Launch, Process};
use crate::{StageError, http, programs};

/// The set-up of a [`Doorkeeper`].
///
/// By default there is one client, no `expires_in` and no refresh token, like Mastodon.
#[derive(Debug, Clone, Serialize)]
pub struct DoorkeeperOptions {
    /// The registrations.
    pub clients: Vec<DoorkeeperClient>,
    /// How long access tokens live, in seconds; none means for ever, and replies without `expires_in`.
    pub expires_in: Option<u32>,
    /// Whether logins give a refresh token.
    pub refresh_tokens: bool,
    /// The path below which `authorize`, `token` and `revoke` are, without slashes around it.
    pub mount: String,
    /// How many characters an access token has; none for Doorkeeper's own length.
    pub token_length: Option<usize>,
    /// Whether a token may come back in an address (`response_type=token`).
    pub implicit: bool,
    /// What everybody is told at `/api/v1/instance`, by which servers of the Fediverse are known.
    pub instance: Option<serde_json::Value>,
}

/// A registration.
#[derive(Debug, Clone, Serialize)]
pub struct DoorkeeperClient {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: String,
    /// What the consent page calls it.
    pub name: String,
    /// Where it may be sent; 127.0.0.1 matches on any port.
    pub redirect_uris: Vec<String>,
    /// The scopes it may ask for.
    pub scopes: String,
    /// Whether its secret is asked for.
    pub confidential: bool,
}

impl DoorkeeperOptions {
    /// The id of the default client.
    pub const CLIENT: &'static str = "tokenry-doorkeeper";
    /// Its secret.
    pub const SECRET: &'static str = "doorkeeper-secret";
}

impl Default for DoorkeeperOptions {
    fn default() -> Self {
        Self {
            clients: vec![DoorkeeperClient {
                id: Self::CLIENT.to_owned(),
                secret: Self::SECRET.to_owned(),
                name: "Tokenry".to_owned(),
                redirect_uris: vec![
                    "urn:ietf:wg:oauth:2.0:oob".to_owned(),
                    "http://127.0.0.1/callback".to_owned(),
                ],
                scopes: "read write follow read:accounts write:statuses".to_owned(),
                confidential: true,
            }],
            expires_in: None,
            refresh_tokens: false,
            mount: "oauth".to_owned(),
            token_length: None,
            implicit: false,
            instance: None,
        }
    }
}

/// A token request as it arrived.
#[derive(Debug, Clone, Deserialize)]
pub struct DoorkeeperCall {
    /// Where the parameters were: `form`, `json` or `query`.
    pub via: String,
    /// The content type, if there was one.
    pub content_type: Option<String>,
    /// The `Authorization` header, if there was one.
    pub authorization: Option<String>,
    /// The raw query.
    pub query: String,
    /// The raw body.
    pub body: String,
    /// The status of the reply.
    pub status: u16,
    /// The body of the reply.
    pub reply: String,
}

/// A running Doorkeeper. Dropping it ends it. Anybody may log in; the password is the user name.
pub struct Doorkeeper {
    url: Url,
    client: Client,
    _process: Process,
}

#[derive(Deserialize)]
struct Address {
    url: Url,
}

impl Doorkeeper {
    /// Starts a server on a free port.
    pub async fn start(options: DoorkeeperOptions) -> Result<Self, StageError> {
        let ruby = programs::find(
            "ruby",
            "ruby-doorkeeper ruby-rails ruby-sqlite3 puma ruby-sprockets-rails",
        )?;
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("doorkeeper/server.rb");
        let options = serde_json::to_string(&options).map_err(StageError::data("the options"))?;
        let launch = Launch::new(
            "Doorkeeper",
            ruby,
            "it needs the packages ruby-doorkeeper ruby-rails ruby-sqlite3 puma ruby-sprockets-rails, which `cargo xtask test` installs",
        )?;
        let scratch = launch.scratch().to_owned();
        let (process, address) = launch
            .arg(script)
            .env("STAGE_OPTIONS", options)
            .env("STAGE_SCRATCH", scratch)
            .start(|line| serde_json::from_str::<Address>(line).ok())
            .await?;
        Ok(Self {
            url: address.url,
            client: http::client()?,
            _process: process,
        })
    }

    /// The address of the server, without a slash at the end.
    pub fn base(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// An address at the server: `/oauth/authorize`, `/oauth/token`, `/api/v1/accounts/verify_credentials`, …
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// The token requests so far, oldest first.
    pub async fn token_posts(&self) -> Result<Vec<DoorkeeperCall>, StageError> {
        http::json(
            self.client
                .get(self.url("/control/requests"))
                .send()
                .await?,
        )
        .await
    }

    /// A token that this person has made for themselves on a page of the server.
    pub async fn personal_token(&self, user: &str) -> Result<String, StageError> {
        let request = self.client.post(self.url("/control/token"));
        let made: serde_json::Value =
            http::json(request.json(&json!({ "user": user })).send().await?).await?;
        Ok(made["token"].as_str().unwrap_or_default().to_owned())
    }

    /// Voids every token, as if each user had removed the application.
    pub async fn revoke_everything(&self) -> Result<(), StageError> {
        self.client
            .post(self.url("/control/revoke"))
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}

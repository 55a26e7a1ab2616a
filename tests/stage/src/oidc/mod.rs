//! A certified OpenID Connect server (npm `oidc-provider`) with an API behind it.
//!
//! Everything lives in the memory of one node process. The server's side is in `oidc-provider/` of
//! this package; the API's routes are listed at the top of `api.mjs` there.

mod ledger;
mod login;
mod options;

use std::path::PathBuf;

use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

pub use ledger::{Call, Fault, Ledger};
pub use options::{AccessTokens, NativeClient, OidcOptions, RefreshTokens, ServerTls, WebClient};

use crate::process::{Launch, Process};
use crate::{StageError, http, programs};

/// A running authorization server. Dropping it ends it.
pub struct OidcServer {
    issuer: Url,
    elsewhere: Url,
    secure: Option<Url>,
    client: Client,
    _process: Process,
}

#[derive(Deserialize)]
struct Addresses {
    issuer: Url,
    elsewhere: Url,
    secure: Option<Url>,
}

impl OidcServer {
    /// Starts a server on a free port.
    pub async fn start(options: OidcOptions) -> Result<Self, StageError> {
        let node = programs::find("node", "nodejs")?;
        programs::node_module("oidc-provider")?;
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oidc-provider/server.mjs");
        let options = serde_json::to_string(&options).map_err(StageError::data("the options"))?;
        let (process, addresses) = Launch::new(
            "oidc-provider",
            node,
            "it needs Node 20 and `npm ci` in tests/stage",
        )?
        .arg(script)
        .env("STAGE_OPTIONS", options)
        .start(|line| serde_json::from_str::<Addresses>(line).ok())
        .await?;
        Ok(Self {
            issuer: addresses.issuer,
            elsewhere: addresses.elsewhere,
            secure: addresses.secure,
            client: http::client()?,
            _process: process,
        })
    }

    /// The issuer as the server itself writes it, without a slash at the end.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str().trim_end_matches('/')
    }

    /// An address at the server: `/token`, `/auth`, `/.well-known/openid-configuration`, …
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.issuer.clone();
        set_path(&mut url, path);
        url
    }

    /// An address of the API behind the server: `api("/me")`.
    pub fn api(&self, path: &str) -> Url {
        self.url(&format!("/api{path}"))
    }

    /// The same open API routes at another origin, where this server's tokens have no business.
    pub fn elsewhere(&self, path: &str) -> Url {
        let mut url = self.elsewhere.clone();
        set_path(&mut url, &format!("/api{path}"));
        url
    }

    /// An address of the API where the client's certificate is asked for; none without
    /// [`OidcOptions::tls`].
    pub fn secure_api(&self, path: &str) -> Option<Url> {
        let mut url = self.secure.clone()?;
        set_path(&mut url, &format!("/api{path}"));
        Some(url)
    }

    /// Everything that was asked of the server so far.
    pub async fn ledger(&self) -> Result<Ledger, StageError> {
        http::json(self.client.get(self.url("/control/ledger")).send().await?).await
    }

    /// The token requests so far, oldest first.
    pub async fn token_posts(&self) -> Result<Vec<Call>, StageError> {
        Ok(self.ledger().await?.token_calls)
    }

    /// The token requests so far with this `grant_type`.
    pub async fn token_posts_of(&self, grant_type: &str) -> Result<Vec<Call>, StageError> {
        let mut calls = self.token_posts().await?;
        calls.retain(|call| call.parameter("grant_type") == Some(grant_type));
        Ok(calls)
    }

    /// The API calls so far, oldest first, at both origins.
    pub async fn api_calls(&self) -> Result<Vec<Call>, StageError> {
        Ok(self.ledger().await?.api_calls)
    }

    /// Access tokens issued from now on live this many seconds.
    pub async fn set_access_token_ttl(&self, seconds: u32) -> Result<(), StageError> {
        self.control("ttl", &json!({ "seconds": seconds })).await?;
        Ok(())
    }

    /// Voids every access token; refresh tokens and grants stay good.
    pub async fn revoke_access_tokens(&self) -> Result<(), StageError> {
        self.control("revoke", &json!({ "what": "access_tokens" }))
            .await?;
        Ok(())
    }

    /// Voids everything that was issued so far, as if the user had removed the application.
    pub async fn revoke_everything(&self) -> Result<(), StageError> {
        self.control("revoke", &json!({ "what": "everything" }))
            .await?;
        Ok(())
    }

    /// Uses a refresh token of the public client as a thief would who has got hold of it. Answers
    /// the status of the reply.
    pub async fn use_stolen(&self, refresh_token: &str) -> Result<u16, StageError> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("client_id", OidcOptions::NATIVE),
        ];
        let request = self.client.post(self.url("/token")).form(&form);
        Ok(request.send().await?.status().as_u16())
    }

    /// The next `times` token requests go wrong in this way.
    pub async fn next_token_calls(&self, times: u32, fault: Fault) -> Result<(), StageError> {
        let mut order = serde_json::to_value(fault).map_err(StageError::data("the fault"))?;
        order["times"] = json!(times);
        self.control("fault", &order).await?;
        Ok(())
    }

    /// Waits until at least `count` token requests are held (see [`Fault::Hold`]).
    pub async fn held(&self, count: usize) -> Result<(), StageError> {
        self.control("held", &json!({ "at_least": count })).await?;
        Ok(())
    }

    /// Lets the held token requests go on. Answers how many there were.
    pub async fn release(&self) -> Result<u64, StageError> {
        let answer = self.control("release", &json!({})).await?;
        Ok(answer["released"].as_u64().unwrap_or_default())
    }

    async fn control(&self, door: &str, body: &Value) -> Result<Value, StageError> {
        http::json(
            self.client
                .post(self.url(&format!("/control/{door}")))
                .json(body)
                .send()
                .await?,
        )
        .await
    }
}

fn set_path(url: &mut Url, path: &str) {
    let (path, query) = path
        .split_once('?')
        .map_or((path, None), |(path, query)| (path, Some(query)));
    url.set_path(path);
    url.set_query(query);
}

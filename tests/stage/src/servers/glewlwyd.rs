//! Glewlwyd, an OpenID Connect server in C, from Debian's package.
//!
//! What it is good for: `token_type` in lower case; refusals at the token endpoint with an empty body;
//! 401 without `WWW-Authenticate`; a refresh reply without a refresh token; addresses with a double
//! slash in its metadata; exact redirect URIs. It is configured over its administrators' API.

mod configuration;

use std::fs;

use rcgen::{KeyPair, PublicKeyData as _};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
use url::Url;

use crate::process::{Launch, Process};
use crate::tap::pem;
use crate::{StageError, http, ports, programs};

/// The tables and the administrator, as Debian's package makes them.
const TABLES: &str = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3";
/// The administrator's password in a fresh database.
const ADMIN: (&str, &str) = ("admin", "password");

/// A running Glewlwyd with one person, alice. Dropping it ends it.
///
/// Clients register themselves (RFC 7591).
pub struct Glewlwyd {
    url: Url,
    client: Client,
    _process: Process,
}

impl Glewlwyd {
    /// The scopes that a client may ask for.
    pub const SCOPES: &'static str = "openid notes";
    const PERSON: (&'static str, &'static str) = ("alice", "alice-password");

    /// Starts a server on a free port and configures it.
    pub async fn start() -> Result<Self, StageError> {
        let program = programs::find("glewlwyd", "glewlwyd")?;
        let launch = Launch::new("Glewlwyd", program, "it needs the package glewlwyd")?;
        let scratch = launch.scratch().to_owned();
        let port = ports::free()?;
        let url = http::address(&format!("http://127.0.0.1:{port}/"))?;
        let database = scratch.join("glewlwyd.sqlite3");
        let tables = fs::read_to_string(TABLES).map_err(StageError::file(TABLES))?;
        let options = SqliteConnectOptions::new()
            .filename(&database)
            .create_if_missing(true);
        let mut connection = options.connect().await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(tables))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        let file = scratch.join("glewlwyd.conf");
        fs::write(&file, configuration::file(&url, &database)).map_err(StageError::file(&file))?;

        let launch = launch.arg("--config-file").arg(file);
        let process = launch.start_at(port).await?;
        let server = Self {
            url,
            client: http::client()?,
            _process: process,
        };
        server.configure().await?;
        Ok(server)
    }

    /// The issuer as the server itself writes it.
    pub fn issuer(&self) -> String {
        self.url("/api/oidc").to_string()
    }

    /// An address at the server.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// Logs alice in at an authorize address, agrees to everything, and answers the address the
    /// browser would be sent to. What its page does by script is done here by its API.
    pub async fn login_by_http(&self, authorize_url: &Url) -> Result<Url, StageError> {
        let at_login = self.client.get(authorize_url.clone()).send().await?;
        let login_page = target(at_login).await?;
        let wanted = |name: &str| {
            let found = login_page.query_pairs().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        let session = self.session(Self::PERSON).await?;
        let consent = json!({ "scope": wanted("scope") });
        let path = format!("/api/auth/grant/{}", wanted("client_id"));
        self.call(&session, Method::PUT, &path, &consent).await?;
        let next = http::address(&format!("{}&g_continue", wanted("callback_url")))?;
        let sent_back = self.client.get(next).header(COOKIE, &session);
        target(sent_back.send().await?).await
    }

    /// Alice takes back what she has agreed to: no refresh token of hers is good any more.
    pub async fn forget_refresh_tokens(&self) -> Result<(), StageError> {
        let session = self.session(Self::PERSON).await?;
        let list = self.client.get(self.url("/api/oidc/token"));
        let given: Vec<Value> = http::json(list.header(COOKIE, &session).send().await?).await?;
        for token in given {
            let mut url = self.url("/api/oidc/token");
            if let (Ok(mut path), Some(hash)) =
                (url.path_segments_mut(), token["token_hash"].as_str())
            {
                path.push(hash);
            }
            succeeded(self.client.delete(url).header(COOKIE, &session)).await?;
        }
        Ok(())
    }

    async fn configure(&self) -> Result<(), StageError> {
        let session = self.session(ADMIN).await?;
        let key = KeyPair::generate()?;
        let public = pem("PUBLIC KEY", &key.subject_public_key_info());
        let private = pem("PRIVATE KEY", &key.serialize_der());
        let plugin = configuration::openid(&self.issuer(), &private, &public)?;
        let (name, password) = Self::PERSON;
        let person = json!({
            "username": name, "password": password, "name": "Alice", "email": "alice@example.com",
            "enabled": true, "scope": ["openid", "notes", "g_profile"],
        });
        for (path, body) in [
            ("/api/scope/", configuration::scope()),
            ("/api/mod/plugin/", plugin),
            ("/api/user/", person),
        ] {
            self.call(&session, Method::POST, path, &body).await?;
        }
        Ok(())
    }

    /// A cookie for somebody who has logged in.
    async fn session(&self, (name, password): (&str, &str)) -> Result<String, StageError> {
        let body = json!({ "username": name, "password": password });
        let entered = self.client.post(self.url("/api/auth/")).json(&body);
        let entered = succeeded(entered).await?;
        let cookie = entered.headers().get(SET_COOKIE);
        let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        Ok(cookie.unwrap_or_default().to_owned())
    }

    async fn call(
        &self,
        session: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<(), StageError> {
        let request = self.client.request(method, self.url(path)).json(body);
        succeeded(request.header(COOKIE, session)).await?;
        Ok(())
    }
}

async fn succeeded(request: RequestBuilder) -> Result<Response, StageError> {
    let response = request.send().await?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(refusal(response).await)
}

/// Where a reply sends the browser.
async fn target(response: Response) -> Result<Url, StageError> {
    let location = response.headers().get(LOCATION);
    match location.and_then(|value| value.to_str().ok()) {
        Some(location) => http::address(location),
        None => Err(refusal(response).await),
    }
}

async fn refusal(response: Response) -> StageError {
    StageError::Reply {
        url: response.url().to_string(),
        status: response.status().as_u16(),
        body: response.text().await.unwrap_or_default(),
    }
}

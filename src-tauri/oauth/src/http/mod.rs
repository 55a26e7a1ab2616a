//! The one client factory: every byte that Tokenry sends over HTTP goes through a client
//! made here, so that proxies, trusted certificates and TLS versions are the same for
//! logging in and for trying calls.
//!
//! [`Http`] makes the clients, [`exchange`] sends one request within its caps and tells it as
//! a transcript step, [`HttpError`] says what can go wrong in words a person understands.

mod cause;
mod charset;
mod error;
mod exchange;
mod identity;
mod patience;
mod policy;
mod tls;

use self::tls::TrustStore;
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokenry_model::hosts::is_loopback;

use url::Url;

pub use self::charset::{decoded, named as charset_named};
pub use self::error::HttpError;
pub use self::error::TlsFault;
pub use self::exchange::Caps;
pub use self::exchange::Exchanged;
pub use self::exchange::exchange;
pub use self::exchange::recorded_body;
pub use self::identity::Identity;
pub use self::identity::IdentityFault;
pub use self::identity::SHOWN;
pub use self::patience::TokenClient;
pub use self::policy::may_carry_credentials;
pub use crate::http::exchange::HttpResponse;

/// The default `User-Agent`.
pub const USER_AGENT: &str = concat!("Tokenry/", env!("CARGO_PKG_VERSION"));

/// The clients, made when first needed (the first one for https reads the system's trust store,
/// about 3 ms). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http(Arc<Clients>);

/// Settings of all clients.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Trusted besides the system's own certificate authorities.
    pub extra_roots: Vec<rustls::pki_types::CertificateDer<'static>>,
    /// Use the proxy of the system or of the environment.
    pub system_proxy: bool,
    /// Time limit for connecting, including name resolution and TLS.
    pub connect: Duration,
    /// Time limit for an exchange that can be repeated.
    pub total: Duration,
    /// The same where the request spends something: a code, a refresh token. Who gives up then
    /// loses what the answer would have brought, so it is longer than the gateways in front of
    /// servers wait.
    pub total_when_spending: Duration,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            extra_roots: Vec::new(),
            system_proxy: true,
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            total_when_spending: Duration::from_mins(2),
        }
    }
}

#[derive(Debug)]
struct Clients {
    settings: HttpSettings,
    trust: Arc<TrustStore>,
    tls: OnceLock<rustls::ClientConfig>,
    token: Pair,
    api: Pair,
}

/// A client that goes through the system's proxy, and one for this machine itself.
#[derive(Debug, Default)]
struct Pair {
    proxied: OnceLock<reqwest::Client>,
    direct: OnceLock<reqwest::Client>,
}

impl Http {
    /// The clients with the usual settings.
    pub fn new() -> Self {
        Self::with(HttpSettings::default())
    }

    pub fn with(settings: HttpSettings) -> Self {
        Self(Arc::new(Clients {
            trust: Arc::new(TrustStore::with(settings.extra_roots.clone())),
            settings,
            tls: OnceLock::new(),
            token: Pair::default(),
            api: Pair::default(),
        }))
    }

    pub fn settings(&self) -> &HttpSettings {
        &self.0.settings
    }

    /// The client for endpoints that get credentials, and for metadata: follows no redirects,
    /// keeps no cookies, speaks HTTP/1.1, and is waited for as [`HttpSettings::total`] says.
    pub fn token(&self, url: &Url) -> Result<TokenClient, HttpError> {
        let client = self.client(&self.0.token, url, reqwest::ClientBuilder::http1_only)?;
        Ok(TokenClient::of(client.clone(), &self.0.settings))
    }

    /// The client for the workbench's requests: follows no redirects (the caller does, and
    /// drops credentials on the way), keeps no cookies, sets no limit on the whole time.
    pub fn api(&self, url: &Url) -> Result<&reqwest::Client, HttpError> {
        self.client(&self.0.api, url, |builder| builder)
    }

    /// As [`Self::token`], with a certificate for the server that asks for one (RFC 8705). A
    /// client of its own for each exchange: no connection is shared with another identity.
    pub fn token_as(&self, identity: &Identity, url: &Url) -> Result<TokenClient, HttpError> {
        let tls = identity.shown_by(self.tls(url)?);
        let client = self.builder(url, tls).http1_only().build();
        let client = client.map_err(HttpError::Setup)?;
        Ok(TokenClient::of(client, &self.0.settings))
    }

    /// As [`Self::api`], likewise.
    pub fn api_as(&self, identity: &Identity, url: &Url) -> Result<reqwest::Client, HttpError> {
        let tls = identity.shown_by(self.tls(url)?);
        self.builder(url, tls).build().map_err(HttpError::Setup)
    }

    /// Begins to read the system's trust store on a thread of its own, for a program that is
    /// going to send and has something else to wait for first. Returns at once.
    pub fn warm(&self) {
        let http = self.clone();
        let warming = std::thread::Builder::new().name("trust store".into());
        // What fails here fails again, and is told, when it is needed.
        let _ = warming.spawn(move || drop(http.0.trust.read().map(drop)));
    }

    fn client<'a>(
        &self,
        pair: &'a Pair,
        url: &Url,
        shape: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<&'a reqwest::Client, HttpError> {
        // What runs on this machine is never asked for through a proxy.
        let direct = is_loopback(url);
        let slot = if direct { &pair.direct } else { &pair.proxied };
        let tls = self.tls(url)?;
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let builder = self.builder(url, tls.clone());
        let client = shape(builder).build().map_err(HttpError::Setup)?;
        // Another task may have been faster; both clients are alike.
        Ok(slot.get_or_init(|| client))
    }

    fn builder(&self, url: &Url, tls: rustls::ClientConfig) -> reqwest::ClientBuilder {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where HTTP clients are made"
        )]
        let builder = reqwest::Client::builder;
        let mut builder = builder()
            .tls_backend_preconfigured(tls)
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(self.0.settings.connect)
            .dns_resolver(Arc::new(tls::Names))
            .http1_max_headers(exchange::MAX_HEADERS);
        if is_loopback(url) || !self.0.settings.system_proxy {
            builder = builder.no_proxy();
        }
        builder
    }

    /// For an exchange with this URL. A trust store that cannot be read is told before anything is
    /// sent.
    fn tls(&self, url: &Url) -> Result<&rustls::ClientConfig, HttpError> {
        let trust = &self.0.trust;
        if url.scheme() == "https" {
            trust.read().map_err(HttpError::TrustStore)?;
        }
        if let Some(config) = self.0.tls.get() {
            return Ok(config);
        }
        let config = trust.config().map_err(HttpError::TrustStore)?;
        Ok(self.0.tls.get_or_init(|| config))
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

//! A proxy that hears everything between a program and servers with names of their own.
//!
//! A program that is told of it ([`Tap::env`]) believes that it speaks with `https://api.example.org`,
//! and speaks with a server of the stage. What it said is kept word for word: [`Tap::heard`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair};
use reqwest::Client;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::oidc::Call;
use crate::process::{Launch, Process};
use crate::{StageError, http, programs};

/// The set-up of a [`Tap`].
#[derive(Debug, Clone, Default)]
pub struct TapOptions {
    /// Host names, and the server that answers for each.
    pub hosts: BTreeMap<String, Url>,
    /// For a path: the only members that replies there keep. For servers whose documents promise less
    /// than any real server says.
    pub keep: BTreeMap<String, Vec<&'static str>>,
}

impl TapOptions {
    /// This server answers for the host, which is reached by https on its usual port.
    #[must_use]
    pub fn host(mut self, name: &str, server: &Url) -> Self {
        self.hosts.insert(name.to_owned(), server.clone());
        self
    }

    /// Replies at this path have these members at most.
    #[must_use]
    pub fn keep(mut self, path: &str, members: &[&'static str]) -> Self {
        self.keep.insert(path.to_owned(), members.to_vec());
        self
    }
}

/// A running proxy. Dropping it ends it.
pub struct Tap {
    url: Url,
    authority: PathBuf,
    client: Client,
    _process: Process,
}

#[derive(Deserialize)]
struct Address {
    url: Url,
}

impl Tap {
    /// Starts it on a free port.
    pub async fn start(options: TapOptions) -> Result<Self, StageError> {
        let node = programs::find("node", "nodejs")?;
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tap/tap.mjs");
        let names: Vec<String> = options.hosts.keys().cloned().collect();
        let key = KeyPair::generate()?;
        // It vouches for itself: whoever trusts it, trusts it for these names alone.
        let certificate = CertificateParams::new(names)?.self_signed(&key)?;
        let launch = Launch::new("the tap", node, "it needs Node 20")?;
        let authority = launch.scratch().join("authority.pem");
        let pem = pem("CERTIFICATE", certificate.der());
        fs::write(&authority, &pem).map_err(StageError::file(&authority))?;
        let options = json!({
            "hosts": options.hosts,
            "keep": options.keep,
            "certificate": pem,
            "key": self::pem("PRIVATE KEY", &key.serialize_der()),
        });
        let (process, address) = launch
            .arg(script)
            .env("STAGE_OPTIONS", options.to_string())
            .start(|line| serde_json::from_str::<Address>(line).ok())
            .await?;
        Ok(Self {
            url: address.url,
            authority,
            client: http::client()?,
            _process: process,
        })
    }

    /// What a program has to have in its environment: the proxy, and whom to trust.
    pub fn env(&self) -> [(&'static str, OsString); 2] {
        [
            ("HTTPS_PROXY", self.url.as_str().into()),
            ("SSL_CERT_FILE", self.authority.clone().into()),
        ]
    }

    /// Every request so far, oldest first.
    pub async fn heard(&self) -> Result<Vec<Call>, StageError> {
        let mut door = self.url.clone();
        door.set_path("/control/heard");
        http::json(self.client.get(door).send().await?).await
    }

    /// The requests so far with this method and path.
    pub async fn heard_at(&self, method: &str, path: &str) -> Result<Vec<Call>, StageError> {
        let mut calls = self.heard().await?;
        calls.retain(|call| call.method == method && call.path == path);
        Ok(calls)
    }
}

/// RFC 7468.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|start| &text[start..text.len().min(start + 64)])
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

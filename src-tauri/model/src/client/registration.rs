//! How a client that Tokenry registered came to be, and what its server last said about it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::ClientProfile;
use crate::{clock::Timestamp, sealed::Sealed, transcript::Transcript};

/// How a server registers clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RegistrationWay {
    /// RFC 7591.
    Dynamic,
    /// `POST /api/v1/apps`, which GoToSocial and others follow.
    Mastodon,
}

/// A stored registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    pub way: RegistrationWay,
    pub registered_at: Timestamp,
    /// `client_id_issued_at`, where the server says (RFC 7591 §3.2.1).
    pub issued_at: Option<Timestamp>,
    /// `registration_client_uri` (RFC 7592 §3).
    pub uri: Option<Url>,
    /// `registration_access_token`, sealed; absent where the registration cannot be managed.
    pub token: Option<Sealed>,
    /// The server's last answer about the client, its secrets masked.
    pub said: Map<String, Value>,
    pub said_at: Timestamp,
    /// The last things asked about it.
    pub transcript: Transcript,
}

/// What a person wants another way at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationChange {
    /// `client_name`
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
}

impl Registration {
    /// Whether the server lets Tokenry read, change and delete it.
    pub fn is_managed(&self) -> bool {
        self.uri.is_some() && self.token.is_some()
    }

    /// The redirect URIs of the server's last answer: a list, or the lines of one text.
    pub fn redirect_uris(&self) -> Vec<String> {
        let own = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        match self.said.get("redirect_uris") {
            Some(Value::String(lines)) => own(lines),
            Some(list) => serde_json::from_value(list.clone()).unwrap_or_default(),
            None => match self.said.get("redirect_uri") {
                Some(Value::String(lines)) => own(lines),
                _ => Vec::new(),
            },
        }
    }

    /// What the server has, as a change that changes nothing: for a person to begin with. The
    /// redirect URI of `client` stands first, as where a client is registered.
    pub fn as_change(&self, client: &ClientProfile) -> RegistrationChange {
        let mut redirect_uris = self.redirect_uris();
        if redirect_uris.is_empty() {
            redirect_uris.push(client.redirect_uri.clone());
        }
        redirect_uris.sort_by_key(|uri| *uri != client.redirect_uri);
        let name = self.said.get("client_name").and_then(Value::as_str);
        RegistrationChange {
            name: name.unwrap_or(&client.name).to_owned(),
            redirect_uris,
            scopes: client.scopes.clone(),
        }
    }
}

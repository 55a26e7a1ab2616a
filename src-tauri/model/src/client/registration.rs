//! The origin of a client that Tokenry registered, and the server's last answer about it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::ClientProfile;
use crate::{clock::Timestamp, sealed::Sealed, transcript::Transcript};

/// The protocol by which a server registers clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RegistrationWay {
    /// RFC 7591.
    Dynamic,
    /// `POST /api/v1/apps`, also supported by GoToSocial and others.
    Mastodon,
}

/// A stored registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    pub way: RegistrationWay,
    pub registered_at: Timestamp,
    /// `client_id_issued_at`, if the server sent it (RFC 7591 §3.2.1).
    pub issued_at: Option<Timestamp>,
    /// `registration_client_uri` (RFC 7592 §3).
    pub uri: Option<Url>,
    /// `registration_access_token`, sealed. `None` if the registration cannot be managed.
    pub token: Option<Sealed>,
    /// The server's last answer about the client, with its secrets masked.
    pub said: Map<String, Value>,
    pub said_at: Timestamp,
    /// The most recent requests about this registration.
    pub transcript: Transcript,
}

/// A person's changes to a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationChange {
    /// `client_name`
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
}

impl Registration {
    /// Returns `true` if the server lets Tokenry read, update and delete the registration (RFC
    /// 7592).
    pub fn is_managed(&self) -> bool {
        self.uri.is_some() && self.token.is_some()
    }

    /// Returns the redirect URIs of the server's last answer, which may be a list or the lines of
    /// one text.
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

    /// Returns the registered values as a change that changes nothing, for a person to edit. The
    /// redirect URI of `client` comes first, as in a new registration.
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

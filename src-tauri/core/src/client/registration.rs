//! How a client that Tokenry registered came to be, and what its server last said about it.

use serde_json::{Map, Value};
use url::Url;

use super::ClientProfile;
use crate::{
    clock::Timestamp,
    oauth::registration::{RegistrationWay, management::RegistrationChange},
    transcript::Transcript,
    vault::Sealed,
};

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

impl Registration {
    /// Whether the server lets Tokenry read, change and delete it.
    pub fn is_managed(&self) -> bool {
        self.uri.is_some() && self.token.is_some()
    }

    /// What the server has, as a change that changes nothing: for a person to begin with. The
    /// redirect URI of `client` stands first, as where a client is registered.
    pub fn as_change(&self, client: &ClientProfile) -> RegistrationChange {
        let uris = self.said.get("redirect_uris");
        let uris = uris.and_then(|uris| serde_json::from_value(uris.clone()).ok());
        let mut redirect_uris: Vec<String> =
            uris.unwrap_or_else(|| vec![client.redirect_uri.clone()]);
        redirect_uris.sort_by_key(|uri| *uri != client.redirect_uri);
        let name = self.said.get("client_name").and_then(Value::as_str);
        RegistrationChange {
            name: name.unwrap_or(&client.name).to_owned(),
            redirect_uris,
            scopes: client.scopes.clone(),
        }
    }
}

//! Clients as both faces tell them, and what goes when something is removed. Nothing in them is
//! secret.

use serde::Serialize;
use tokenry_core::workbench::Removal;
use tokenry_model::{
    client::{AuthMethod, Client},
    clock::Timestamp,
    server::{Extra, Placement, TokenStyle},
};

use crate::registrations::RegistrationView;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClientView {
    pub id: String,
    pub name: String,
    /// The server's name.
    pub server: String,
    pub server_id: String,
    /// Of the client at its server (RFC 6749 §2.2).
    pub client_id: String,
    pub auth: AuthMethod,
    pub has_secret: bool,
    /// When the secret ends, where the server said so.
    pub secret_expires_at: Option<Timestamp>,
    pub redirect_uri: String,
    /// Registered besides, for logins where the first cannot work.
    pub further_redirects: Vec<String>,
    pub scopes: Vec<String>,
    /// `null`: as the server has it.
    pub token_style: Option<TokenStyle>,
    pub token_placement: Option<Placement>,
    pub extras: Vec<Extra>,
    /// Asks for tokens that are bound to a key (RFC 9449).
    pub dpop: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A client, and how it was registered where Tokenry did that.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClientWithRegistration {
    #[serde(flatten)]
    pub client: ClientView,
    pub registration: Option<RegistrationView>,
}

/// What was removed, and what went with it, by name.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemovedView {
    pub removed: String,
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
}

impl ClientView {
    pub fn of(client: &Client, server: &str) -> Self {
        let profile = client.profile.clone();
        Self {
            id: client.id.to_string(),
            name: profile.name,
            server: server.to_owned(),
            server_id: client.server.to_string(),
            client_id: profile.client_id,
            auth: profile.auth,
            has_secret: client.secret.is_some(),
            secret_expires_at: client.secret_expires_at,
            redirect_uri: profile.redirect_uri,
            further_redirects: profile.further_redirects,
            scopes: profile.scopes,
            token_style: profile.token_style,
            token_placement: profile.placement,
            extras: profile.extras,
            dpop: profile.hardening.dpop,
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

impl RemovedView {
    pub fn of(removed: &str, with: &Removal) -> Self {
        Self {
            removed: removed.to_owned(),
            clients: with.clients.clone(),
            tokens: with.tokens.clone(),
        }
    }
}

//! A client: a registration at one server.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    id::Id,
    server::{Extra, Placement, Server, TokenStyle},
    vault::Sealed,
};

/// A stored client.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    pub id: Id<Client>,
    pub server: Id<Server>,
    pub profile: ClientProfile,
    /// Sealed under the server's data key; absent for a public client.
    pub secret: Option<Sealed>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// All that a person says about a client, but for its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientProfile {
    /// Unique among clients.
    pub name: String,
    /// `client_id` (RFC 6749 §2.2).
    pub client_id: String,
    pub auth: AuthMethod,
    /// Exactly as registered at the server, character for character. What it looks like
    /// decides how a login gets its code back ([`crate::oauth::redirect::Way`]).
    pub redirect_uri: String,
    /// Asked for when a login names no others.
    pub scopes: Vec<String>,
    /// Where this client differs from its server's habits.
    #[serde(default)]
    pub token_style: Option<TokenStyle>,
    #[serde(default)]
    pub placement: Option<Placement>,
    /// Added after the server's extras; the same name at the same place replaces those.
    #[serde(default)]
    pub extras: Vec<Extra>,
}

/// How a client proves who it is at the token endpoint (RFC 6749 §2.3, RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthMethod {
    /// `client_secret_basic`: id and secret form-urlencoded in an `Authorization: Basic` header.
    #[serde(rename = "client_secret_basic")]
    Basic,
    /// `client_secret_post`: id and secret among the parameters.
    #[serde(rename = "client_secret_post")]
    Post,
    /// `none`: a public client sends its id among the parameters and never a `Basic` header.
    #[serde(rename = "none")]
    None,
}

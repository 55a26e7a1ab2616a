//! What the command line answers when a server was asked about a token, took it back, or let it in.

use serde::Serialize;
use serde_json::{Map, Value};
use tokenry_model::clock::Timestamp;

/// What the introspection endpoint said (RFC 7662).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntrospectedView {
    /// Of the token.
    pub name: String,
    pub active: bool,
    pub expires_at: Option<Timestamp>,
    pub scopes: Option<Vec<String>>,
    /// The whole answer.
    pub answer: Map<String, Value>,
    /// What is noted of it, in full sentences.
    pub learned: Vec<String>,
    /// Where it departs from the standard.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevokedView {
    /// Of the token.
    pub name: String,
    /// The server took back every part.
    pub revoked: bool,
    pub parts: Vec<RevokedPartView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevokedPartView {
    pub part: String,
    pub revoked: bool,
    /// Why not, in the server's words where it has some.
    pub said: Option<String>,
}

/// A token that is not here any more.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForgottenView {
    pub removed: String,
    /// Always empty, as nothing goes with a token.
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
    pub revoked: bool,
    /// `null` where it was not asked.
    pub server_said: Option<String>,
}

/// A token that works.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorksView {
    pub name: String,
    /// Always `true`.
    pub works: bool,
    pub by: CheckedBy,
    /// The address that was called.
    pub url: Option<String>,
    pub status: Option<u16>,
    pub account: Option<String>,
    /// What was learned of the token, in full sentences.
    pub learned: Vec<String>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckedBy {
    Call,
    Introspection,
}

/// The logout at the authorization server.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum LogoutView {
    /// The URL to open, with `--no-browser`.
    Url { logout_url: String },
    /// The browser was opened for the token of this name.
    Opened { name: String },
}

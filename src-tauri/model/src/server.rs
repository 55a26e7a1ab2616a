//! Servers: an authorization server together with the API it protects.

mod describing;
mod destinations;
mod distrust;
mod joining;
mod reach;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

pub use self::{distrust::distrust, joining::LeftOut};
use crate::{clock::Timestamp, id::Id, sealed::Sealed};

/// A stored server.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    pub id: Id<Server>,
    pub profile: ServerProfile,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The settings of a server, from a person or from discovery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerProfile {
    /// Unique among servers.
    pub name: String,
    /// The URL of the API. Its origin is always allowed.
    pub base_url: Url,
    /// The issuer identifier, exactly as the metadata gives it (RFC 8414 §2).
    pub issuer: Option<String>,
    pub endpoints: Endpoints,
    pub habits: Habits,
    /// Further origins (`https://host[:port]`) that may receive this server's tokens.
    pub origins: Vec<String>,
    /// `scopes_supported` of the metadata, offered in the login form.
    pub scopes: Vec<String>,
    /// `token_endpoint_auth_methods_supported` of the metadata, verbatim.
    pub auth_methods: Vec<String>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3). If set, a callback without
    /// `iss` is refused.
    pub promises_iss: bool,
    /// `require_pushed_authorization_requests` (RFC 9126 §5).
    #[serde(default)]
    pub requires_pushed: bool,
    /// `dpop_signing_alg_values_supported` (RFC 9449 §5.1). Empty if the server does not support
    /// DPoP.
    #[serde(default)]
    pub dpop_algs: Vec<String>,
    /// `mtls_endpoint_aliases` (RFC 8705 §5): the endpoints for clients with a certificate, by
    /// their metadata names.
    #[serde(default)]
    pub mtls_aliases: BTreeMap<String, Url>,
    /// The recipe that the server was created from.
    pub recipe: Option<String>,
    /// The values for the placeholders of the recipe's URLs, by name.
    #[serde(default)]
    pub recipe_parts: BTreeMap<String, String>,
    /// Findings that a person accepted although Tokenry does not trust them, one sentence each.
    #[serde(default)]
    pub accepted: Vec<String>,
    /// Origins of the server that changed while it had tokens. A person has to confirm before a
    /// token goes there.
    #[serde(default)]
    pub unconfirmed: Vec<String>,
    /// The values shown as `[redacted]` in the other fields (`tokenry_vault::profile_secrets`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// The endpoints of a server. All are optional: a server with pasted tokens only has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Endpoints {
    pub authorize: Option<Url>,
    pub token: Option<Url>,
    pub userinfo: Option<Url>,
    pub revocation: Option<Url>,
    pub introspection: Option<Url>,
    pub registration: Option<Url>,
    pub device: Option<Url>,
    pub pushed_authorization: Option<Url>,
    pub jwks: Option<Url>,
    pub end_session: Option<Url>,
}

/// The request format of a server, where the standards leave a choice or the server deviates from
/// them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    pub token_style: TokenStyle,
    pub placement: Placement,
    /// Extra parameters and headers for protocol requests.
    pub extras: Vec<Extra>,
    /// The name of the code in the callback, if not `code` (`spapi_oauth_code`, `auth_code`…).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    /// Allows plain http to this server, because it is on a private network that the person trusts.
    /// Otherwise credentials go over https or stay on this machine.
    pub plain_http: bool,
    /// The member of a token reply that contains the token object, or the token itself. A dot leads
    /// into an object.
    pub token_member: Option<String>,
    /// Sends this server's tokens as Bearer, whatever their `token_type`. A person decided this.
    pub any_token_type: bool,
}

/// The encoding of token endpoint parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TokenStyle {
    /// `application/x-www-form-urlencoded` (RFC 6749 §4.1.3).
    #[default]
    Form,
    /// A JSON object, as documented by GoToSocial.
    Json,
    /// The query string of a POST without a body, as documented by Firmafon.
    Query,
}

/// The place of the access token in an API request (RFC 6750 §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "in", rename_all = "lowercase")]
pub enum Placement {
    /// `name: prefix token`. With an empty prefix, the token alone.
    Header { name: String, prefix: String },
    /// `?name=token`.
    Query { name: String },
    /// A field of a form body.
    Body { name: String },
}

impl Default for Placement {
    fn default() -> Self {
        Self::Header {
            name: "Authorization".into(),
            prefix: "Bearer".into(),
        }
    }
}

/// An extra parameter or header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Extra {
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExtraStep {
    Authorize,
    Token,
    Refresh,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExtraPlace {
    Header,
    Query,
    Body,
}

impl ServerProfile {
    /// Creates a profile with nothing but the URL of the API.
    pub fn at(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            issuer: None,
            endpoints: Endpoints::default(),
            habits: Habits::default(),
            origins: Vec::new(),
            scopes: Vec::new(),
            auth_methods: Vec::new(),
            promises_iss: false,
            requires_pushed: false,
            dpop_algs: Vec::new(),
            mtls_aliases: BTreeMap::new(),
            recipe: None,
            recipe_parts: BTreeMap::new(),
            accepted: Vec::new(),
            unconfirmed: Vec::new(),
            sealed: None,
        }
    }

    /// Returns the supported scopes that identify the account and allow refreshing (OpenID Connect
    /// Core §5.4 and §11): the default scopes of a login.
    pub fn usual_scopes(&self) -> Vec<String> {
        let usual = ["openid", "profile", "email", "offline_access"];
        let known = usual
            .iter()
            .filter(|usual| self.scopes.iter().any(|one| one == *usual));
        known.map(|scope| (*scope).to_owned()).collect()
    }
}

impl Placement {
    /// Describes the placement, to follow "sent": `as the header Authorization: Bearer …`.
    pub fn told(&self) -> String {
        match self {
            Self::Header { name, prefix } if prefix.is_empty() => format!("as the header {name}"),
            Self::Header { name, prefix } => format!("as the header {name}: {prefix} …"),
            Self::Query { name } => format!("as the parameter {name} in the URL"),
            Self::Body { name } => format!("as the form field {name}"),
        }
    }
}

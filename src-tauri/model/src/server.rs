//! A server: an authorization server together with the API it protects.

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

/// All that a person (or discovery) says about a server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerProfile {
    /// Unique among servers.
    pub name: String,
    /// Where the API is reached; its origin is always one of the allowed origins.
    pub base_url: Url,
    /// The issuer identifier exactly as the metadata gives it (RFC 8414 §2).
    pub issuer: Option<String>,
    pub endpoints: Endpoints,
    pub habits: Habits,
    /// Further origins (`https://host[:port]`) to which this server's tokens may be sent.
    pub origins: Vec<String>,
    /// `scopes_supported` of the metadata; what the login form offers.
    pub scopes: Vec<String>,
    /// `token_endpoint_auth_methods_supported` of the metadata, as written there.
    pub auth_methods: Vec<String>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3): a callback without
    /// `iss` is then refused.
    pub promises_iss: bool,
    /// `require_pushed_authorization_requests` (RFC 9126 §5).
    #[serde(default)]
    pub requires_pushed: bool,
    /// `dpop_signing_alg_values_supported` (RFC 9449 §5.1); empty where the server does not offer
    /// to bind tokens to a key.
    #[serde(default)]
    pub dpop_algs: Vec<String>,
    /// `mtls_endpoint_aliases` (RFC 8705 §5): where clients with a certificate go instead, by the
    /// names of the metadata.
    #[serde(default)]
    pub mtls_aliases: BTreeMap<String, Url>,
    /// The recipe it was made from.
    pub recipe: Option<String>,
    /// What a person said for the parts of the recipe's addresses, by their names.
    #[serde(default)]
    pub recipe_parts: BTreeMap<String, String>,
    /// What a person took over although Tokenry does not by itself, each in a sentence.
    #[serde(default)]
    pub accepted: Vec<String>,
    /// Origins of its own that it was moved to while it had tokens: a person agrees once more
    /// before a token goes there.
    #[serde(default)]
    pub unconfirmed: Vec<String>,
    /// What stands as `[redacted]` in the rest ([`tokenry_vault::profile_secrets`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

/// Where the server's endpoints are. All optional: a server that only knows pasted tokens
/// has none.
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

/// How a server likes its requests, where the standards leave a choice or the server takes one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    pub token_style: TokenStyle,
    pub placement: Placement,
    /// Parameters and headers added to what the protocol sends.
    pub extras: Vec<Extra>,
    /// How the callback calls the code, where that is not `code` (`spapi_oauth_code`,
    /// `auth_code`…).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    /// A person allowed plain http to this server because it is on a private network they
    /// trust. Without it credentials go over https or stay on this machine.
    pub plain_http: bool,
    /// The member of a token reply that holds the token, where that is not the reply itself; a
    /// dot leads into an object. It may also name the token itself.
    pub token_member: Option<String>,
    /// A person decided that this server's tokens are sent as Bearer, whatever type it gives them.
    pub any_token_type: bool,
}

/// How parameters reach the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TokenStyle {
    /// `application/x-www-form-urlencoded` (RFC 6749 §4.1.3).
    #[default]
    Form,
    /// A JSON object, as GoToSocial documents it.
    Json,
    /// The query string of a POST without a body, as Firmafon documents it.
    Query,
}

/// Where an API request carries its access token (RFC 6750 §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "in", rename_all = "lowercase")]
pub enum Placement {
    /// `name: prefix token`; an empty prefix sends the bare token.
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

/// One extra parameter or header.
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
    /// A profile that knows no more than the API's address.
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

    /// Those of its scopes that name who logged in and keep the token fresh (OpenID Connect Core
    /// §5.4 and §11): what a login asks for where nobody says more.
    pub fn usual_scopes(&self) -> Vec<String> {
        let usual = ["openid", "profile", "email", "offline_access"];
        let known = usual
            .iter()
            .filter(|usual| self.scopes.iter().any(|one| one == *usual));
        known.map(|scope| (*scope).to_owned()).collect()
    }
}

impl Placement {
    /// As in "sent as `Authorization: Bearer …`".
    pub fn told(&self) -> String {
        match self {
            Self::Header { name, prefix } if prefix.is_empty() => format!("as the header {name}"),
            Self::Header { name, prefix } => format!("as the header {name}: {prefix} …"),
            Self::Query { name } => format!("as the parameter {name} in the address"),
            Self::Body { name } => format!("as the form field {name}"),
        }
    }
}

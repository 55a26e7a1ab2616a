//! How one talks to a server: requests, grants, scopes, redirects, registration, the call that
//! verifies a token.

use serde::{Deserialize, Serialize};

use tokenry_model::server::{Extra, ExtraPlace, ExtraStep, TokenStyle};

/// How requests have to look.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wire {
    #[serde(default)]
    pub token_style: TokenStyle,
    /// The member of a token reply that holds the token, where that is not the reply itself.
    pub token_member: Option<String>,
    /// Where API requests carry the token; the header `Authorization: Bearer` if absent.
    pub placement: Option<Placing>,
    /// Other places where the API takes the token.
    #[serde(default)]
    pub also: Vec<Placing>,
    /// Sent always.
    #[serde(default)]
    pub extras: Vec<Extra>,
    /// A client that asks for itself has to name its redirect URI as well.
    #[serde(default)]
    pub client_credentials_redirect: bool,
    /// How the callback calls the code, where that is not `code`.
    pub code_name: Option<String>,
    /// Sent if a person says so.
    #[serde(default)]
    pub offers: Vec<Offered>,
}

/// A place for the access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Placing {
    #[serde(rename = "in")]
    pub place: Where,
    pub name: String,
    /// Of a header only.
    pub prefix: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Where {
    Header,
    Query,
    Body,
}

/// A parameter that the server understands beside those of the protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offered {
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    /// Those it may have; none means any.
    #[serde(default)]
    pub values: Vec<String>,
    pub about: String,
}

/// `token_endpoint_auth_method` (RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    ClientSecretBasic,
    ClientSecretPost,
    ClientSecretJwt,
    PrivateKeyJwt,
    TlsClientAuth,
    None,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    pub name: String,
    /// What it allows, in a sentence.
    pub about: String,
    /// Asked for unless a person says otherwise.
    #[serde(default)]
    pub usual: bool,
}

/// Which redirect URIs the server accepts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    #[serde(default)]
    pub accepts: Vec<RedirectWay>,
    /// The one to register where a person has no other wish.
    pub suggested: Option<String>,
    /// The path has to end in this.
    pub ends_with: Option<String>,
    /// What to know, in a sentence or two.
    pub about: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedirectWay {
    /// `http://127.0.0.1:PORT/path` with exactly the port that is registered.
    LoopbackExact,
    /// `http://127.0.0.1/path`, on whichever port is free (RFC 8252 §7.3).
    LoopbackAnyPort,
    /// `http://localhost:PORT/path` only.
    Localhost,
    /// `app.tokenry:/callback`.
    Scheme,
    /// `urn:ietf:wg:oauth:2.0:oob`.
    OutOfBand,
    /// `https://…`.
    Https,
}

/// How a client comes to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Registration {
    #[serde(default)]
    pub way: RegistrationWay,
    /// The page on the server where it is done by hand.
    pub page: Option<String>,
    /// What to do there; `{redirect_uri}` and `{name}` stand for what the person chose.
    #[serde(default)]
    pub steps: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationWay {
    /// On a page of the server.
    #[default]
    ByHand,
    /// RFC 7591, at the registration endpoint.
    Dynamic,
    /// `POST /api/v1/apps`, at the registration endpoint.
    Mastodon,
}

/// A GET that needs a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub url: String,
    /// Where in the reply the account's name is (RFC 6901).
    pub account: Option<String>,
    /// Where its lasting identifier is.
    pub subject: Option<String>,
}

impl Method {
    /// As RFC 7591 §2 spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::None => "none",
        }
    }
}

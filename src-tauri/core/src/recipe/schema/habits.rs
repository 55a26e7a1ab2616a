//! The format of requests, scopes, redirect URIs, registration, and the call that verifies a token.

use serde::{Deserialize, Serialize};

use tokenry_model::server::{Extra, ExtraPlace, ExtraStep, TokenStyle};

/// The format of requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wire {
    #[serde(default)]
    pub token_style: TokenStyle,
    /// The member of a token response that contains the token, if it is not at the top level.
    pub token_member: Option<String>,
    /// The place of the token in API requests. The header `Authorization: Bearer` if absent.
    pub placement: Option<Placing>,
    /// Other places where the API accepts the token.
    #[serde(default)]
    pub also: Vec<Placing>,
    /// Extra parameters that are always sent.
    #[serde(default)]
    pub extras: Vec<Extra>,
    /// Whether the client credentials grant must include the redirect URI.
    #[serde(default)]
    pub client_credentials_redirect: bool,
    /// The parameter of the callback with the code, if it is not `code`.
    pub code_name: Option<String>,
    /// Extra parameters that a person can add.
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
    /// The prefix of the value, for a header only.
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

/// A parameter that the server supports in addition to those of the protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offered {
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    /// The allowed values. If empty, any value is allowed.
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
    /// Description of what it allows, in a sentence.
    pub about: String,
    /// Whether it is requested by default.
    #[serde(default)]
    pub usual: bool,
}

/// The redirect URIs that the server accepts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    #[serde(default)]
    pub accepts: Vec<RedirectWay>,
    /// The redirect URI to suggest for registration.
    pub suggested: Option<String>,
    /// The required ending of the path.
    pub ends_with: Option<String>,
    /// Advice, in a sentence or two.
    pub about: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedirectWay {
    /// `http://127.0.0.1:PORT/path` with exactly the registered port.
    LoopbackExact,
    /// `http://127.0.0.1/path` with any port (RFC 8252 §7.3).
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

/// The way to register a client.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Registration {
    #[serde(default)]
    pub way: RegistrationWay,
    /// The page of the server for registering by hand.
    pub page: Option<String>,
    /// The instructions. `{redirect_uri}` and `{name}` stand for what the person chose.
    #[serde(default)]
    pub steps: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationWay {
    /// By hand, on a page of the server.
    #[default]
    ByHand,
    /// RFC 7591, at the registration endpoint.
    Dynamic,
    /// `POST /api/v1/apps`, at the registration endpoint.
    Mastodon,
}

/// The call that verifies a token, a GET that needs one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub url: String,
    /// JSON pointer to the name of the account in the response (RFC 6901).
    pub account: Option<String>,
    /// JSON pointer to its permanent identifier.
    pub subject: Option<String>,
}

impl Method {
    /// The name of RFC 7591 §2.
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

//! The format of a recipe's file. An unknown key is an error, since it is most likely misspelt.

mod habits;

use std::collections::BTreeMap;
use tokenry_model::grant_type::GrantType;

use serde::{Deserialize, Serialize};

pub use self::habits::{
    Method, Offered, Placing, Redirect, RedirectWay, Registration, RegistrationWay, Scope, Verify,
    Where, Wire,
};

/// A kind of server.
///
/// Every URL in it is a template. `{base}` is the URL of the server as typed (without what
/// [`Address::cut`] removes), and `{NAME}` one of [`Recipe::variables`]. A template that begins with a
/// slash is appended to `{base}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The file name without `.toml`.
    pub id: String,
    pub name: String,
    /// Description of the kind of server, in a sentence.
    pub about: String,
    /// URL of the documentation.
    pub docs: String,
    /// Whether the recipe was tried with a real server.
    pub tried: bool,
    /// The version that it was tried with, and the date.
    pub tried_with: Option<String>,
    /// The document that it is based on. Required if it was not tried.
    pub source: Option<String>,
    /// Whether it describes a framework that any application may use. It is then offered for servers
    /// that were not recognised.
    #[serde(default)]
    pub general: bool,
    #[serde(default)]
    pub address: Address,
    #[serde(default)]
    pub variables: Vec<Variable>,
    #[serde(default)]
    pub recognise: Recognise,
    /// If there are none, the server must provide metadata (RFC 8414).
    #[serde(default)]
    pub endpoints: Endpoints,
    #[serde(default)]
    pub wire: Wire,
    /// Grants that the server knows, the usual one first.
    pub grants: Vec<GrantType>,
    /// How clients prove who they are, the preferred method first.
    pub auth_methods: Vec<Method>,
    #[serde(default)]
    pub scopes: Vec<Scope>,
    #[serde(default)]
    pub redirect: Redirect,
    #[serde(default)]
    pub registration: Registration,
    /// The call that proves that a token works.
    pub verify: Option<Verify>,
    /// Headers that the API requires, added to requests that do not set them.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Peculiarities that a person should know, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The URLs of a kind of server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The URL of a service that exists only once. It replaces `{base}`, whatever was typed.
    pub fixed: Option<String>,
    /// The base URL of the API. `{base}` if absent.
    pub api: Option<String>,
    /// The typed URL is cut off where one of these paths begins.
    #[serde(default)]
    pub cut: Vec<String>,
    /// Further origins of the API, to which tokens may be sent.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The issuer identifier (RFC 8414 §2).
    pub issuer: Option<String>,
}

/// A part of the URLs that differs between servers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Variable {
    pub name: String,
    /// Description, in a sentence.
    pub about: String,
    /// The default value. Without one, the person has to set the variable.
    pub default: Option<String>,
    /// The value is read from the URL, as the path segment after this text.
    pub after: Option<String>,
}

/// How a server of this kind is recognised. If empty, a person has to choose the recipe.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Host names. A leading `*.` stands for one or more labels.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Values of `software.name` in the server's NodeInfo.
    #[serde(default)]
    pub nodeinfo: Vec<String>,
    /// Probes, any of which is sufficient.
    #[serde(default)]
    pub probes: Vec<Probe>,
}

/// A request without credentials, and the response that only this kind of server gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The URL, requested with GET.
    pub url: String,
    #[serde(default = "ok")]
    pub status: u16,
    /// Conditions on the response. All must hold.
    pub holds: Vec<Condition>,
    /// The response of a real server, shortened.
    pub example: String,
}

/// A condition on the JSON value at `at` (RFC 6901), or on the whole text of the response if `at` is
/// absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub at: Option<String>,
    pub is: Option<String>,
    /// A substring of the text, or an element of the list.
    pub contains: Option<String>,
    /// Neither a substring of the text nor an element of the list.
    pub lacks: Option<String>,
    /// Whether the value must exist.
    pub exists: Option<bool>,
}

/// The endpoints, as templates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    pub authorize: Option<String>,
    pub token: Option<String>,
    pub userinfo: Option<String>,
    pub revocation: Option<String>,
    pub introspection: Option<String>,
    pub registration: Option<String>,
    pub device: Option<String>,
    pub pushed_authorization: Option<String>,
    pub jwks: Option<String>,
    pub end_session: Option<String>,
}

impl Recipe {
    /// The scopes that are requested by default.
    pub fn usual_scopes(&self) -> Vec<String> {
        let usual = self.scopes.iter().filter(|scope| scope.usual);
        usual.map(|scope| scope.name.clone()).collect()
    }
}

impl Endpoints {
    /// The endpoints with their names, in the order of the file.
    pub fn all(&self) -> [(&'static str, &Option<String>); 10] {
        [
            ("authorize", &self.authorize),
            ("token", &self.token),
            ("userinfo", &self.userinfo),
            ("revocation", &self.revocation),
            ("introspection", &self.introspection),
            ("registration", &self.registration),
            ("device", &self.device),
            ("pushed_authorization", &self.pushed_authorization),
            ("jwks", &self.jwks),
            ("end_session", &self.end_session),
        ]
    }

    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, template)| template.is_none())
    }
}

fn ok() -> u16 {
    200
}

//! What a recipe's file may say. An unknown key is an error: it is most likely a misspelt one.

mod habits;

use std::collections::BTreeMap;
use tokenry_model::grant::Grant;

use serde::{Deserialize, Serialize};

pub use self::habits::{
    Method, Offered, Placing, Redirect, RedirectWay, Registration, RegistrationWay, Scope, Verify,
    Where, Wire,
};

/// A kind of server.
///
/// Every address in it is a template: `{base}` is the server's address as typed (without what
/// [`Address::cut`] takes off), `{NAME}` one of [`Recipe::variables`]; what begins with a slash
/// stands behind `{base}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The same as the file's name without `.toml`.
    pub id: String,
    pub name: String,
    /// What kind of server this is, in a sentence.
    pub about: String,
    /// The documentation.
    pub docs: String,
    /// Whether it was tried against the real thing.
    pub tried: bool,
    /// With which version that was, and when.
    pub tried_with: Option<String>,
    /// The document that it was written from; required where it was not tried.
    pub source: Option<String>,
    /// Any application may be made with it, at any address: offered where nothing recognised a
    /// server.
    #[serde(default)]
    pub general: bool,
    #[serde(default)]
    pub address: Address,
    #[serde(default)]
    pub variables: Vec<Variable>,
    #[serde(default)]
    pub recognise: Recognise,
    /// None at all: the server has to describe itself (RFC 8414).
    #[serde(default)]
    pub endpoints: Endpoints,
    #[serde(default)]
    pub wire: Wire,
    /// Grants that the server knows, the usual one first.
    pub grants: Vec<Grant>,
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
    /// Headers that the API wants on every request that does not set them itself.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What surprises people, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Where servers of this kind are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The one address of a server that exists once. It stands for `{base}`, whatever was typed.
    pub fixed: Option<String>,
    /// Where the API is; `{base}` if absent.
    pub api: Option<String>,
    /// The typed address is cut off where one of these paths begins.
    #[serde(default)]
    pub cut: Vec<String>,
    /// Further origins of the API, to which tokens may be sent.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The issuer identifier (RFC 8414 §2).
    pub issuer: Option<String>,
}

/// A part of the addresses that differs between servers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Variable {
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Used where nobody says another; without it the person has to.
    pub default: Option<String>,
    /// Read from the address: the path segment behind this.
    pub after: Option<String>,
}

/// How a server of this kind is recognised. Nothing here: only a person can tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Host names; a leading `*.` stands for one or more labels.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// `software.name` of the server's NodeInfo.
    #[serde(default)]
    pub nodeinfo: Vec<String>,
    /// Any of these is enough.
    #[serde(default)]
    pub probes: Vec<Probe>,
}

/// A question without credentials, and the answer that only this kind of server gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// Asked with GET.
    pub url: String,
    #[serde(default = "ok")]
    pub status: u16,
    /// All of these hold for the answer.
    pub holds: Vec<Condition>,
    /// An answer of a real server, shortened.
    pub example: String,
}

/// Something about an answer: about the JSON value at `at` (RFC 6901), or about the whole text
/// where `at` is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub at: Option<String>,
    pub is: Option<String>,
    /// Part of the text, or an element of the list.
    pub contains: Option<String>,
    /// Not part of the text, nor an element of the list.
    pub lacks: Option<String>,
    /// Whether there is such a value.
    pub exists: Option<bool>,
}

/// As templates.
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
    /// The scopes that are asked for unless a person says otherwise.
    pub fn usual_scopes(&self) -> Vec<String> {
        let usual = self.scopes.iter().filter(|scope| scope.usual);
        usual.map(|scope| scope.name.clone()).collect()
    }
}

impl Endpoints {
    /// In the order of the file, with their names.
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

//! Authorization request parameters other than scopes: the APIs the token is for (`resource`, RFC
//! 8707), its exact permissions (`authorization_details`, RFC 9396), and server-specific
//! parameters.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::redact::is_secret_name;

/// May appear more than once in a request (RFC 8707 §2).
pub const RESOURCE: &str = "resource";
/// A JSON array in text form (RFC 9396 §2).
pub const DETAILS: &str = "authorization_details";

/// Not a parameter of the client credentials grant (RFC 6749 §4.4.2), but some servers require it
/// there.
const REDIRECT_URI: &str = "redirect_uri";

/// A space-separated list (OpenID Connect Core §3.1.2.1).
pub const PROMPT: &str = "prompt";

/// Parameters that concern one login only. They are not remembered with the token.
const PASSING: [&str; 4] = [PROMPT, "max_age", "display", "ui_locales"];

/// Parameters that Tokenry or the grant sets. A person cannot override them.
const RESERVED: [&str; 19] = [
    "response_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    REDIRECT_URI,
    "scope",
    "state",
    "nonce",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "dpop_jkt",
    "grant_type",
    "refresh_token",
    "device_code",
    "username",
    "password",
];

/// The parameters of a login other than scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthorizationParams {
    /// Absolute URIs without a fragment, each listed once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// An array of objects, each with a `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(String, String)>,
}

/// A parameter that cannot be sent, with the reason.
#[derive(Debug, thiserror::Error)]
pub enum BadParam {
    #[error("“{value}” cannot be a resource: it has to be an absolute URL without a #.")]
    Resource { value: String },
    #[error("authorization_details is not JSON: {0}.")]
    NotJson(#[source] serde_json::Error),
    #[error(
        "authorization_details must be a list of objects, each with a type: [{{\"type\": \"…\"}}]."
    )]
    Details,
    #[error("“{value}” cannot be a prompt: none means no prompt, so it cannot be combined.")]
    Prompt { value: String },
    #[error("Tokenry sets the parameter {name} itself, so it cannot be an extra parameter.")]
    Reserved { name: String },
}

impl BadParam {
    /// Returns what to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Resource { .. } => "Enter the API's URL as given in its documentation.",
            Self::NotJson(_) | Self::Details => {
                "Correct it according to the server's documentation (RFC 9396 §2). Nothing was \
                 sent."
            }
            Self::Prompt { .. } => "Remove prompt=none, or the other prompts.",
            Self::Reserved { name } => match name.as_str() {
                "scope" => {
                    "Remove it, and choose the login's scopes instead (on the command line: \
                     --scope)."
                }
                "redirect_uri" => {
                    "Remove it, and choose the login's redirect URI instead (on the command line: \
                     --redirect)."
                }
                "response_type" => {
                    "Remove it. For a token in the callback URL, choose the implicit grant (on the \
                     command line: --implicit)."
                }
                _ => "Remove this parameter.",
            },
        }
    }
}

impl AuthorizationParams {
    /// Validates and classifies the parameters of a login. Parameters with an empty value are dropped.
    pub fn of(given: &[(String, String)]) -> Result<Self, BadParam> {
        let mut further = Self::default();
        for (name, value) in given {
            may_be_set(name)?;
            match name.as_str() {
                PROMPT => further.prompt(value)?,
                _ if value.trim().is_empty() => {}
                RESOURCE => {
                    let resource = resource(value.trim())?;
                    if !further.resources.contains(&resource) {
                        further.resources.push(resource);
                    }
                }
                DETAILS => further.details = Some(details(value)?),
                _ => further.params.push((name.clone(), value.clone())),
            }
        }
        Ok(further)
    }

    /// Like [`Self::of`], for a client that asks on its own behalf. No login page is involved, so
    /// the redirect URI is an ordinary parameter here.
    pub fn of_client_itself(given: &[(String, String)]) -> Result<Self, BadParam> {
        let (redirect, rest): (Vec<_>, Vec<_>) = given
            .iter()
            .cloned()
            .partition(|(name, _)| name == REDIRECT_URI);
        let mut further = Self::of(&rest)?;
        let redirect = redirect
            .into_iter()
            .filter(|(_, uri)| !uri.trim().is_empty());
        further.params.extend(redirect);
        Ok(further)
    }

    /// Sets the redirect URI, unless it is already set or a person gave an empty one in `given`.
    pub fn name_redirect(&mut self, uri: &str, given: &[(String, String)]) {
        let named = |(name, _): &(String, String)| name == REDIRECT_URI;
        if !uri.is_empty() && !self.params.iter().chain(given).any(named) {
            self.params.push((REDIRECT_URI.to_owned(), uri.to_owned()));
        }
    }

    /// Merges several `prompt` parameters into one list. An empty value means that no `prompt` is
    /// added.
    fn prompt(&mut self, value: &str) -> Result<(), BadParam> {
        let before = self.params.iter().position(|(name, _)| name == PROMPT);
        let before = before.map(|at| self.params.remove(at).1);
        let mut words: Vec<&str> = Vec::new();
        let given = before.iter().flat_map(|text| text.split_whitespace());
        for word in given.chain(value.split_whitespace()) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let value = words.join(" ");
        if words.len() > 1 && words.contains(&"none") {
            return Err(BadParam::Prompt { value });
        }
        self.params.push((PROMPT.to_owned(), value));
        Ok(())
    }

    /// Copies from `before` whatever `given` does not mention, so that a new login asks for the
    /// same as the last one. Parameters specific to a client that asks on its own behalf stay with
    /// such a client.
    pub fn keep(&mut self, before: &Self, given: &[(String, String)], client_itself: bool) {
        let silent = |name: &str| given.iter().all(|(known, _)| known != name);
        if silent(RESOURCE) {
            self.resources.clone_from(&before.resources);
        }
        if silent(DETAILS) {
            self.details.clone_from(&before.details);
        }
        let fits = |name: &str| may_be_set(name).is_ok() || client_itself && name == REDIRECT_URI;
        let kept = before.params.iter();
        let kept = kept.filter(|(name, _)| silent(name) && fits(name));
        self.params.extend(kept.cloned());
    }

    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.details.is_none() && self.params.is_empty()
    }

    /// Returns the parameters for the first request of a login: to the authorize endpoint, to the
    /// device authorization endpoint, or straight to the token endpoint.
    pub fn all(&self) -> Vec<(String, String)> {
        let details = self.details.iter();
        let details = details.map(|details| (DETAILS.to_owned(), details.to_string()));
        let rest = self.params.iter().cloned().chain(details);
        rest.chain(self.resource_pairs()).collect()
    }

    /// Returns the parameters for the token request that follows an approval, with a code, a device
    /// code or a refresh token. Everything else was settled earlier (RFC 8707 §2.2, RFC 9396 §6).
    pub fn later(&self) -> Vec<(String, String)> {
        self.resource_pairs().collect()
    }

    /// Returns the parameters that the token remembers for its next login: none that concern one
    /// login only, and none that may be secret.
    #[must_use]
    pub fn remembered(mut self) -> Self {
        let passes = |name: &str| PASSING.contains(&name) || is_secret_name(name);
        self.params.retain(|(name, _)| !passes(name));
        self
    }

    fn resource_pairs(&self) -> impl Iterator<Item = (String, String)> {
        let resources = self.resources.iter();
        resources.map(|one| (RESOURCE.to_owned(), one.clone()))
    }
}

/// Refuses the names that Tokenry sets itself.
pub fn may_be_set(name: &str) -> Result<(), BadParam> {
    if RESERVED.contains(&name) {
        let name = name.to_owned();
        return Err(BadParam::Reserved { name });
    }
    Ok(())
}

/// Validates an absolute URI without a fragment (RFC 8707 §2).
fn resource(value: &str) -> Result<String, BadParam> {
    match Url::parse(value) {
        Ok(url) if url.fragment().is_none() => Ok(value.to_owned()),
        _ => {
            let value = value.to_owned();
            Err(BadParam::Resource { value })
        }
    }
}

/// Validates `authorization_details` (RFC 9396 §2) here, so that the message does not depend on the
/// server.
pub fn details(text: &str) -> Result<Value, BadParam> {
    let details: Value = serde_json::from_str(text).map_err(BadParam::NotJson)?;
    let typed = |one: &Value| one["type"].as_str().is_some_and(|kind| !kind.is_empty());
    match details.as_array() {
        Some(list) if !list.is_empty() && list.iter().all(typed) => Ok(details),
        _ => Err(BadParam::Details),
    }
}

#[cfg(test)]
mod tests;

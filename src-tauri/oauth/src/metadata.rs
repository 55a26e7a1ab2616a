//! An authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery §3) as a
//! server profile.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::{error::TokenError, reply_fields::ReplyFields, sanitize};
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    redact::Redactor,
    server::{Endpoints, ServerProfile, distrust},
};

/// The members that we use. Whatever has another type than the standard says is as good as
/// missing.
#[derive(Deserialize)]
struct Document {
    #[serde(default, deserialize_with = "text")]
    issuer: Option<String>,
    #[serde(default)]
    authorization_endpoint: serde_json::Value,
    #[serde(default)]
    token_endpoint: serde_json::Value,
    #[serde(default)]
    userinfo_endpoint: serde_json::Value,
    #[serde(default)]
    revocation_endpoint: serde_json::Value,
    #[serde(default)]
    introspection_endpoint: serde_json::Value,
    #[serde(default)]
    registration_endpoint: serde_json::Value,
    #[serde(default)]
    device_authorization_endpoint: serde_json::Value,
    #[serde(default)]
    pushed_authorization_request_endpoint: serde_json::Value,
    #[serde(default)]
    jwks_uri: serde_json::Value,
    #[serde(default)]
    end_session_endpoint: serde_json::Value,
    #[serde(default)]
    scopes_supported: serde_json::Value,
    #[serde(default)]
    token_endpoint_auth_methods_supported: serde_json::Value,
    #[serde(default)]
    authorization_response_iss_parameter_supported: serde_json::Value,
    #[serde(default)]
    require_pushed_authorization_requests: serde_json::Value,
    #[serde(default)]
    dpop_signing_alg_values_supported: serde_json::Value,
    #[serde(default)]
    mtls_endpoint_aliases: serde_json::Value,
}

/// An object, whose members stand there once; serde would also fill them from a list.
fn document(text: &str) -> Option<Document> {
    let object = text.trim_start().starts_with('{');
    serde_json::from_str(text).ok().filter(|_| object)
}

fn text<'de, D: serde::Deserializer<'de>>(member: D) -> Result<Option<String>, D::Error> {
    let member = serde_json::Value::deserialize(member)?;
    Ok(member.as_str().map(str::to_owned))
}

/// The content of a metadata document.
#[derive(Debug)]
pub struct Described {
    pub profile: ServerProfile,
    /// Remarks for the person, each in a sentence.
    pub remarks: Vec<String>,
    /// The same with its relative endpoints, where it has such.
    pub choice: Option<Choice>,
}

/// Why a document is not believed.
#[derive(Debug)]
pub struct NotBelieved {
    pub why: String,
    /// The content, for the person to decide.
    pub choice: Option<Box<Choice>>,
}

impl From<String> for NotBelieved {
    fn from(why: String) -> Self {
        Self { why, choice: None }
    }
}

/// Reads a document that was found at `place` and may speak for `issuer` only. `address` is what
/// was typed.
pub fn read(
    text: &str,
    issuer: &Url,
    place: &Url,
    address: &Url,
) -> Result<Described, NotBelieved> {
    let document = document(text).ok_or_else(|| unreadable(text))?;
    let named = document.issuer.as_deref().unwrap_or_default();
    let strict = document.addresses(issuer, false);
    let loose = document.addresses(issuer, true);
    let choice = |kind: ChoiceKind, about: String| {
        let (profile, remarks) = document.profile(&loose, issuer, address);
        loose.is_usable().then_some(Choice {
            kind,
            about,
            profile,
            remarks,
        })
    };
    if named.trim().is_empty() {
        let about =
            format!("The metadata at {place} names no issuer, so nothing tells whose it is.");
        return Err(NotBelieved {
            why: "The metadata names no issuer.".into(),
            choice: choice(ChoiceKind::Issuer, about).map(Box::new),
        });
    }
    if !same_issuer(named, issuer) {
        let named = sanitize::clean(named);
        let expected = issuer.as_str().trim_end_matches('/');
        let about = format!(
            "The metadata at {place} speaks for {named}, not for the address where it was found."
        );
        return Err(NotBelieved {
            why: format!(
                "The metadata speaks for {named} instead of {expected}. If that is the server you mean, type its address."
            ),
            choice: choice(ChoiceKind::Issuer, about).map(Box::new),
        });
    }
    let mut relative = None;
    if loose.relative {
        let about = format!(
            "The metadata at {place} names endpoints that are not whole addresses. They were read \
             as parts of {issuer}."
        );
        relative = choice(ChoiceKind::Relative, about);
    }
    if !strict.is_usable() {
        let mut why =
            vec!["The metadata has no authorize or token endpoint that can be used.".to_owned()];
        why.extend(strict.left_out);
        return Err(NotBelieved {
            why: why.join(" "),
            choice: relative.map(Box::new),
        });
    }
    let (profile, remarks) = document.profile(&strict, issuer, address);
    Ok(Described {
        profile,
        remarks,
        choice: relative,
    })
}

/// The issuer that a text names, if it is metadata at all.
pub fn issuer_named(text: &str) -> Option<String> {
    let document = document(text)?;
    let ends = [&document.authorization_endpoint, &document.token_endpoint];
    let known = ends.iter().any(|value| value.is_string());
    document.issuer.filter(|_| known)
}

/// The addresses of a document that are believed.
struct Addresses {
    endpoints: Endpoints,
    aliases: BTreeMap<String, Url>,
    left_out: Vec<String>,
    /// Some were not whole, and were read as parts of the issuer.
    relative: bool,
}

impl Addresses {
    fn is_usable(&self) -> bool {
        self.endpoints.token.is_some() || self.endpoints.authorize.is_some()
    }
}

impl Document {
    fn addresses(&self, issuer: &Url, with_relative: bool) -> Addresses {
        let mut left_out = Vec::new();
        let mut relative = false;
        let mut endpoint = |name: &'static str, value: &serde_json::Value| {
            let text = value.as_str()?;
            let part = || part_of(issuer, text).filter(|_| with_relative);
            let url = Url::parse(text).ok().or_else(|| {
                let url = part()?;
                relative = true;
                Some(url)
            });
            let Some(url) = url else {
                left_out.push(format!("The {name} endpoint is not an address."));
                return None;
            };
            if let Some(reason) = distrust(&url, issuer) {
                left_out.push(format!("The {name} endpoint was left out: {reason}."));
                return None;
            }
            Some(url)
        };
        let endpoints = Endpoints {
            authorize: endpoint("authorize", &self.authorization_endpoint),
            token: endpoint("token", &self.token_endpoint),
            userinfo: endpoint("userinfo", &self.userinfo_endpoint),
            revocation: endpoint("revocation", &self.revocation_endpoint),
            introspection: endpoint("introspection", &self.introspection_endpoint),
            registration: endpoint("registration", &self.registration_endpoint),
            device: endpoint("device", &self.device_authorization_endpoint),
            pushed_authorization: endpoint(
                "pushed authorization",
                &self.pushed_authorization_request_endpoint,
            ),
            jwks: endpoint("key", &self.jwks_uri),
            end_session: endpoint("logout", &self.end_session_endpoint),
        };
        Addresses {
            endpoints,
            aliases: aliases(&self.mtls_endpoint_aliases, issuer),
            left_out,
            relative,
        }
    }

    fn profile(
        &self,
        addresses: &Addresses,
        issuer: &Url,
        address: &Url,
    ) -> (ServerProfile, Vec<String>) {
        let host = address.host_str().unwrap_or_default();
        let yes = |value: &serde_json::Value| *value == serde_json::Value::Bool(true);
        let mut profile = ServerProfile::at(host, address.clone());
        // Some name a pattern, which no answer will ever match.
        let plain = |named: &&String| !named.trim().is_empty() && !named.contains(['{', '}']);
        profile.issuer = self.issuer.as_ref().filter(plain).cloned();
        profile.endpoints = addresses.endpoints.clone();
        profile.scopes = texts(&self.scopes_supported);
        profile.auth_methods = texts(&self.token_endpoint_auth_methods_supported);
        profile.promises_iss =
            yes(&self.authorization_response_iss_parameter_supported) && profile.issuer.is_some();
        profile.requires_pushed = yes(&self.require_pushed_authorization_requests);
        profile.mtls_aliases.clone_from(&addresses.aliases);
        profile.dpop_algs = texts(&self.dpop_signing_alg_values_supported);
        let mut remarks = addresses.left_out.clone();
        remarks.extend(elsewhere(&addresses.endpoints, issuer));
        (profile, remarks)
    }
}

/// An address that is not whole, as a part of the issuer's.
fn part_of(issuer: &Url, text: &str) -> Option<Url> {
    let mut base = issuer.clone();
    let path = format!("{}/", base.path().trim_end_matches('/'));
    base.set_path(&path);
    let fine = !text.trim().is_empty() && !text.contains(char::is_whitespace);
    base.join(text).ok().filter(|_| fine)
}

/// Two readers could take different ones of a member that is there twice.
fn unreadable(text: &str) -> String {
    match ReplyFields::read(text.as_bytes(), None, &Redactor::new()) {
        Err(TokenError::Duplicate { name }) => {
            format!("The metadata has the member “{name}” twice, so it was not believed.")
        }
        _ => "The answer is not the metadata of a server.".into(),
    }
}

/// Large servers spread over hosts; so does one that was tampered with. A person can tell them
/// apart.
fn elsewhere(endpoints: &Endpoints, issuer: &Url) -> Vec<String> {
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, url) in [
        ("authorize", &endpoints.authorize),
        ("token", &endpoints.token),
        ("userinfo", &endpoints.userinfo),
        ("revocation", &endpoints.revocation),
        ("introspection", &endpoints.introspection),
        ("registration", &endpoints.registration),
        ("device", &endpoints.device),
        ("pushed authorization", &endpoints.pushed_authorization),
        ("key", &endpoints.jwks),
    ] {
        let host = url.as_ref().and_then(Url::host_str);
        if let Some(host) = host.filter(|host| Some(*host) != issuer.host_str()) {
            hosts.entry(host).or_default().push(name);
        }
    }
    let told = hosts.into_iter().map(|(host, names)| match &names[..] {
        [name] => format!("The {name} endpoint is on another host: {host}."),
        names => format!(
            "These endpoints are on another host, {host}: {}.",
            names.join(", ")
        ),
    });
    told.collect()
}

/// The same, character for character, but for a final slash: people do not type it.
fn same_issuer(named: &str, expected: &Url) -> bool {
    named.trim_end_matches('/') == expected.as_str().trim_end_matches('/')
}

/// Those that are believed as endpoints are.
fn aliases(value: &serde_json::Value, issuer: &Url) -> BTreeMap<String, Url> {
    let all = value.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| {
        let url = Url::parse(value.as_str()?).ok()?;
        distrust(&url, issuer)
            .is_none()
            .then(|| (sanitize::clean(name), url))
    })
    .collect()
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    let Some(list) = value.as_array() else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|one| one.as_str())
        .map(sanitize::clean)
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;

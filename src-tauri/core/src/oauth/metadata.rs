//! An authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery §3) as a
//! server profile.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::{error::TokenError, members::Members, said};
use crate::{
    http::{is_loopback, is_private},
    redact::Redactor,
    server::{Endpoints, ServerProfile},
};

/// The members that we use. Whatever has another type than the standard says is as good as
/// missing, but for the issuer.
#[derive(Deserialize)]
struct Document {
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

/// The profile that a document describes, and in sentences what a person should know of it; or
/// why it is not one.
pub(super) fn profile(
    text: &str,
    issuer: &Url,
    address: &Url,
) -> Result<(ServerProfile, Vec<String>), String> {
    let document: Document = serde_json::from_str(text).map_err(|_| unreadable(text))?;
    let named = document
        .issuer
        .as_deref()
        .ok_or("The metadata names no issuer.")?;
    if !same_issuer(named, issuer) {
        return Err(format!(
            "The metadata speaks for {} instead of {}. If that is the server you mean, type its address.",
            said::clean(named),
            issuer.as_str().trim_end_matches('/')
        ));
    }

    let mut left_out = Vec::new();
    let mut endpoint = |name: &'static str, value: &serde_json::Value| {
        let url = Url::parse(value.as_str()?).ok();
        match url.map(|url| distrust(&url, issuer).map_or(Ok(url), Err)) {
            Some(Ok(url)) => Some(url),
            Some(Err(reason)) => {
                left_out.push(format!("The {name} endpoint was left out: {reason}."));
                None
            }
            None => {
                left_out.push(format!("The {name} endpoint is not an address."));
                None
            }
        }
    };
    let endpoints = Endpoints {
        authorize: endpoint("authorize", &document.authorization_endpoint),
        token: endpoint("token", &document.token_endpoint),
        userinfo: endpoint("userinfo", &document.userinfo_endpoint),
        revocation: endpoint("revocation", &document.revocation_endpoint),
        introspection: endpoint("introspection", &document.introspection_endpoint),
        registration: endpoint("registration", &document.registration_endpoint),
        device: endpoint("device", &document.device_authorization_endpoint),
        pushed_authorization: endpoint(
            "pushed authorization",
            &document.pushed_authorization_request_endpoint,
        ),
        jwks: endpoint("key", &document.jwks_uri),
        end_session: endpoint("logout", &document.end_session_endpoint),
    };
    if endpoints.token.is_none() && endpoints.authorize.is_none() {
        left_out.insert(
            0,
            "The metadata has no authorize or token endpoint that can be used.".into(),
        );
        return Err(left_out.join(" "));
    }
    let mut profile = ServerProfile::at(address.host_str().unwrap_or_default(), address.clone());
    profile.issuer = Some(named.to_owned());
    profile.endpoints = endpoints;
    profile.scopes = texts(&document.scopes_supported);
    profile.auth_methods = texts(&document.token_endpoint_auth_methods_supported);
    profile.promises_iss =
        document.authorization_response_iss_parameter_supported == serde_json::Value::Bool(true);
    profile.requires_pushed =
        document.require_pushed_authorization_requests == serde_json::Value::Bool(true);
    profile.mtls_aliases = aliases(&document.mtls_endpoint_aliases, issuer);
    profile.dpop_algs = texts(&document.dpop_signing_alg_values_supported);
    left_out.extend(elsewhere(&profile.endpoints, issuer));
    Ok((profile, left_out))
}

/// Two readers could take different ones of a member that is there twice.
fn unreadable(text: &str) -> String {
    match Members::read(text.as_bytes(), None, &Redactor::new()) {
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

/// Why an endpoint is not believed. A public server has no business to send us into our own
/// network, nor credentials over plain http.
pub(crate) fn distrust(endpoint: &Url, issuer: &Url) -> Option<&'static str> {
    match endpoint.scheme() {
        "https" if is_private(endpoint) && !is_private(issuer) => {
            Some("it is on a private network, and the server is not")
        }
        "https" => None,
        "http" if is_loopback(endpoint) && is_loopback(issuer) => None,
        "http" if is_private(endpoint) && is_private(issuer) => None,
        "http" => Some("it is plain http"),
        _ => Some("it is not a web address"),
    }
}

/// Those that are believed as endpoints are.
fn aliases(value: &serde_json::Value, issuer: &Url) -> BTreeMap<String, Url> {
    let all = value.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| {
        let url = Url::parse(value.as_str()?).ok()?;
        distrust(&url, issuer)
            .is_none()
            .then(|| (said::clean(name), url))
    })
    .collect()
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    let Some(list) = value.as_array() else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|one| one.as_str())
        .map(said::clean)
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;

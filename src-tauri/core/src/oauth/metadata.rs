//! An authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery §3) as a
//! server profile.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::said;
use crate::{
    http::{is_loopback, is_private},
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

/// The profile that a document describes and a sentence about it; or why it is not one.
pub(super) fn profile(
    text: &str,
    issuer: &Url,
    address: &Url,
) -> Result<(ServerProfile, String), String> {
    let document: Document = serde_json::from_str(text)
        .map_err(|_| "The answer is not the metadata of a server.".to_owned())?;
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
            "The metadata names neither an authorize nor a token endpoint.".into(),
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
    left_out.insert(0, "Found.".into());
    Ok((profile, left_out.join(" ")))
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
mod tests {
    use super::*;

    fn read(issuer: &str, token: &str) -> Result<(ServerProfile, String), String> {
        let issuer_url = Url::parse(issuer).expect("an address");
        let text = format!(
            r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/authorize","token_endpoint":"{token}"}}"#
        );
        profile(&text, &issuer_url, &issuer_url)
    }

    #[test]
    fn an_endpoint_is_believed_only_where_it_makes_sense() {
        for (issuer, token, reason) in [
            ("https://id.example", "https://id.example/token", None),
            ("https://id.example", "https://tokens.example/", None),
            (
                "https://id.example",
                "http://id.example/token",
                Some("plain http"),
            ),
            (
                "https://id.example",
                "http://127.0.0.1/token",
                Some("plain http"),
            ),
            (
                "https://id.example",
                "https://169.254.169.254/",
                Some("private network"),
            ),
            (
                "https://id.example",
                "https://localhost/token",
                Some("private network"),
            ),
            (
                "https://id.example",
                "file:///etc/passwd",
                Some("not a web address"),
            ),
            (
                "https://id.example",
                "not an address",
                Some("not an address"),
            ),
            ("https://nas.local", "https://10.0.0.2/token", None),
            ("http://172.16.0.2", "http://172.16.0.2/token", None),
            ("http://127.0.0.1:1", "http://127.0.0.1:1/token", None),
            (
                "http://127.0.0.1:1",
                "http://id.example/token",
                Some("plain http"),
            ),
        ] {
            let (profile, outcome) = read(issuer, token).expect("the authorize endpoint stays");
            assert_eq!(
                profile.endpoints.token.is_some(),
                reason.is_none(),
                "{token} of {issuer}"
            );
            match reason {
                Some(reason) => assert!(outcome.contains(reason), "{token} of {issuer}: {outcome}"),
                None => assert_eq!(outcome, "Found.", "{token} of {issuer}"),
            }
        }
    }

    #[test]
    fn members_of_another_type_do_no_harm() {
        let issuer = Url::parse("https://id.example").expect("an address");
        let text = r#"{"issuer":"https://id.example","token_endpoint":"https://id.example/t",
            "scopes_supported":"read write","jwks_uri":[1],"userinfo_endpoint":null,
            "token_endpoint_auth_methods_supported":[1,"none"],
            "authorization_response_iss_parameter_supported":"true"}"#;
        let (profile, _) = profile(text, &issuer, &issuer).expect("a profile");
        assert_eq!(profile.scopes, Vec::<String>::new());
        assert_eq!(profile.auth_methods, ["none"]);
        assert!(!profile.promises_iss);
        assert!(profile.endpoints.token.is_some());
    }

    #[test]
    fn another_issuer_is_refused() {
        for named in [
            "https://evil.example",
            "https://id.example.evil",
            "https://id.example/x",
            "HTTPS://ID.EXAMPLE",
            "",
        ] {
            let issuer = Url::parse("https://id.example").expect("an address");
            let text = format!(r#"{{"issuer":"{named}","token_endpoint":"https://id.example/t"}}"#);
            assert!(profile(&text, &issuer, &issuer).is_err(), "{named}");
        }
    }
}

//! The standard behind each step, and anomalies that are visible from outside. Whoever records a
//! step adds notes about anything else.

use url::Url;

use super::{HttpStep, Step, StepKind};
use crate::hosts::is_loopback;

/// Threshold for a remark about a slow answer, in milliseconds.
const SLOW: u64 = 5_000;

impl Step {
    /// Returns a section such as `RFC 6749 §4.1.3`, or `None` for Tokenry's own steps.
    pub fn standard(&self) -> Option<&'static str> {
        let http = self.http.as_ref();
        Some(match self.what {
            StepKind::Discovery => return http.and_then(of_look),
            StepKind::Pushed => "RFC 9126 §2.1",
            StepKind::Device => "RFC 8628 §3.1",
            StepKind::Registration => http.map_or("RFC 7591 §3", |http| match &*http.method {
                "POST" => "RFC 7591 §3",
                _ => "RFC 7592 §2",
            }),
            StepKind::Authorize => "RFC 6749 §4.1.1, RFC 7636 §4.3",
            StepKind::Browser => "RFC 8252 §5",
            StepKind::Callback => "RFC 6749 §4.1.2, RFC 9207",
            StepKind::Token => http.map_or("RFC 6749 §4.2.2", |http| of_grant(http)),
            StepKind::Refresh => "RFC 6749 §6",
            StepKind::Userinfo => "OpenID Connect Core §5.3",
            StepKind::Introspection => "RFC 7662 §2",
            StepKind::Keys => "RFC 7517 §5, OpenID Connect Core §10.1.1",
            StepKind::Revocation => "RFC 7009 §2",
            StepKind::Request => "RFC 6750 §2",
            StepKind::Redirect => "RFC 9110 §15.4",
            StepKind::Decision | StepKind::Failure => return None,
        })
    }

    /// Returns the notes and the visible anomalies, in full sentences.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = self.notes.clone();
        let Some(http) = &self.http else {
            return remarks;
        };
        let url = Url::parse(&http.url).ok();
        if url.is_some_and(|url| url.scheme() == "http" && !is_loopback(&url)) {
            remarks.push(
                "It was sent over plain http: anyone on the network path could read it (RFC 6749 \
                 §1.6)."
                    .into(),
            );
        }
        if let (StepKind::Token | StepKind::Refresh, Some(200)) = (self.what, http.status)
            && !http
                .answers("cache-control")
                .any(|value| value.contains("no-store"))
        {
            remarks.push(
                "Caches may store the reply: Cache-Control: no-store is missing (RFC 6749 §5.1)."
                    .into(),
            );
        }
        if let Some(millis) = http.millis.filter(|millis| *millis > SLOW) {
            remarks.push(format!("The answer took {} s.", millis / 1000));
        }
        remarks
    }
}

impl HttpStep {
    /// Returns the values of a response header, in lower case.
    fn answers(&self, name: &str) -> impl Iterator<Item = String> {
        self.response_headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_ascii_lowercase())
    }
}

/// Recognises metadata documents by their well-known paths.
fn of_look(http: &HttpStep) -> Option<&'static str> {
    let places = [
        ("openid-configuration", "OpenID Connect Discovery §4"),
        ("oauth-authorization-server", "RFC 8414 §3"),
        ("oauth-protected-resource", "RFC 9728 §3"),
    ];
    let named = places.iter().find(|(name, _)| http.url.contains(name));
    named.map(|(_, section)| *section)
}

/// Recognises the grant from its parameter in a form, a query or JSON.
fn of_grant(http: &HttpStep) -> &'static str {
    let sent = format!(
        "{}\n{}",
        http.url,
        http.request_body.as_deref().unwrap_or_default()
    );
    let grants = [
        ("device_code", "RFC 8628 §3.4"),
        ("token-exchange", "RFC 8693 §2.1"),
        ("jwt-bearer", "RFC 7523 §2.1"),
        ("client_credentials", "RFC 6749 §4.4.2"),
        ("authorization_code", "RFC 6749 §4.1.3, RFC 7636 §4.5"),
        ("refresh_token", "RFC 6749 §6"),
        ("password", "RFC 6749 §4.3.2"),
    ];
    let grant = grants.iter().find(|(grant, _)| {
        sent.split(['&', '?', ',', '{', '\n']).any(|part| {
            part.trim()
                .trim_start_matches('"')
                .starts_with("grant_type")
                && part.contains(grant)
        })
    });
    grant.map_or("RFC 6749 §5", |(_, section)| section)
}

//! Recognition and removal of the credentials in a request.

use reqwest::header::{HeaderMap, HeaderName};
use url::Url;

use super::super::token_placement::Slot;
use super::super::token_placement::remove_parameter;
use super::super::token_placement::spelled;
use super::Hop;
use crate::request::token_placement::ResolvedPlacement;
use tokenry_model::{
    redact::{self, Redactor},
    secret::Secret,
};

/// Minimum length of a credential that is recognised by value. Shorter ones turn up by chance.
const SHORTEST: usize = 8;
/// The minimum length for the value of a cookie. Many are plain words.
const SHORTEST_COOKIE: usize = 16;

/// The credentials of one request, by place and by value.
pub(in crate::request) struct Credentials {
    slot: Option<Slot>,
    values: Vec<Secret>,
}

/// A URL contains a credential in a place from which it cannot be removed.
#[derive(Debug)]
pub(super) struct InPath;

impl Credentials {
    /// Collects the credentials of a request: its token, and its headers and parameters with secret
    /// names.
    pub(in crate::request) fn of(
        headers: &HeaderMap,
        url: &Url,
        slot: Option<&Slot>,
        secret: Option<&Secret>,
    ) -> Self {
        let mut values: Vec<Secret> = secret.cloned().into_iter().collect();
        let mut know = |text: &str, shortest: usize| {
            if text.len() >= shortest {
                values.push(Secret::new(text));
            }
        };
        for (name, value) in headers.iter().filter(|(name, _)| is_secret_header(name)) {
            let text = String::from_utf8_lossy(value.as_bytes());
            know(&text, SHORTEST);
            if name.as_str().ends_with("authorization")
                && let Some((_, credential)) = text.split_once(' ')
            {
                know(credential, SHORTEST);
            }
            if *name == reqwest::header::COOKIE {
                for (_, value) in text.split(';').filter_map(|pair| pair.split_once('=')) {
                    know(value, SHORTEST_COOKIE);
                }
            }
        }
        for (name, value) in url.query_pairs() {
            if redact::is_secret_parameter(&name) || redact::is_secret_value(&name, &value) {
                know(&value, SHORTEST);
            }
        }
        values.retain(|value| !value.is_empty());
        Self {
            slot: slot.cloned(),
            values,
        }
    }

    /// A redactor for all of them, used on the responses of servers.
    pub(in crate::request) fn redactor(&self) -> Redactor {
        self.values
            .iter()
            .fold(Redactor::new(), Redactor::with_secret)
    }

    /// Removes every credential from `next`, which goes to another origin, and returns their names.
    pub(super) fn leave_behind(&self, next: &mut Hop) -> Result<Vec<String>, InPath> {
        let mut dropped = Vec::new();
        if let Some(slot) = self.slot.as_ref().filter(|_| next.carries_token) {
            dropped.push(match &slot.place {
                ResolvedPlacement::Header { name, .. } => {
                    format!("the token {} (header {})", slot.token_name, spelled(name))
                }
                ResolvedPlacement::Query { name } => {
                    format!("the token {} (parameter {name})", slot.token_name)
                }
                ResolvedPlacement::Field { name } => {
                    format!("the token {} (form field {name})", slot.token_name)
                }
            });
        }
        next.carries_token = false;

        let secret: Vec<HeaderName> = next
            .headers
            .iter()
            .filter(|(name, value)| {
                is_secret_header(name) || self.any_in(&String::from_utf8_lossy(value.as_bytes()))
            })
            .map(|(name, _)| name.clone())
            .collect();
        for name in secret {
            if next.headers.remove(&name).is_some() {
                dropped.push(format!("the header {}", spelled(&name)));
            }
        }

        let token_parameter = match self.slot.as_ref().map(|slot| &slot.place) {
            Some(ResolvedPlacement::Query { name }) => Some(name.as_str()),
            _ => None,
        };
        let removed = remove_parameter(&mut next.url, |name, value| {
            Some(name) == token_parameter || self.any_in(name) || self.any_in(value)
        });
        if removed > 0 {
            dropped.push("a credential in the redirect URL".into());
        }
        next.url.set_fragment(None);
        if self.any_in(&decoded(next.url.as_str())) {
            return Err(InPath);
        }
        Ok(dropped)
    }

    fn any_in(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|value| text.contains(value.expose()))
    }
}

/// Returns true if a header of this name is dropped on a redirect to another origin. Stricter than
/// the masking of shown headers: dropping one too many breaks a request, but keeping one too many
/// leaks a secret.
pub(in crate::request) fn is_secret_header(name: &HeaderName) -> bool {
    const PARTS: [&str; 13] = [
        "auth",
        "dpop",
        "cookie",
        "token",
        "secret",
        "key",
        "password",
        "passwd",
        "session",
        "signature",
        "csrf",
        "xsrf",
        "jwt",
    ];
    let name = name.as_str();
    redact::is_secret_parameter(name) || PARTS.iter().any(|part| name.contains(part))
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

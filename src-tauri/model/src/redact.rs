//! The redactor. Everything that is shown, logged or stored in a transcript passes through it.
//!
//! Four rules decide what is secret, here and nowhere else.
//!
//! - By name ([`is_secret_name`]): headers, parameters and members whose names stand for secrets
//!   lose their values.
//! - By place: the user part of a URL, the text after `Bearer`, and the values of OAuth's own
//!   parameters.
//! - By appearance ([`is_secret_value`]).
//! - By value: the secrets of the current run, given to [`Redactor::with_secret`] or found in the
//!   reply, are masked wherever they occur. That includes percent-encoded, base64, hex and escaped
//!   forms, as in a server's error text that echoes a client secret.

mod address;
mod forms;
mod json;
mod lone;
mod loose;
mod members;
mod names;
mod pairs;
mod paths;
mod values;

use http::header::HeaderMap;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

pub use self::{
    lone::token_alone,
    names::{is_secret_name, is_secret_parameter},
    values::{is_jwt, is_secret_value},
};
use crate::secret::Secret;

/// The replacement for a secret.
pub const MASK: &str = "[redacted]";

/// Shorter texts are not searched for by value, since they would blank out half of every text. They
/// are still redacted by name.
const SHORTEST: usize = 4;

/// Redacts the secrets of one run.
#[derive(Clone, Default)]
pub struct Redactor {
    /// Every encoded form of every secret, longest first.
    needles: Vec<Zeroizing<String>>,
}

impl Redactor {
    pub fn new() -> Self {
        Self::default()
    }

    /// Also redacts this secret, wherever it occurs and in any encoding.
    #[must_use]
    pub fn with_secret(mut self, secret: &Secret) -> Self {
        let raw = secret.expose();
        if raw.len() >= SHORTEST {
            self.needles
                .extend(forms::of(raw).into_iter().map(Zeroizing::new));
            self.needles
                .sort_by_key(|needle| std::cmp::Reverse(needle.len()));
            self.needles.dedup();
        }
        self
    }

    /// Redacts prose: the known secrets, JWTs, and credentials after `Bearer` or `Basic`.
    pub fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for needle in &self.needles {
            if clean.contains(needle.as_str()) {
                clean = clean.replace(needle.as_str(), MASK);
            }
        }
        mask_credentials(&clean)
    }

    /// Redacts the password of a URL and the values of its secret parameters, including those in
    /// the fragment.
    pub fn url(&self, url: &Url) -> String {
        let text = url.as_str();
        let (rest, fragment) = match text.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (text, None),
        };
        let (place, query) = match rest.split_once('?') {
            Some((place, query)) => (place, Some(query)),
            None => (rest, None),
        };
        let mut clean = self.text(&paths::masked(&mask_userinfo(place, url)));
        if let Some(query) = query {
            clean.push('?');
            clean.push_str(&self.pairs(query));
        }
        if let Some(fragment) = fragment {
            clean.push('#');
            clean.push_str(&self.pairs(fragment));
        }
        clean
    }

    /// Redacts the path of a URL.
    pub fn path(&self, path: &str) -> String {
        self.text(&paths::masked(path))
    }

    /// Returns the headers as name and value, with secret values replaced. The scheme of an
    /// `Authorization` header stays readable.
    pub fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.to_string(), self.header(name.as_str(), &value))
            })
            .collect()
    }

    /// Redacts the value of one header.
    pub fn header(&self, name: &str, value: &str) -> String {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, _)) if self.text(scheme) == scheme => format!("{scheme} {MASK}"),
                _ => MASK.to_owned(),
            },
            "set-cookie" | "cookie" | "dpop" => MASK.to_owned(),
            "location" | "content-location" | "referer" => match Url::parse(value) {
                Ok(url) => self.url(&url),
                // A relative reference.
                Err(_) => match value.split_once('?') {
                    Some((path, query)) => format!("{}?{}", self.path(path), self.pairs(query)),
                    None => self.path(value),
                },
            },
            _ if hides_in_header(name, value) => MASK.to_owned(),
            _ => self.text(value),
        }
    }

    /// Also redacts the secrets found in a body: every value under a secret name, at any depth.
    #[must_use]
    pub fn with_secrets_of(&self, content_type: Option<&str>, body: &str) -> Self {
        let secrets = members::of(content_type, body);
        secrets.iter().fold(self.clone(), Self::with_secret)
    }

    /// Like [`Self::with_secrets_of`], for an endpoint's reply, which may also be a bare token.
    #[must_use]
    pub fn with_secrets_of_reply(&self, content_type: Option<&str>, body: &str) -> Self {
        let wise = self.with_secrets_of(content_type, body);
        match token_alone(body) {
            Some(token) => wise.with_secret(&Secret::new(token)),
            None => wise,
        }
    }

    /// Redacts a body by its media type, or by its appearance if the type does not help.
    pub fn body(&self, content_type: Option<&str>, body: &str) -> String {
        // UTF-16 read as UTF-8 has a NUL after every letter, which would hide every name.
        let body = body.replace('\0', "");
        let body = body.as_str();
        let wise = self.with_secrets_of(content_type, body);
        let kind = content_type.unwrap_or_default().to_ascii_lowercase();
        let start = body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if kind.contains("json") || start.starts_with(['{', '[', '"']) {
            let masked = json::mask(body, &|text| wise.text(text));
            wise.text(&loose::mask(&masked))
        } else if kind.contains("x-www-form-urlencoded") || looks_like_pairs(start) {
            wise.pairs(body)
        } else {
            wise.text(&loose::mask(body))
        }
    }

    fn pairs(&self, text: &str) -> String {
        let parts: Vec<String> = text
            .split('&')
            .map(|part| match part.split_once('=') {
                Some((name, value)) if !value.is_empty() && hides_in_pairs(name, value) => {
                    format!("{name}={MASK}")
                }
                _ => self.text(part),
            })
            .collect();
        parts.join("&")
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor[{} forms]", self.needles.len())
    }
}

fn hides_in_header(name: &str, value: &str) -> bool {
    (is_secret_parameter(name) && !matches!(value, "true" | "false"))
        || is_secret_value(name, value)
}

/// In a URL or a form, `code` and `state` are OAuth's. In JSON they can mean anything.
fn hides_in_pairs(name: &str, value: &str) -> bool {
    let pair = format!("{name}={value}");
    let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else {
        return false;
    };
    is_secret_parameter(&name)
        || is_secret_value(&name, &value)
        || matches!(
            name.to_ascii_lowercase().as_str(),
            "code" | "state" | "nonce"
        )
}

fn looks_like_pairs(text: &str) -> bool {
    text.contains('=') && !text.contains(['<', ' ', '\n'])
}

fn mask_userinfo(place: &str, url: &Url) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return place.to_owned();
    }
    match (place.find("://"), place.find('@')) {
        (Some(scheme), Some(at)) => format!("{}{MASK}{}", &place[..scheme + 3], &place[at..]),
        _ => MASK.to_owned(),
    }
}

fn is_credential(word: &str) -> bool {
    begins_as_jwt(word) || values::is_marked(word)
}

/// Masks the text after an authentication scheme, and everything that looks like a JWT.
fn mask_credentials(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| !is_token_char(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        if is_credential(word) {
            clean.push_str(MASK);
        } else {
            // A single path segment may be a credential.
            for (number, part) in word.split('/').enumerate() {
                if number > 0 {
                    clean.push('/');
                }
                clean.push_str(if is_credential(part) { MASK } else { part });
            }
        }
        rest = after;
        if ["bearer", "basic", "dpop"].contains(&word.to_ascii_lowercase().as_str())
            && let Some(credential) = after.strip_prefix(' ')
        {
            let end = credential
                .find(|c: char| !is_token_char(c))
                .unwrap_or(credential.len());
            // `Bearer error=…` in a challenge is not a credential, and "basic auth" is prose.
            let prose = ["authentication", "authorization", "credentials"];
            if end >= 12
                && !prose.contains(&credential[..end].trim_end_matches('.'))
                && !credential[..end].trim_end_matches('=').contains('=')
            {
                clean.push(' ');
                clean.push_str(MASK);
                rest = &credential[end..];
                continue;
            }
        }
        if let Some(next) = rest.chars().next() {
            clean.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    clean
}

/// Recognises a JWT by its beginning, which also matches other JSON in base64.
fn begins_as_jwt(word: &str) -> bool {
    is_jwt(word) || word.starts_with("eyJ") && word.len() > 40
}

fn is_token_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~+/=".contains(character)
}

#[cfg(test)]
mod tests;

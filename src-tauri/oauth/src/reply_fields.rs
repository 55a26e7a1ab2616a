//! The members of a token reply, from JSON or from a form, before their meaning is asked.

use std::{borrow::Cow, collections::HashSet};

use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{error::TokenError, sanitize};
use crate::http::{charset_named, decoded};
use tokenry_model::redact::{Redactor, token_alone};

/// The part of an unreadable reply that may be quoted, in bytes.
const LOOKED_AT: usize = 4096;

/// A shorter word is not taken for a token where nothing says that it is one.
const SHORTEST_ALONE: usize = 16;

/// Names with the JSON text of their values; a form's values are JSON strings here.
pub(super) struct ReplyFields {
    all: Vec<(String, Zeroizing<String>)>,
    /// Deviations from the standard format, in full sentences.
    pub(super) deviations: Vec<String>,
}

impl ReplyFields {
    /// Reads a JSON object, or failing that a form, whatever the media type says. A member
    /// that is there twice makes the whole reply unreadable: two readers could take different
    /// ones.
    pub(super) fn read(
        body: &[u8],
        content_type: Option<&str>,
        redactor: &Redactor,
    ) -> Result<Self, TokenError> {
        let mut deviations = Vec::new();
        let body = body.strip_prefix(b"\xef\xbb\xbf").map_or(body, |rest| {
            deviations.push("The reply begins with a byte order mark.".to_owned());
            rest
        });
        let unreadable = || not_json(body, content_type, redactor);
        let text = text_of(body, content_type).ok_or_else(unreadable)?;
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::EmptyReply);
        }
        let kind = media_type(content_type);
        let all = if text.starts_with('{') {
            if !kind.contains("json") {
                deviations.push(format!(
                    "The reply is JSON, but is sent as {}.",
                    said_kind(&kind)
                ));
            }
            object(text).map_err(|error| match error {
                Unreadable::Twice(name) => TokenError::Duplicate {
                    name: sanitize::clean(&name),
                },
                Unreadable::NotJson => unreadable(),
            })?
        } else if looks_like_form(text) {
            deviations.push("The reply is a form instead of JSON.".to_owned());
            form(text)?
        } else {
            return Err(unreadable());
        };
        Ok(Self { all, deviations })
    }

    /// A reply that is the token and nothing else, if this is one. Words of an error are none.
    pub(super) fn of_token_alone(body: &[u8], content_type: Option<&str>) -> Option<Self> {
        let text = text_of(body, content_type)?;
        let token = Zeroizing::new(token_alone(&text)?);
        let is_sure =
            token.len() >= SHORTEST_ALONE && token.contains(|c: char| c.is_ascii_alphabetic());
        is_sure.then(|| Self {
            all: vec![(
                "access_token".to_owned(),
                Zeroizing::new(serde_json::Value::from(token.as_str()).to_string()),
            )],
            deviations: vec![format!(
                "The reply is the token and nothing else, sent as {}, instead of a JSON object.",
                said_kind(&media_type(content_type))
            )],
        })
    }

    /// All names with the JSON text of their values, as they came.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.all.iter();
        all.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The JSON text of a member. A member that is `null` is not there.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        let (_, value) = self.all.iter().find(|(known, _)| known == name)?;
        (value.as_str() != "null").then_some(value.as_str())
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<Zeroizing<String>> {
        serde_json::from_str(self.raw(name)?)
            .ok()
            .map(Zeroizing::new)
    }

    /// The members of an object inside, if this is one that can be read.
    pub(super) fn inside(&self, name: &str) -> Option<Self> {
        Self::of_object(self.raw(name)?)
    }

    /// The members of a JSON object, also of one that is alone in a list or written as a text.
    pub(super) fn of_object(json: &str) -> Option<Self> {
        let all = match json.as_bytes().first()? {
            b'{' => object(json).ok()?,
            b'[' => {
                let [only]: [&RawValue; 1] = serde_json::from_str(json).ok()?;
                return Self::of_object(only.get());
            }
            b'"' => {
                let text: Zeroizing<String> = Zeroizing::new(serde_json::from_str(json).ok()?);
                let text = text.trim();
                object(text.starts_with('{').then_some(text)?).ok()?
            }
            _ => return None,
        };
        Some(Self {
            all,
            deviations: Vec::new(),
        })
    }

    /// Adds those around it, but `own`, which held it; what it has itself wins.
    pub(super) fn surround(&mut self, around: Self, own: &str) {
        let known: HashSet<String> = self.all.iter().map(|(name, _)| name.clone()).collect();
        let others = around.all.into_iter();
        self.all
            .extend(others.filter(|(name, _)| name != own && !known.contains(name)));
        self.deviations = around.deviations;
    }

    /// The names and values, redacted and cut, to quote.
    pub(super) fn excerpt(&self, redactor: &Redactor) -> String {
        sanitize::excerpt(&self.text_of_all(), Some("application/json"), redactor)
    }

    /// All members with the secret ones masked. A value that `serde_json` cannot hold (a
    /// number without end) leaves nothing to show.
    pub(super) fn shown(&self, redactor: &Redactor) -> serde_json::Map<String, serde_json::Value> {
        let masked = redactor.body(Some("application/json"), &self.text_of_all());
        serde_json::from_str(&masked).unwrap_or_default()
    }

    fn text_of_all(&self) -> String {
        let pairs: Vec<String> = self
            .all
            .iter()
            .map(|(name, value)| {
                let name = serde_json::Value::from(name.as_str());
                format!("{name}: {}", value.as_str())
            })
            .collect();
        format!("{{{}}}", pairs.join(", "))
    }
}

/// UTF-8, as the standard has it, or what the media type names.
fn text_of<'a>(body: &'a [u8], content_type: Option<&str>) -> Option<Cow<'a, str>> {
    if let Ok(text) = std::str::from_utf8(body) {
        return Some(text.into());
    }
    let (text, _, broken) = charset_named(content_type?)?.decode(body);
    (!broken).then_some(text)
}

fn not_json(body: &[u8], content_type: Option<&str>, redactor: &Redactor) -> TokenError {
    let start = decoded(content_type, &body[..body.len().min(LOOKED_AT)]);
    let lower = start.trim_start().to_ascii_lowercase();
    let wise = redactor.with_secrets_of_reply(content_type, &start);
    TokenError::NotJson {
        looks_like_html: lower.starts_with("<!doctype") || lower.contains("<html"),
        excerpt: sanitize::excerpt(&start, content_type, &wise),
    }
}

fn media_type(content_type: Option<&str>) -> String {
    let kind = content_type.unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn said_kind(kind: &str) -> String {
    if kind.is_empty() {
        "no media type at all".into()
    } else {
        sanitize::clean(kind)
    }
}

fn looks_like_form(text: &str) -> bool {
    !text.contains(['<', '\n'])
        && form_urlencoded::parse(text.as_bytes()).any(|(name, value)| {
            matches!(&*name, "access_token" | "refresh_token" | "error") && !value.is_empty()
        })
}

fn form(text: &str) -> Result<Vec<(String, Zeroizing<String>)>, TokenError> {
    let mut all: Vec<(String, Zeroizing<String>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        if all.iter().any(|(known, _)| *known == name) {
            return Err(TokenError::Duplicate {
                name: sanitize::clean(&name),
            });
        }
        let value = serde_json::Value::from(value).to_string();
        all.push((name.into_owned(), Zeroizing::new(value)));
    }
    Ok(all)
}

enum Unreadable {
    Twice(String),
    NotJson,
}

/// The members of a JSON object with their values unparsed: a number too large for us is
/// then no reason to lose the token beside it.
fn object(text: &str) -> Result<Vec<(String, Zeroizing<String>)>, Unreadable> {
    struct Collect;

    impl<'de> Visitor<'de> for Collect {
        type Value = Vec<(String, Zeroizing<String>)>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                all.push((name, Zeroizing::new(value.get().to_owned())));
            }
            Ok(all)
        }
    }

    let mut reader = serde_json::Deserializer::from_str(text);
    let all = serde::Deserializer::deserialize_map(&mut reader, Collect)
        .and_then(|all| reader.end().map(|()| all))
        .map_err(|_| Unreadable::NotJson)?;
    let mut names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Unreadable::Twice(pair[0].to_owned())),
        None => Ok(all),
    }
}

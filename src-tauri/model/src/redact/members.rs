//! The secrets in a body: every value under a secret name, at any depth, in JSON, in a form, in
//! either of them inside a string, and in base64.

use base64::{
    Engine as _,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::PAD},
};
use serde_json::Value;
use url::form_urlencoded;

use super::{is_secret_name, loose, pairs::is_secret_pair, values};
use crate::secret::Secret;

/// A hostile reply has thousands. Those beyond this number are still masked by name.
const MOST: usize = 64;

/// Longer values are not tokens, and computing their encoded forms would be expensive.
const LONGEST: usize = 64 * 1024;

/// Text in JSON in base64 in a form: nothing realistic nests deeper.
const DEEPEST: u8 = 4;

/// Accepts both alphabets, with or without padding.
const LENIENT: GeneralPurposeConfig = PAD
    .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// Returns the secrets of a body.
pub(super) fn of(content_type: Option<&str>, body: &str) -> Vec<Secret> {
    let mut found = Found::default();
    let kind = content_type.unwrap_or_default().to_ascii_lowercase();
    found.text(body, 0);
    if kind.contains("x-www-form-urlencoded") {
        found.pairs(body, 0);
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Secret>);

impl Found {
    fn add(&mut self, value: &str) {
        let known = self.0.iter().any(|secret| secret.same_as(value));
        if self.0.len() < MOST && !known && is_worth_it(value) {
            self.0.push(Secret::new(value));
        }
    }

    /// Reads a text of unknown format.
    fn text(&mut self, text: &str, depth: u8) {
        let text = text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if depth > DEEPEST || text.len() < 6 || self.0.len() >= MOST {
            return;
        }
        if text.starts_with(['{', '[', '"'])
            && let Ok(value) = serde_json::from_str::<Value>(text)
        {
            return self.json(&value, false, depth);
        }
        if text.contains('=') && !text.contains(['<', ' ', '\n']) {
            self.pairs(text, depth);
        }
        loose::each_value(text, &mut |value| self.add(value));
        self.base64(text, depth);
    }

    fn pairs(&mut self, text: &str, depth: u8) {
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if is_secret_name(&name) {
                self.add(&value);
            } else {
                self.text(&value, depth + 1);
            }
        }
    }

    fn json(&mut self, value: &Value, secret: bool, depth: u8) {
        match value {
            Value::String(text) if secret || values::is_marked(text) => {
                self.add(text);
                self.text(text, depth + 1);
            }
            Value::String(text) => self.text(text, depth + 1),
            Value::Number(number) if secret => self.add(&number.to_string()),
            Value::Array(list) => {
                let named = |one: &Value| one.as_str().is_some_and(is_secret_name);
                let pair = matches!(
                    list.as_slice(),
                    [Value::String(name), Value::String(value)] if is_secret_pair(name, value)
                );
                for one in list {
                    self.json(one, secret || (pair && !named(one)), depth);
                }
            }
            Value::Object(members) => {
                let says = |member: &str| members.get(member).and_then(Value::as_str);
                let named = ["name", "key", "id"].into_iter().filter_map(says);
                let value = says("value").unwrap_or_default();
                let pair = named.into_iter().any(|name| is_secret_pair(name, value));
                for (name, value) in members {
                    let value_of_pair = pair && name == "value";
                    let secret = secret || value_of_pair || is_secret_name(name);
                    self.json(value, secret, depth);
                }
            }
            _ => {}
        }
    }

    /// Reads base64 words that contain a text with secrets.
    fn base64(&mut self, text: &str, depth: u8) {
        let is_inside = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
        for word in text
            .split(|c| !is_inside(c))
            .filter(|word| word.len() >= 16)
        {
            if word.len() > LONGEST {
                continue;
            }
            let decoded = STANDARD.decode(word).or_else(|_| URL_SAFE.decode(word));
            let Some(inner) = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
                continue;
            };
            if inner.chars().any(|c| c.is_control() && !c.is_whitespace()) {
                continue;
            }
            self.text(&inner, depth + 1);
        }
    }
}

/// Rejects short values and plain words, which would blank out half of the text. They are still
/// masked by name.
fn is_worth_it(value: &str) -> bool {
    let plain = value
        .chars()
        .all(|c| c.is_lowercase() || c == '_' || c == ' ');
    (6..=LONGEST).contains(&value.len())
        && (value.len() >= 12 || !plain)
        && !value.contains(super::MASK)
}

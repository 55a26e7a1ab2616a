//! Masking by name in JSON text, without parsing. A transcript keeps only the beginning of a reply,
//! and a truncated document must not pass unmasked.

use super::{MASK, is_secret_name, pairs::is_secret_pair};

/// Replaces the value of every member with a secret name. Strings with escapes are decoded and
/// passed to `redacted`.
pub(super) fn mask(text: &str, redacted: &dyn Fn(&str) -> String) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        let end = string_end(&rest[quote..]) + quote;
        let string = &rest[quote..end];
        let after = &rest[end..];
        let colon = after.trim_start();
        clean.push_str(&rest[..quote]);
        clean.push_str(&meant(string, redacted));
        rest = after;
        if colon.starts_with(':') && is_secret_name(&unescaped(string)) {
            let value = colon[1..].trim_start();
            clean.push_str(&after[..after.len() - value.len()]);
            let value_end = value_end(value);
            let value_text = &value[..value_end];
            if ["null", "\"\"", "true", "false", ""].contains(&value_text) {
                clean.push_str(value_text);
            } else {
                clean.push('"');
                clean.push_str(MASK);
                clean.push('"');
            }
            rest = &value[value_end..];
        } else if let Some(pair) = pair_value(string, after) {
            let (before, value) = (&after[..pair.start], &after[pair.start..]);
            clean.push_str(before);
            clean.push('"');
            clean.push_str(MASK);
            clean.push('"');
            rest = &value[pair.len..];
        }
    }
    clean.push_str(rest);
    clean
}

/// Redacts a string by its decoded text, which may differ from its appearance.
fn meant(string: &str, redacted: &dyn Fn(&str) -> String) -> String {
    if !string.contains('\\') {
        return string.to_owned();
    }
    let Ok(text) = serde_json::from_str::<String>(string) else {
        return string.to_owned();
    };
    match redacted(&text) {
        same if same == text => string.to_owned(),
        clean => serde_json::Value::from(clean).to_string(),
    }
}

/// Decodes a string literal, even a truncated one.
pub(super) fn unescaped(string: &str) -> String {
    serde_json::from_str(string).unwrap_or_else(|_| string.trim_matches('"').replace('\\', ""))
}

struct Span {
    start: usize,
    len: usize,
}

/// Finds the value in `["access_token", "…"]` and in `{"name": "access_token", "value": "…"}`.
fn pair_value(name: &str, after: &str) -> Option<Span> {
    let comma = after.trim_start().strip_prefix(',')?.trim_start();
    if !comma.starts_with('"') {
        return None;
    }
    let end = string_end(comma);
    let behind = comma[end..].trim_start();
    let value = match behind.strip_prefix(':') {
        None => comma,
        Some(value) if unescaped(&comma[..end]).eq_ignore_ascii_case("value") => value.trim_start(),
        Some(_) => return None,
    };
    let len = value_end(value);
    let is_pair = is_secret_pair(&unescaped(name), &unescaped(&value[..len]));
    is_pair.then(|| Span {
        start: after.len() - value.len(),
        len,
    })
}

/// Returns the end of the string that begins at the first byte, including its closing quote.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn value_end(text: &str) -> usize {
    match text.as_bytes().first() {
        Some(b'"') => string_end(text),
        Some(b'{' | b'[') => nested_end(text),
        _ => text
            .find([',', '}', ']', '\n', '\r', ' ', '\t'])
            .unwrap_or(text.len()),
    }
}

fn nested_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'"' => {
                at += string_end(&text[at..]);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

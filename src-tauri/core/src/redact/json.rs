//! Masking by name in JSON text, without parsing it: a transcript keeps only the beginning of
//! a reply, and a broken document must not get through unmasked.

use super::{MASK, is_secret_name};

/// `text` with the value of every member of a secret name replaced.
pub(super) fn mask(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        let end = string_end(&rest[quote..]) + quote;
        let name = rest[quote..end].trim_matches('"');
        let after = &rest[end..];
        let colon = after.trim_start();
        clean.push_str(&rest[..end]);
        rest = after;
        if colon.starts_with(':') && is_secret_name(name) {
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
        }
    }
    clean.push_str(rest);
    clean
}

/// Where the string that begins at the first byte ends, its quote included.
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
        Some(b'{' | b'[') => group_end(text),
        _ => text.find([',', '}', ']', '\n', ' ']).unwrap_or(text.len()),
    }
}

fn group_end(text: &str) -> usize {
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

//! The encoded forms of a secret: plain, percent-encoded, JSON-escaped, hex and base64.

use base64::Engine as _;
use url::form_urlencoded;

/// Returns every form in which a secret may be written.
pub(super) fn of(raw: &str) -> Vec<String> {
    let form: String = form_urlencoded::byte_serialize(raw.as_bytes()).collect();
    let hex: String = hex_of(raw);
    let quoted = serde_json::Value::from(raw).to_string();
    let json = quoted[1..quoted.len() - 1].to_owned();
    let html = raw
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    let mut all = vec![
        raw.to_owned(),
        html,
        lower_escapes(&form),
        form.replace('+', "%20"),
        lower_escapes(&form.replace('+', "%20")),
        form,
        json.replace('/', "\\/"),
        json,
        hex.to_uppercase(),
        hex,
    ];
    // Within a longer base64 text, the secret begins at any of three offsets. The characters that
    // it shares with its neighbours are cut off.
    for offset in 0..3 {
        let padded = [&[0; 2][..offset], raw.as_bytes()].concat();
        let whole = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&padded);
        let from = [0, 2, 3][offset];
        let to = if padded.len() % 3 == 0 {
            whole.len()
        } else {
            whole.len() - 1
        };
        if to > from + 5 {
            let inner = &whole[from..to];
            all.push(inner.replace('+', "-").replace('/', "_"));
            all.push(inner.to_owned());
        }
    }
    all.sort();
    all.dedup();
    all
}

pub(super) fn hex_of(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

fn lower_escapes(encoded: &str) -> String {
    let mut lower = String::with_capacity(encoded.len());
    let mut escape = 0;
    for character in encoded.chars() {
        lower.push(if escape > 0 {
            character.to_ascii_lowercase()
        } else {
            character
        });
        escape = if character == '%' {
            2
        } else {
            i32::max(escape - 1, 0)
        };
    }
    lower
}

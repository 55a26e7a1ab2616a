//! The encodings in which a secret may be written down.

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};
use url::form_urlencoded;

/// What a part of an address keeps as it is (RFC 3986 §2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How a secret is written down. What is percent-encoded or escaped first, as the halves of a Basic
/// header are, is known in the others too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 as it is.
    Plain,
    /// As addresses and forms write it: only what must be, or every byte; `%2F` or `%2f`.
    Percent,
    /// Inside a JSON string: short escapes, escaped slashes, or `\u` for every letter.
    Json,
    /// UTF-16, low byte first, as in the storage of web views.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Base64 with `+` and `/`, also from within a longer text.
    Base64,
    /// Base64 with `-` and `_`, also from within a longer text.
    Base64Url,
    /// Hexadecimal with small letters.
    HexLower,
    /// Hexadecimal with capital letters.
    HexUpper,
    /// The bytes as decimal numbers with commas, as Rust and JSON print them: `[115, 51]`.
    Numbers,
}

impl Encoding {
    /// All ten.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Percent,
        Self::Json,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Base64,
        Self::Base64Url,
        Self::HexLower,
        Self::HexUpper,
        Self::Numbers,
    ];
}

/// Every form of a text, and the encoding it is known by. Forms may be equal: a text of letters
/// and digits needs no escapes.
pub(super) fn forms(text: &str) -> Vec<(Encoding, Vec<u8>)> {
    let spellings = spellings(text);
    let mut forms = Vec::new();
    for (encoding, spelling) in &spellings {
        forms.push((*encoding, spelling.clone().into_bytes()));
    }
    for (_, spelling) in &spellings {
        forms.extend(carried(spelling));
    }
    forms
}

/// The text as it stands within other text.
fn spellings(text: &str) -> Vec<(Encoding, String)> {
    let component = utf8_percent_encode(text, UNRESERVED).to_string();
    let whole: String = text.bytes().map(percent_encode_byte).collect();
    let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let json = serde_json::Value::from(text).to_string();
    let json = json[1..json.len() - 1].to_owned();
    vec![
        (Encoding::Plain, text.to_owned()),
        (Encoding::Percent, small_escapes(&component)),
        (Encoding::Percent, component),
        (Encoding::Percent, small_escapes(&whole)),
        (Encoding::Percent, whole),
        (Encoding::Percent, form),
        (Encoding::Json, json.replace('/', "\\/")),
        (Encoding::Json, json),
        (Encoding::Json, units(text, |unit| format!("\\u{unit:04x}"))),
        (Encoding::Json, units(text, |unit| format!("\\u{unit:04X}"))),
    ]
}

/// What becomes of a text when it is stored or packed as bytes.
fn carried(text: &str) -> Vec<(Encoding, Vec<u8>)> {
    let bytes = text.as_bytes();
    let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex = hex(bytes);
    let numbers = |comma: &str| {
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        numbers.join(comma).into_bytes()
    };
    let mut forms = vec![
        (Encoding::Utf16Le, low),
        (Encoding::Utf16Be, high),
        (Encoding::HexUpper, hex.to_uppercase().into_bytes()),
        (Encoding::HexLower, hex.into_bytes()),
        (Encoding::Numbers, numbers(",")),
        (Encoding::Numbers, numbers(", ")),
    ];
    for before in 0..3 {
        forms.push((Encoding::Base64, within(&STANDARD_NO_PAD, bytes, before)));
        forms.push((Encoding::Base64Url, within(&URL_SAFE_NO_PAD, bytes, before)));
    }
    forms
}

/// The letters of a longer base64 text that these bytes alone decide, where `before` bytes (up to
/// whole groups of three) precede them.
fn within(base64: &impl base64::Engine, bytes: &[u8], before: usize) -> Vec<u8> {
    let mut padded = vec![0; before];
    padded.extend_from_slice(bytes);
    let letters = base64.encode(&padded).into_bytes();
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    letters[first..last].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        for half in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(half.into(), 16));
        }
        hex
    })
}

/// `%2F` as `%2f`.
fn small_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut small = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (escape, rest) = part.split_at(part.len().min(2));
        small.push('%');
        small.push_str(&escape.to_lowercase());
        small.push_str(rest);
    }
    small
}

fn units(text: &str, write: impl Fn(u16) -> String) -> String {
    text.encode_utf16().map(write).collect()
}

//! The type of a body, from its `Content-Type`, or else from its first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The type, charset and highlighting of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyKind {
    /// The media type without parameters, in lower case, such as `image/png`. Empty if the response has
    /// none.
    pub media_type: String,
    /// Binary data, of which only size and type are shown.
    pub binary: bool,
    pub language: Language,
    pub(super) encoding: &'static Encoding,
}

/// Syntax highlighting of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Json,
    Xml,
    Html,
    Text,
}

impl Language {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

impl BodyKind {
    /// Determines the type. `start` is the available beginning of the body.
    pub(super) fn of(content_type: Option<&str>, start: &[u8]) -> Self {
        let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
        let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .and_then(|(_, value)| {
                Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
            });
        let marked = Encoding::for_bom(start).map(|(encoding, _)| encoding);
        // A byte order mark takes precedence over the header (WHATWG Encoding §6).
        let encoding = marked.or(charset).unwrap_or(UTF_8);

        let declared = language_of(&media_type);
        let binary = match declared {
            _ if [UTF_16LE, UTF_16BE].contains(&encoding) => false,
            Some(_) => start.contains(&0),
            None if is_never_text(&media_type) => true,
            None => start.contains(&0) || (encoding == UTF_8 && !is_utf8_so_far(start)),
        };
        let language = match declared {
            Some(Language::Text) | None if looks_like_json(start) => Language::Json,
            Some(language) => language,
            None => Language::Text,
        };
        Self {
            media_type,
            binary,
            language,
            encoding,
        }
    }

    pub(super) fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }
}

fn language_of(media_type: &str) -> Option<Language> {
    let (kind, rest) = media_type.split_once('/')?;
    Some(match (kind, rest) {
        (_, "json" | "x-ndjson" | "jsonl" | "json-seq") => Language::Json,
        (_, rest) if rest.ends_with("+json") => Language::Json,
        ("text" | "application", "html" | "xhtml+xml") => Language::Html,
        (_, "xml" | "xml-dtd") => Language::Xml,
        (_, rest) if rest.ends_with("+xml") => Language::Xml,
        (
            "application",
            "javascript"
            | "ecmascript"
            | "x-www-form-urlencoded"
            | "yaml"
            | "x-yaml"
            | "toml"
            | "graphql"
            | "sql"
            | "x-sh"
            | "x-httpd-php"
            | "jwt"
            | "http"
            | "pem-certificate-chain",
        )
        | ("text", _) => Language::Text,
        _ => return None,
    })
}

fn is_never_text(media_type: &str) -> bool {
    let kind = media_type.split('/').next().unwrap_or_default();
    matches!(kind, "image" | "audio" | "video" | "font")
        || matches!(
            media_type,
            "application/pdf" | "application/zip" | "application/gzip" | "application/wasm"
        )
}

/// Returns true for valid UTF-8, except for a character cut off at the end.
fn is_utf8_so_far(start: &[u8]) -> bool {
    match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

fn looks_like_json(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let mut rest = start.trim_ascii_start().iter();
    match rest.next() {
        Some(b'{') => rest
            .find(|b| !b.is_ascii_whitespace())
            .is_some_and(|b| matches!(b, b'"' | b'}')),
        Some(b'[') => rest
            .find(|b| !b.is_ascii_whitespace())
            .is_some_and(|b| matches!(b, b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9')),
        _ => false,
    }
}

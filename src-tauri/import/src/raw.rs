//! Raw HTTP requests (RFC 9112 §3), as in standards and in the files of editors.

use super::{
    ImportError,
    call::{one_line, typed_address},
};
use tokenry_model::request::{self, Body, Draft, Field, SendSettings};

/// Requests with more headers are rejected.
const MOST_HEADERS: usize = 200;

/// Matches `POST /token HTTP/1.1`, or the same without a version if a URL or headers follow.
pub(super) fn is_one(text: &str) -> bool {
    let mut lines = text.trim_start().lines();
    let Some((method, _, version)) = lines.next().and_then(first_line) else {
        return false;
    };
    let next = lines.next().unwrap_or_default().trim();
    let header = next.split_once(':').is_some_and(|(name, _)| is_token(name));
    is_token(method) && (version || header || next.is_empty())
}

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    let text = text.trim_start().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let (method, target, _) = lines
        .next()
        .and_then(first_line)
        .ok_or(ImportError::NotUnderstood)?;
    let headers = headers(lines)?;
    let host = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("host"));
    let url = match (target.starts_with('/'), host) {
        (true, Some(host)) => format!("{}{target}", host.value),
        (true, None) => return Err(ImportError::NoAddress),
        (false, _) => target.to_owned(),
    };
    let typed = typed_address(&url);
    let url = request::address(&typed).map_err(|_| ImportError::Address { text: typed })?;
    let kind = headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-type"));
    let body = body_of(body, kind.map_or("", |kind| &kind.value));
    let ours = |header: &Field| {
        let lower = header.name.to_ascii_lowercase();
        let typed = lower == "content-type" && !matches!(body, Body::Text { .. } | Body::None);
        !typed && !["host", "content-length", "connection"].contains(&lower.as_str())
    };
    Ok(Draft {
        method: method.to_owned(),
        url: url.to_string(),
        parameters: Vec::new(),
        headers: headers
            .iter()
            .filter(|header| ours(header))
            .cloned()
            .collect(),
        body,
        token: None,
        settings: SendSettings::default(),
    })
}

/// Returns the method, the target, and whether a version follows.
fn first_line(line: &str) -> Option<(&str, &str, bool)> {
    let (method, rest) = line.trim().split_once(' ')?;
    let upper = !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase());
    let (target, version) = match rest.trim().rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => (target.trim(), true),
        _ => (rest.trim(), false),
    };
    let address = target.starts_with('/') || target.contains("://");
    (upper && address && !target.contains(' ')).then_some((method, target, version))
}

/// Reads headers. A value continues on the next line if that begins with a space or tab.
fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Field>, ImportError> {
    let mut unfolded = String::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) && !is_header(line.trim_start()) {
            unfolded.truncate(unfolded.trim_end().len());
            unfolded.push(' ');
        }
        unfolded.push_str(line.trim());
        unfolded.push_str("\r\n");
    }
    unfolded.push_str("\r\n");
    let mut room = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let parsed = httparse::parse_headers(unfolded.as_bytes(), &mut room);
    let parsed = parsed.map_err(|_| ImportError::NotUnderstood)?;
    let httparse::Status::Complete((_, found)) = parsed else {
        return Err(ImportError::NotUnderstood);
    };
    let field = |header: &httparse::Header<'_>| Field {
        name: header.name.to_owned(),
        value: one_line(&String::from_utf8_lossy(header.value)),
        enabled: true,
    };
    Ok(found.iter().map(field).collect())
}

fn is_header(line: &str) -> bool {
    line.split_once(": ")
        .is_some_and(|(name, _)| is_token(name))
}

fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.!#$%&'*+^`|~".contains(c))
}

/// Standards break the lines of a form anywhere.
fn body_of(body: &str, kind: &str) -> Body {
    let text = body.trim();
    if text.is_empty() {
        return Body::None;
    }
    if kind.contains("json") || (kind.is_empty() && text.starts_with(['{', '['])) {
        return Body::Json {
            text: text.to_owned(),
        };
    }
    if kind.contains("form-urlencoded") || (kind.is_empty() && text.contains('=')) {
        let joined: String = text.split_whitespace().collect();
        let fields = super::call::pairs(&joined).map(|(name, value)| Field {
            name,
            value,
            enabled: true,
        });
        return Body::Form {
            fields: fields.collect(),
        };
    }
    Body::Text {
        text: body.to_owned(),
    }
}

//! The URL of a request: as text, or in parts, as many programs write it.

use serde_json::Value;

use super::{Pair, pairs, text};
use crate::call::typed_address;

pub(in crate::postman) struct Address {
    /// Includes the enabled parameters.
    pub(in crate::postman) text: String,
    /// The disabled parameters.
    pub(in crate::postman) off: Vec<Pair>,
}

impl Address {
    pub(super) fn typed(text: &str) -> Self {
        Self {
            text: typed_address(text),
            off: Vec::new(),
        }
    }

    pub(super) fn read(url: &Value) -> Self {
        if !url.is_object() {
            return Self::typed(&text(url));
        }
        let raw = typed_address(&text(&url["raw"]));
        let query = Query::read(&url["query"]);
        let whole = if raw.is_empty() {
            in_parts(url, &query)
        } else {
            raw
        };
        Self {
            text: with_path_variables(whole, &pairs(&url["variable"])),
            off: query.off,
        }
    }
}

struct Query {
    on: String,
    off: Vec<Pair>,
}

impl Query {
    fn read(query: &Value) -> Self {
        if let Value::String(text) = query {
            return Self {
                on: text.trim_start_matches('?').to_owned(),
                off: Vec::new(),
            };
        }
        // A parameter without a value differs from one with an empty value.
        let bare = |row: &Value| row["value"].is_null();
        let rows = query.as_array().map(Vec::as_slice).unwrap_or_default();
        let on = rows.iter().filter_map(|row| {
            let pair = Pair::read(row).filter(|pair| pair.on)?;
            let name = in_query(&pair.key);
            match bare(row) {
                true if name.is_empty() => None,
                true => Some(name),
                false => Some(format!("{name}={}", in_query(&pair.value))),
            }
        });
        Self {
            on: on.collect::<Vec<_>>().join("&"),
            off: pairs(query).into_iter().filter(|pair| !pair.on).collect(),
        }
    }
}

/// Combines `protocol`, `host`, `port`, `path`, `query` and `hash`. A missing protocol stays
/// missing, because URL parsing decides on it.
fn in_parts(url: &Value, query: &Query) -> String {
    let mut whole = String::new();
    let host = list(&url["host"]).join(".");
    let protocol = text(&url["protocol"]);
    let protocol = protocol.trim().trim_end_matches(['/', ':']);
    if !protocol.is_empty() && !host.contains("://") {
        whole.push_str(protocol);
        whole.push_str("://");
    }
    whole.push_str(host.trim_end_matches('/'));
    let port = text(&url["port"]);
    if !port.trim().is_empty() {
        whole.push(':');
        whole.push_str(port.trim());
    }
    let path = list(&url["path"]).join("/");
    if !path.is_empty() || url["path"].is_array() {
        if !path.starts_with('/') {
            whole.push('/');
        }
        whole.push_str(&path);
    }
    if !query.on.is_empty() {
        whole.push('?');
        whole.push_str(&query.on);
    }
    let hash = text(&url["hash"]);
    if !hash.is_empty() {
        whole.push('#');
        whole.push_str(hash.trim_start_matches('#'));
    }
    typed_address(&whole)
}

/// Reads the segments of a host or a path: a text, or a list of texts or of objects with a `value`.
fn list(value: &Value) -> Vec<String> {
    let segment = |one: &Value| match one {
        Value::Object(members) => text(members.get("value").unwrap_or(&Value::Null)),
        other => text(other),
    };
    match value {
        Value::Array(all) => all
            .iter()
            .map(|one| segment(one).trim().to_owned())
            .collect(),
        other => vec![segment(other).trim().to_owned()],
    }
}

/// Encodes what would end a parameter. Encoded text and variables stay.
fn in_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            '&' => out.push_str("%26"),
            '#' => out.push_str("%23"),
            '+' => out.push_str("%2B"),
            ' ' => out.push_str("%20"),
            other => out.push(other),
        }
    }
    out
}

/// Substitutes `/:name` in the path by its value, or by a variable of that name.
fn with_path_variables(mut url: String, variables: &[Pair]) -> String {
    for variable in variables.iter().filter(|one| !one.key.trim().is_empty()) {
        let name = variable.key.trim();
        let value = match variable.value.trim() {
            "" => format!("{{{{{name}}}}}"),
            value => value.to_owned(),
        };
        url = in_path(&url, &format!("/:{name}"), &format!("/{value}"));
    }
    url
}

/// Replaces a whole segment of the path.
fn in_path(url: &str, from: &str, to: &str) -> String {
    let path_ends = url.find(['?', '#']).unwrap_or(url.len());
    let ends = |at: usize| {
        let next = url[at + from.len()..].chars().next();
        next.is_none_or(|next| matches!(next, '/' | '?' | '#'))
    };
    let mut found = url[..path_ends].match_indices(from).map(|(at, _)| at);
    match found.find(|at| ends(*at)) {
        Some(at) => format!("{}{to}{}", &url[..at], &url[at + from.len()..]),
        None => url.to_owned(),
    }
}

//! Export of saved requests as a Postman collection (format 2.1), which Tokenry and others can
//! import.
//!
//! Secrets are left out: whatever is secret by its name, its appearance or its place becomes a
//! variable without a value, and is counted.

mod auth;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use url::Url;

use self::auth::auth;
use tokenry_model::{
    client::ClientProfile,
    redact::{MASK, Redactor, is_secret_name, is_secret_value},
    request::{Body, Draft, Field, FormPart, PartContent},
    server::ServerProfile,
    variables::Variable,
};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Keeps the characters of a query and the syntax of variables.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'{')
    .remove(b'}');

/// The replacement for a secret in a URL or a body.
const IN_TEXT: &str = "{{secret}}";

/// A collection being written.
pub struct Export {
    name: String,
    items: Vec<Value>,
    variables: Vec<Variable>,
    /// The number of secrets left out.
    left_out: usize,
}

/// The finished export.
#[derive(Debug)]
pub struct Exported {
    pub text: String,
    pub requests: usize,
    /// The number of secrets left out.
    pub left_out: usize,
}

/// The authorization of a request.
pub enum Who<'a> {
    Client(&'a ServerProfile, &'a ClientProfile),
    /// A pasted token.
    Bearer,
    Nobody,
}

impl Export {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            items: Vec::new(),
            variables: Vec::new(),
            left_out: 0,
        }
    }

    /// Returns `true` if another value is already defined for that name.
    pub fn differs(&self, variable: &Variable) -> bool {
        let mut known = self.variables.iter();
        known.any(|one| one.name == variable.name && one.value != variable.value)
    }

    pub fn variable(&mut self, variable: &Variable) {
        let secret = is_secret_name(&variable.name)
            || is_secret_value(&variable.name, &variable.value)
            || Redactor::new().text(&variable.value) != variable.value;
        let value = if secret {
            self.left_out += 1;
            String::new()
        } else {
            variable.value.clone()
        };
        if !self.variables.iter().any(|one| one.name == variable.name) {
            let name = variable.name.clone();
            self.variables.push(Variable { name, value });
        }
    }

    pub fn folder(&mut self, name: &str, items: &[Value], who: &Who<'_>) {
        let mut folder = json!({"name": name, "item": items});
        if let Some(auth) = auth(who) {
            folder["auth"] = auth;
        }
        self.items.push(folder);
    }

    pub fn add(&mut self, item: Value) {
        self.items.push(item);
    }

    /// Writes a request in Postman's format.
    pub fn request(&mut self, name: &str, draft: &Draft, who: &Who<'_>) -> Value {
        let mut request = json!({
            "method": draft.method,
            "header": self.fields(&draft.headers),
            "url": self.address(draft),
        });
        if let Some(body) = self.body(&draft.body) {
            request["body"] = body;
        }
        if let Some(auth) = auth(who) {
            request["auth"] = auth;
        }
        json!({"name": name, "request": request})
    }

    pub fn done(self) -> Exported {
        let requests = count(&self.items);
        let variables = self.variables.iter();
        let document = json!({
            "info": {"name": self.name, "schema": SCHEMA},
            "item": self.items,
            "variable": variables
                .map(|one| json!({"key": one.name, "value": one.value}))
                .collect::<Vec<_>>(),
        });
        Exported {
            text: format!("{document:#}\n"),
            requests,
            left_out: self.left_out,
        }
    }

    fn address(&mut self, draft: &Draft) -> Value {
        let mut raw = self.text(&draft.url);
        if let Ok(url) = Url::parse(&draft.url) {
            let shown = Redactor::new().url(&url);
            // Rewritten only if there is something to hide.
            if shown.contains(MASK) || shown.contains("%5Bredacted%5D") {
                self.left_out += 1;
                raw = shown
                    .replace(MASK, IN_TEXT)
                    .replace("%5Bredacted%5D", IN_TEXT);
            }
        }
        let off: Vec<Field> = draft
            .parameters
            .iter()
            .filter(|field| !field.enabled)
            .cloned()
            .collect();
        for field in draft.parameters.iter().filter(|field| field.enabled) {
            let sign = if raw.contains('?') { '&' } else { '?' };
            let value = self.value(field);
            let (name, value) = (
                utf8_percent_encode(&field.name, KEPT),
                utf8_percent_encode(&value, KEPT),
            );
            raw = format!("{raw}{sign}{name}={value}");
        }
        if off.is_empty() {
            return raw.into();
        }
        json!({"raw": raw, "query": self.fields(&off)})
    }

    fn fields(&mut self, fields: &[Field]) -> Vec<Value> {
        let mut rows = Vec::new();
        for field in fields.iter().filter(|field| !field.name.is_empty()) {
            let value = self.value(field);
            let mut row = json!({"key": field.name, "value": value});
            if !field.enabled {
                row["disabled"] = true.into();
            }
            rows.push(row);
        }
        rows
    }

    /// Replaces a secret with a variable of its own name.
    fn value(&mut self, field: &Field) -> String {
        let value = &field.value;
        // The value is already a variable.
        if value.is_empty() || value.contains("{{") {
            return value.clone();
        }
        let authorizes = field.name.eq_ignore_ascii_case("authorization");
        if !authorizes
            && !is_secret_name(&field.name)
            && !is_secret_value(&field.name, value)
            && Redactor::new().header(&field.name, value) == *value
        {
            return value.clone();
        }
        self.left_out += 1;
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = field.name.to_ascii_lowercase().chars().map(plain).collect();
        match value.split_once(' ') {
            Some((scheme, _)) if authorizes => format!("{scheme} {{{{{name}}}}}"),
            _ => format!("{{{{{name}}}}}"),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let shown = Redactor::new().text(text);
        if shown == text {
            return shown;
        }
        self.left_out += 1;
        shown.replace(MASK, IN_TEXT)
    }

    fn body(&mut self, body: &Body) -> Option<Value> {
        Some(match body {
            Body::None => return None,
            Body::Json { text } => json!({
                "mode": "raw",
                "raw": self.masked(Some("application/json"), text),
                "options": {"raw": {"language": "json"}},
            }),
            Body::Text { text } => json!({
                "mode": "raw",
                "raw": self.masked(None, text),
                "options": {"raw": {"language": "text"}},
            }),
            Body::Form { fields } => {
                json!({"mode": "urlencoded", "urlencoded": self.fields(fields)})
            }
            Body::Multipart { parts } => {
                let rows: Vec<Value> = parts.iter().map(|part| self.part(part)).collect();
                json!({"mode": "formdata", "formdata": rows})
            }
            Body::File { path, .. } => json!({"mode": "file", "file": {"src": path}}),
        })
    }

    fn masked(&mut self, kind: Option<&str>, text: &str) -> String {
        let shown = Redactor::new().body(kind, text);
        // Rewritten only if redaction changes it.
        if !shown.contains(MASK) || text.contains(MASK) {
            return text.to_owned();
        }
        self.left_out += 1;
        shown.replace(MASK, IN_TEXT)
    }

    fn part(&mut self, part: &FormPart) -> Value {
        let mut row = match &part.content {
            PartContent::Text { text } => {
                let value = self.value(&Field {
                    name: part.name.clone(),
                    value: text.clone(),
                    enabled: true,
                });
                json!({"key": part.name, "type": "text", "value": value})
            }
            PartContent::File { path, .. } => {
                json!({"key": part.name, "type": "file", "src": path})
            }
        };
        if !part.media_type.is_empty() {
            row["contentType"] = part.media_type.clone().into();
        }
        if !part.enabled {
            row["disabled"] = true.into();
        }
        row
    }
}

fn count(items: &[Value]) -> usize {
    let of = |item: &Value| match item["item"].as_array() {
        Some(inner) => count(inner),
        None => 1,
    };
    items.iter().map(of).sum()
}

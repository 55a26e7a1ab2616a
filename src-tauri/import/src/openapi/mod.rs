//! OpenAPI documents (Swagger 2, OpenAPI 3.0 to 3.2, in JSON or YAML) and their OAuth settings.
//!
//! Members are read one by one. A member of the wrong type counts as missing and does not affect
//! the rest. Endpoints of two flows are not mixed: each [`Flow`] keeps its own. Nothing here
//! contacts a server.

mod bases;
mod flow;
pub mod offered;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

pub use self::bases::Bases;
pub use self::flow::Flow;
pub use self::offered::Offered;
pub use self::offered::offered;
pub use crate::openapi::bases::ResolvedFlow;
use tokenry_model::sanitize;

/// Maximum number of references between schemes to follow.
const REFERENCES: usize = 8;

/// The OAuth settings of a document.
#[derive(Debug)]
pub struct Description {
    version: Version,
    title: Option<String>,
    /// Verbatim, with the defaults of their variables substituted.
    servers: Vec<String>,
    /// In order of preference, the authorization code flow first.
    pub(crate) flows: Vec<Flow>,
    /// The URLs of metadata: `openIdConnectUrl`, and `oauth2MetadataUrl` of OpenAPI 3.2.
    pub pointers: Vec<Pointer>,
    /// References to other documents, which were not read.
    pub(crate) elsewhere: Vec<String>,
}

/// The version, which determines the base of relative URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Swagger2,
    /// Relative to the server.
    V30,
    /// Relative to the document.
    V31,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    pub(crate) scheme: String,
    pub url: String,
}

/// The members that are used. Others are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    openapi: Value,
    swagger: Value,
    info: Value,
    components: Value,
    #[serde(rename = "securityDefinitions")]
    definitions: Value,
    servers: Value,
    host: Value,
    #[serde(rename = "basePath")]
    base_path: Value,
    schemes: Value,
}

impl Description {
    /// Returns `true` if the text is worth parsing as YAML: an unindented line has a member that
    /// only such documents have.
    pub(crate) fn is_likely(text: &str) -> bool {
        let known = ["openapi", "swagger", "securityDefinitions"];
        let names_one = |line: &str| {
            let line = line.trim_start_matches(['"', '\'', '\u{feff}']);
            known.iter().any(|member| {
                let rest = line.strip_prefix(member).map(str::trim_start);
                let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
                rest.is_some_and(|rest| rest.starts_with(':'))
            })
        };
        let braces = text.trim_start_matches('\u{feff}').trim_start();
        if braces.starts_with('{') {
            return known
                .iter()
                .chain(&["securitySchemes"])
                .any(|member| braces.contains(member));
        }
        text.lines().any(names_one)
    }

    /// Returns the parser's message for a text that is likely a document but cannot be parsed.
    pub(crate) fn fault(text: &str) -> Option<String> {
        let error = serde_saphyr::from_str::<Document>(text).err()?;
        let message = error.to_string();
        message.lines().next().map(sanitize::clean)
    }

    /// Parses a document. Returns `None` if the text is something else.
    pub fn read(text: &str) -> Option<Self> {
        let document = document(text)?;
        let version = version(&document)?;
        let mut description = Self {
            version,
            title: document.info["title"].as_str().map(sanitize::clean),
            servers: servers(&document),
            flows: Vec::new(),
            pointers: Vec::new(),
            elsewhere: Vec::new(),
        };
        let components = &document.components["securitySchemes"];
        for schemes in [components, &document.definitions] {
            for (name, scheme) in schemes.as_object().into_iter().flatten() {
                description.take(name, scheme, &document);
            }
        }
        description.flows.sort_by_key(|flow| flow.kind);
        Some(description)
    }

    /// Returns the bases of relative URLs. `place` is the URL of the document, if known.
    pub fn bases(&self, place: Option<&Url>) -> Bases {
        Bases::new(self.version, place, &self.servers)
    }

    /// Returns `true` if the document names servers, even by relative URLs.
    pub(crate) fn has_servers(&self) -> bool {
        !self.servers.is_empty()
    }

    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref().filter(|title| !title.is_empty())
    }

    fn take(&mut self, name: &str, scheme: &Value, document: &Document) {
        let mut scheme = scheme;
        let mut followed = 0;
        while let Some(reference) = scheme["$ref"].as_str() {
            let Some(target) = referred(document, reference).filter(|_| followed < REFERENCES)
            else {
                self.elsewhere.push(sanitize::clean(reference));
                return;
            };
            scheme = target;
            followed += 1;
        }
        let name = sanitize::clean(name);
        let kind = scheme["type"].as_str().unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        if matches!(&*kind, "oauth2" | "oauth") {
            self.flows.extend(flow::of(&name, scheme));
        } else if kind != "openidconnect" {
            return;
        }
        for member in ["oauth2MetadataUrl", "openIdConnectUrl"] {
            if let Some(url) = scheme[member].as_str() {
                let (scheme, url) = (name.clone(), url.to_owned());
                self.pointers.push(Pointer { scheme, url });
            }
        }
    }
}

/// Parses JSON if the text begins with a brace, and YAML otherwise.
fn document(text: &str) -> Option<Document> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{')
        && let Ok(document) = serde_json::from_str(text)
    {
        return Some(document);
    }
    serde_saphyr::from_str(text).ok()
}

fn version(document: &Document) -> Option<Version> {
    let named = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if let Some(version) = named(&document.openapi) {
        let old = version.trim().starts_with("3.0") || version.trim() == "3";
        return Some(if old { Version::V30 } else { Version::V31 });
    }
    let schemes = document.components["securitySchemes"].is_object();
    match named(&document.swagger) {
        Some(_) => Some(Version::Swagger2),
        None if document.definitions.is_object() => Some(Version::Swagger2),
        None => schemes.then_some(Version::V30),
    }
}

/// Resolves a reference within the document (RFC 6901 in a fragment).
fn referred<'a>(document: &'a Document, reference: &str) -> Option<&'a Value> {
    let pointer = reference.strip_prefix("#/")?;
    let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8();
    let pointer = decoded.ok()?;
    let (first, rest) = pointer.split_once('/')?;
    let within = match first {
        "components" => &document.components,
        "securityDefinitions" => &document.definitions,
        _ => return None,
    };
    within.pointer(&format!("/{rest}"))
}

fn servers(document: &Document) -> Vec<String> {
    if let Some(list) = document.servers.as_array() {
        return list.iter().filter_map(server).collect();
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let path = text(&document.base_path).unwrap_or_default();
    let Some(host) = text(&document.host) else {
        return if path.is_empty() {
            Vec::new()
        } else {
            vec![path]
        };
    };
    let schemes = document.schemes.as_array().into_iter().flatten();
    let known: Vec<&str> = schemes.filter_map(Value::as_str).collect();
    let scheme = match known.first() {
        Some(_) if known.contains(&"https") => "https:",
        Some(first) if *first == "http" => "http:",
        // A reference within the document itself.
        _ => "",
    };
    vec![format!("{scheme}//{host}{path}")]
}

fn server(server: &Value) -> Option<String> {
    let url = server["url"].as_str()?;
    let none = Map::new();
    let variables = server["variables"].as_object().unwrap_or(&none);
    let values: BTreeMap<&str, String> = variables
        .iter()
        .filter_map(|(name, variable)| {
            let value = match &variable["default"] {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => variable["enum"][0].as_str()?.to_owned(),
            };
            Some((name.as_str(), value))
        })
        .collect();
    let mut filled = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}')?;
        filled.push_str(before);
        filled.push_str(values.get(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

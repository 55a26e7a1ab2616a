//! Conversion of a collection's requests to Tokenry requests.

use serde_json::Value;

use super::Walk;
use crate::{
    call::one_line,
    draft::Ignored,
    postman::format::{Body, Pair, Part, Request},
};
use tokenry_model::request::{self, Draft, Field, FormPart, PartContent, SendSettings};

impl Walk<'_> {
    pub(super) fn draft(&mut self, name: &str, whole: &Request) -> Draft {
        let body = whole.body.as_ref();
        Draft {
            method: whole.method.clone(),
            url: whole.address.text.clone(),
            // The enabled ones are part of the URL.
            parameters: whole.address.off.iter().map(field).collect(),
            headers: headers(&whole.headers, body),
            body: body.map_or(request::Body::None, |body| self.body(name, body)),
            token: None,
            settings: SendSettings::default(),
        }
    }

    fn body(&mut self, name: &str, body: &Body) -> request::Body {
        match body {
            Body::Raw { text, language } => {
                let text = text.clone();
                let json = language == "json"
                    || (language.is_empty() && text.trim_start().starts_with(['{', '[']));
                if json {
                    request::Body::Json { text }
                } else {
                    request::Body::Text { text }
                }
            }
            Body::Form(pairs) => request::Body::Form {
                fields: pairs.iter().map(field).collect(),
            },
            Body::Multipart(parts) => request::Body::Multipart {
                parts: parts.iter().flat_map(form_parts).collect(),
            },
            Body::GraphQl {
                query,
                variables,
                operation,
            } => request::Body::Json {
                text: self.graph_ql(name, query, variables, operation),
            },
            Body::File { path } => request::Body::File {
                path: path.clone(),
                media_type: String::new(),
            },
            Body::Other(kind) => {
                self.leave_body(name, kind, "Tokenry does not send this kind of body.");
                request::Body::None
            }
        }
    }

    /// Returns the JSON of a GraphQL request.
    fn graph_ql(&mut self, name: &str, query: &str, variables: &str, operation: &str) -> String {
        let mut members = vec![format!("  \"query\": {}", Value::from(query))];
        if !operation.is_empty() {
            members.push(format!("  \"operationName\": {}", Value::from(operation)));
        }
        let reads = serde_json::from_str::<Value>(variables).is_ok();
        if reads || variables.contains("{{") {
            members.push(format!("  \"variables\": {variables}"));
        } else if !variables.is_empty() {
            self.leave_body(name, "GraphQL variables", "They are not JSON.");
        }
        format!("{{\n{}\n}}", members.join(",\n"))
    }

    fn leave_body(&mut self, name: &str, kind: &str, why: &str) {
        let what = format!("the body of “{name}” ({kind})");
        self.understood.leave(Ignored::new(what, why));
    }
}

/// Returns the headers, with the media type that Postman adds to a raw body by its language.
fn headers(pairs: &[Pair], body: Option<&Body>) -> Vec<Field> {
    let named = pairs.iter().map(field).map(|header| Field {
        name: header.name.trim().to_owned(),
        value: one_line(&header.value),
        enabled: header.enabled,
    });
    let mut headers: Vec<Field> = named.filter(|header| !header.name.is_empty()).collect();
    let is_told =
        |header: &Field| header.enabled && header.name.eq_ignore_ascii_case("content-type");
    if let Some(Body::Raw { language, .. }) = body
        && let Some(media_type) = media_type(language)
        && !headers.iter().any(is_told)
    {
        headers.push(Field {
            name: "Content-Type".to_owned(),
            value: media_type.to_owned(),
            enabled: true,
        });
    }
    headers
}

/// Returns the media type of a language other than JSON and plain text.
fn media_type(language: &str) -> Option<&'static str> {
    Some(match language {
        "xml" => "application/xml",
        "html" => "text/html",
        "javascript" => "application/javascript",
        _ => return None,
    })
}

fn field(pair: &Pair) -> Field {
    Field {
        name: pair.key.clone(),
        value: pair.value.clone(),
        enabled: pair.on,
    }
}

/// Returns the parts of a row, which may name several files.
fn form_parts(part: &Part) -> Vec<FormPart> {
    let made = |content| FormPart {
        name: part.pair.key.clone(),
        content,
        media_type: part.media_type.clone(),
        enabled: part.pair.on,
    };
    match &part.files {
        None => vec![made(PartContent::Text {
            text: part.pair.value.clone(),
        })],
        Some(files) => files
            .iter()
            .map(|path| {
                made(PartContent::File {
                    path: path.clone(),
                    file_name: String::new(),
                })
            })
            .collect(),
    }
}

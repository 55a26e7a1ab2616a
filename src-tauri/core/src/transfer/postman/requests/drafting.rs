//! A request of a collection as one of Tokenry's own.

use serde_json::Value;

use super::Walk;
use crate::{
    request::{self, Draft, Field, SendSettings},
    transfer::{
        call::{one_line, typed_address},
        draft::Left,
        postman::format::{Body, Pair, Request},
    },
};

impl Walk<'_> {
    pub(super) fn draft(&mut self, name: &str, whole: &Request) -> Draft {
        let body = whole.body.as_ref();
        let draft = Draft {
            method: whole.method.clone(),
            url: whole.address.text.clone(),
            // Those that are on stand in the address.
            parameters: whole.address.off.iter().map(field).collect(),
            headers: headers(&whole.headers),
            body: body.map_or(request::Body::None, |body| self.body(name, body)),
            token: None,
            settings: SendSettings::default(),
        };
        let mut draft = draft.filled(self.values);
        // What a variable stands for was copied and exported as well.
        draft.url = typed_address(&draft.url);
        draft
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
            Body::Multipart(parts) => {
                let texts = parts.iter().filter(|part| part.files.is_none());
                let fields: Vec<Field> = texts.map(|part| field(&part.pair)).collect();
                let why = if fields.len() == parts.len() {
                    "Its fields are sent as an ordinary form."
                } else {
                    "Its fields are sent as an ordinary form, without the files."
                };
                let what = format!("the multipart body of “{name}”");
                self.understood.leave(Left::new(what, why));
                request::Body::Form { fields }
            }
            Body::GraphQl {
                query,
                variables,
                operation,
            } => request::Body::Json {
                text: self.graph_ql(name, query, variables, operation),
            },
            Body::File { path } => {
                let kind = format!("the file {path}");
                self.leave_body(name, &kind, "Tokenry does not send this kind of body.");
                request::Body::None
            }
            Body::Other(kind) => {
                self.leave_body(name, kind, "Tokenry does not send this kind of body.");
                request::Body::None
            }
        }
    }

    /// The JSON that a GraphQL request is, as every server of it reads it.
    fn graph_ql(&mut self, name: &str, query: &str, variables: &str, operation: &str) -> String {
        let mut members = vec![format!("  \"query\": {}", Value::from(query))];
        if !operation.is_empty() {
            members.push(format!("  \"operationName\": {}", Value::from(operation)));
        }
        let reads = serde_json::from_str::<Value>(variables).is_ok();
        if reads || variables.contains("{{") {
            members.push(format!("  \"variables\": {variables}"));
        } else if !variables.is_empty() {
            self.leave_body(name, "GraphQL variables", "They are no JSON.");
        }
        format!("{{\n{}\n}}", members.join(",\n"))
    }

    fn leave_body(&mut self, name: &str, kind: &str, why: &str) {
        let what = format!("the body of “{name}” ({kind})");
        self.understood.leave(Left::new(what, why));
    }
}

fn headers(pairs: &[Pair]) -> Vec<Field> {
    let named = pairs.iter().map(field).map(|header| Field {
        name: header.name.trim().to_owned(),
        value: one_line(&header.value),
        enabled: header.enabled,
    });
    named.filter(|header| !header.name.is_empty()).collect()
}

fn field(pair: &Pair) -> Field {
    Field {
        name: pair.key.clone(),
        value: pair.value.clone(),
        enabled: pair.on,
    }
}

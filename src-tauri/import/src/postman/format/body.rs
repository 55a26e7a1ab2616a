//! The body of a request.

use serde_json::Value;

use super::{Pair, pairs, text};

pub(in crate::postman) enum Body {
    Raw {
        text: String,
        /// The chosen language: `json`, `xml`, `text`.
        language: String,
    },
    Form(Vec<Pair>),
    Multipart(Vec<Part>),
    File {
        /// The path on the machine that exported it.
        path: String,
    },
    GraphQl {
        query: String,
        /// JSON as text that may contain variables.
        variables: String,
        operation: String,
    },
    /// An unknown kind, by name.
    Other(String),
}

pub(in crate::postman) struct Part {
    pub(in crate::postman) pair: Pair,
    /// The paths of its files. `None` for a text.
    pub(in crate::postman) files: Option<Vec<String>>,
    /// Empty if none was chosen.
    pub(in crate::postman) media_type: String,
}

impl Body {
    /// Returns `None` if the body is missing or empty.
    pub(super) fn read(body: &Value) -> Option<Self> {
        if body["disabled"].as_bool() == Some(true) {
            return None;
        }
        let mode = text(&body["mode"]);
        Some(match mode.trim() {
            "raw" => Self::Raw {
                text: Some(text(&body["raw"])).filter(|text| !text.is_empty())?,
                language: text(&body["options"]["raw"]["language"]),
            },
            "urlencoded" => Self::Form(some(pairs(&body["urlencoded"]))?),
            "formdata" => Self::Multipart(some(Part::all(&body["formdata"]))?),
            "file" => Self::File {
                path: match &body["file"] {
                    Value::String(path) => path.clone(),
                    file => text(&file["src"]),
                },
            },
            "graphql" => Self::graph_ql(&body["graphql"])?,
            "" | "none" => return None,
            other => Self::Other(other.to_owned()),
        })
    }

    fn graph_ql(body: &Value) -> Option<Self> {
        let variables = match &body["variables"] {
            Value::Null => String::new(),
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        let query = text(&body["query"]);
        if query.is_empty() && variables.is_empty() {
            return None;
        }
        Some(Self::GraphQl {
            query,
            variables,
            operation: text(&body["operationName"]),
        })
    }
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    Some(all).filter(|all| !all.is_empty())
}

impl Part {
    fn all(rows: &Value) -> Vec<Self> {
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        let part = |row: &Value| {
            let is_file = text(&row["type"]) == "file" || !row["src"].is_null();
            let files = match &row["src"] {
                Value::Array(all) => all.iter().map(text).collect(),
                one => vec![text(one)],
            };
            Some(Self {
                pair: Pair::read(row)?,
                files: is_file.then_some(files),
                media_type: text(&row["contentType"]),
            })
        };
        rows.iter().filter_map(part).collect()
    }
}

//! The contents of Postman's files that Tokenry uses.
//!
//! Postman's exporter and other programs deviate from the schema. Members are therefore read one by
//! one. An invalid one is reported and does not affect the others.

mod address;
mod body;
mod environment;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use self::{
    address::Address,
    body::{Body, Part},
    environment::Environment,
};
use crate::{
    ImportError,
    draft::{Ignored, ImportPlan},
};

pub(super) struct Collection {
    name: String,
    pub(super) items: Vec<Item>,
    pub(super) auth: Option<Auth>,
    pub(super) variables: Vec<Pair>,
    pub(super) has_scripts: bool,
}

/// A request, or a folder of items.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) inner: Vec<Self>,
    pub(super) request: Option<Request>,
    pub(super) auth: Option<Auth>,
    has_scripts: bool,
}

pub(super) struct Request {
    pub(super) method: String,
    pub(super) address: Address,
    pub(super) headers: Vec<Pair>,
    pub(super) body: Option<Body>,
    pub(super) auth: Option<Auth>,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) on: bool,
}

/// `type`, and a block of that name: an object in format 2.0, a list of pairs in 2.1.
pub(super) struct Auth {
    pub(super) kind: String,
    pub(super) fields: BTreeMap<String, Value>,
}

/// Returns a text. Numbers and booleans are formatted, and anything else is empty.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Reads a list of rows, or an object.
fn pairs(value: &Value) -> Vec<Pair> {
    match value {
        Value::Array(rows) => rows.iter().filter_map(Pair::read).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| Pair::on(name.clone(), text(value)))
            .collect(),
        _ => Vec::new(),
    }
}

impl Collection {
    pub(super) fn read(file: &Value, understood: &mut ImportPlan) -> Result<Self, ImportError> {
        let items = match &file["item"] {
            Value::Array(items) => items.as_slice(),
            Value::Null => &[],
            _ => return Err(ImportError::Postman { member: "item" }),
        };
        // The collection decides whether to drop the bodies of requests whose method has none.
        let keeps_bodies = keeps_bodies(file).unwrap_or_default();
        let items = Item::all(items, "", keeps_bodies, understood);
        Ok(Self {
            name: text(&file["info"]["name"]).trim().to_owned(),
            auth: Auth::read(&file["auth"]),
            variables: pairs(&file["variable"]),
            has_scripts: has_scripts(file) || items.iter().any(Item::has_scripts),
            items,
        })
    }

    pub(super) fn name(&self) -> &str {
        match self.name.as_str() {
            "" => "Postman",
            name => name,
        }
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.variables.iter().filter_map(Pair::used)
    }
}

impl Item {
    fn all(
        items: &[Value],
        folder: &str,
        keeps_bodies: bool,
        understood: &mut ImportPlan,
    ) -> Vec<Self> {
        let mut all = Vec::new();
        for (number, item) in (1..).zip(items) {
            if item.is_object() {
                all.push(Self::read(item, keeps_bodies, understood));
            } else {
                let within = if folder.is_empty() {
                    "the file"
                } else {
                    folder
                };
                understood.leave(Ignored::new(
                    format!("item {number} of {within}"),
                    "It is neither a request nor a folder.",
                ));
            }
        }
        all
    }

    fn read(item: &Value, keeps_bodies: bool, understood: &mut ImportPlan) -> Self {
        let name = text(&item["name"]).trim().to_owned();
        let keeps_bodies = self::keeps_bodies(item).unwrap_or(keeps_bodies);
        let inner = item["item"].as_array().map(Vec::as_slice);
        let inner = Self::all(inner.unwrap_or_default(), &name, keeps_bodies, understood);
        let request = match &item["request"] {
            Value::Null => None,
            Value::String(address) => Some(Request::get(address)),
            whole @ Value::Object(_) => Some(Request::read(whole, &name, keeps_bodies, understood)),
            _ => {
                understood.leave(Ignored::new(
                    format!("the request “{name}”"),
                    "It cannot be read: it is neither a URL nor an object.",
                ));
                None
            }
        };
        Self {
            auth: Auth::read(&item["auth"]),
            has_scripts: has_scripts(item),
            name,
            inner,
            request,
        }
    }

    fn has_scripts(&self) -> bool {
        self.has_scripts || self.inner.iter().any(Self::has_scripts)
    }
}

impl Request {
    fn get(address: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            address: Address::typed(address),
            headers: Vec::new(),
            body: None,
            auth: None,
        }
    }

    fn read(whole: &Value, name: &str, keeps_bodies: bool, understood: &mut ImportPlan) -> Self {
        let method = text(&whole["method"]).trim().to_ascii_uppercase();
        let method = if method.is_empty() {
            "GET".to_owned()
        } else {
            method
        };
        let body = Body::read(&whole["body"]);
        let pruned = body.is_some() && !keeps_bodies && has_no_body(&method);
        if pruned {
            understood.leave(Ignored::new(
                format!("the body of “{name}”"),
                format!("Postman keeps it and does not send it with {method}."),
            ));
        }
        Self {
            address: Address::read(&whole["url"]),
            headers: headers(&whole["header"]),
            body: body.filter(|_| !pruned),
            auth: Auth::read(&whole["auth"]),
            method,
        }
    }
}

/// Matches methods for which Postman sends no body, even if one was typed.
fn has_no_body(method: &str) -> bool {
    matches!(
        method,
        "GET" | "HEAD" | "COPY" | "PURGE" | "UNLOCK" | "TRACE"
    )
}

/// Reads the setting that keeps bodies, from a request, a folder or a collection.
fn keeps_bodies(item: &Value) -> Option<bool> {
    item["protocolProfileBehavior"]["disableBodyPruning"].as_bool()
}

fn has_scripts(item: &Value) -> bool {
    item["event"]
        .as_array()
        .is_some_and(|events| !events.is_empty())
}

/// Reads a list, or a text with one `Name: value` per line.
fn headers(value: &Value) -> Vec<Pair> {
    let Value::String(text) = value else {
        return pairs(value);
    };
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, value)| Pair::on(name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

impl Auth {
    /// Returns `None` if there is no setting, so that the parent's applies.
    fn read(auth: &Value) -> Option<Self> {
        let kind = text(auth.as_object()?.get("type").unwrap_or(&Value::Null));
        let fields = match &auth[kind.as_str()] {
            Value::Object(members) => members.clone().into_iter().collect(),
            Value::Array(pairs) => pairs
                .iter()
                .filter_map(|pair| Some((pair["key"].as_str()?.to_owned(), pair["value"].clone())))
                .collect(),
            _ => BTreeMap::new(),
        };
        Some(Self { kind, fields })
    }
}

impl Pair {
    fn on(key: String, value: String) -> Self {
        Self {
            key,
            value,
            on: true,
        }
    }

    /// Reads a row. In format 2.0 its key may be called `id`.
    fn read(row: &Value) -> Option<Self> {
        let members = row.as_object()?;
        let get = |name: &str| text(members.get(name).unwrap_or(&Value::Null));
        let key = Some(get("key")).filter(|key| !key.is_empty());
        let is = |name: &str| members.get(name).and_then(Value::as_bool);
        Some(Self {
            key: key.unwrap_or_else(|| get("id")),
            value: get("value"),
            on: is("disabled") != Some(true) && is("enabled") != Some(false),
        })
    }

    fn used(&self) -> Option<(String, String)> {
        self.on.then(|| (self.key.clone(), self.value.clone()))
    }
}

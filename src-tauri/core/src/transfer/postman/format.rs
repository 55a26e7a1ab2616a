//! What Postman's files hold, as far as Tokenry looks at it. Postman's own exporter takes its
//! schema lightly, so every text may be missing, null, or a number.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::Value;

use crate::transfer::draft::{Left, Understood};

/// A text; numbers and truth values as they are written, everything else is empty.
#[derive(Debug, Default, Clone)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(text(&Value::deserialize(deserializer)?)))
    }
}

pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// What may be null where a list or an object belongs.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Deserialize)]
pub(super) struct Collection {
    info: Info,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) item: Vec<Item>,
    pub(super) auth: Option<Auth>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) variable: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    event: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    name: Text,
}

/// A request, or a folder of items.
#[derive(Deserialize)]
pub(super) struct Item {
    #[serde(default)]
    pub(super) name: Text,
    /// Only a folder has these.
    #[serde(rename = "item")]
    pub(super) inner: Option<Vec<Self>>,
    pub(super) request: Option<Request>,
    pub(super) auth: Option<Auth>,
    #[serde(default, deserialize_with = "or_default")]
    event: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Request {
    Address(String),
    Whole(Box<WholeRequest>),
}

#[derive(Deserialize)]
pub(super) struct WholeRequest {
    #[serde(default)]
    pub(super) method: Text,
    pub(super) url: Option<Address>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) header: Headers,
    pub(super) body: Option<Body>,
    pub(super) auth: Option<Auth>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Address {
    Text(String),
    Parts {
        #[serde(default)]
        raw: Text,
        #[serde(default, deserialize_with = "or_default")]
        query: Vec<Pair>,
        #[serde(default, deserialize_with = "or_default")]
        variable: Vec<Pair>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Headers {
    List(Vec<Pair>),
    /// `Name: value`, a line each.
    Text(String),
}

impl Default for Headers {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Pair {
    #[serde(default, alias = "id")]
    pub(super) key: Text,
    #[serde(default)]
    pub(super) value: Text,
    #[serde(default)]
    disabled: bool,
    enabled: Option<bool>,
    #[serde(default, rename = "type")]
    pub(super) kind: Text,
}

#[derive(Deserialize)]
pub(super) struct Body {
    #[serde(default)]
    pub(super) mode: Text,
    #[serde(default)]
    pub(super) raw: Text,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) urlencoded: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) formdata: Vec<Pair>,
    #[serde(default)]
    options: Value,
    #[serde(default)]
    pub(super) disabled: bool,
}

/// `type`, and a block of that name: an object in format 2.0, a list of pairs in 2.1.
#[derive(Deserialize)]
pub(super) struct Auth {
    #[serde(default, rename = "type")]
    pub(super) kind: Text,
    #[serde(flatten)]
    blocks: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
pub(super) struct Environment {
    #[serde(default)]
    name: Text,
    values: Vec<Pair>,
}

impl Collection {
    pub(super) fn name(&self) -> &str {
        match self.info.name.0.trim() {
            "" => "Postman",
            name => name,
        }
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.variable.iter().filter_map(Pair::used)
    }

    pub(super) fn has_scripts(&self) -> bool {
        !self.event.is_empty() || self.item.iter().any(Item::has_scripts)
    }
}

impl Item {
    fn has_scripts(&self) -> bool {
        let inner = self.inner.as_deref().unwrap_or_default();
        !self.event.is_empty() || inner.iter().any(Self::has_scripts)
    }
}

impl Environment {
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.values.iter().filter_map(Pair::used)
    }

    /// Says which variables an earlier environment has decided already.
    pub(super) fn note_doubles(&self, all: &[Self], understood: &mut Understood) {
        let before = all.iter().take_while(|other| !std::ptr::eq(*other, self));
        let before: Vec<(String, String)> = before.flat_map(Self::pairs).collect();
        for (name, value) in self.pairs() {
            let other = before.iter().find(|(known, _)| *known == name);
            if other.is_some_and(|(_, known)| *known != value) {
                understood.leave(Left::new(
                    format!("{name} of “{}”", self.name.0),
                    "An environment before it gives the variable another value.",
                ));
            }
        }
    }
}

impl Pair {
    pub(super) fn on(&self) -> bool {
        !self.disabled && self.enabled != Some(false)
    }

    fn used(&self) -> Option<(String, String)> {
        self.on()
            .then(|| (self.key.0.clone(), self.value.0.clone()))
    }
}

impl Body {
    /// `json`, `xml`, `text`: what the raw body was marked as.
    pub(super) fn language(&self) -> &str {
        self.options["raw"]["language"].as_str().unwrap_or_default()
    }
}

impl Auth {
    /// The fields of the block that the type names.
    pub(super) fn fields(&self) -> BTreeMap<String, Value> {
        match self.blocks.get(&self.kind.0) {
            Some(Value::Object(members)) => members.clone().into_iter().collect(),
            Some(Value::Array(pairs)) => pairs
                .iter()
                .filter_map(|pair| Some((pair["key"].as_str()?.to_owned(), pair["value"].clone())))
                .collect(),
            _ => BTreeMap::new(),
        }
    }
}

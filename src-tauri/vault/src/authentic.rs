//! What differs between what Tokenry stored and what the database says now.
//!
//! Addresses, endpoints and the settings of clients decide where a secret goes, and they are
//! plain in the database. So each is stored a second time, sealed, and compared before a secret
//! is used. A difference means that something else than Tokenry wrote there.

use crate::store::ChangedKind;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// A row that is not as Tokenry stored it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub kind: ChangedKind,
    pub id: Uuid,
    /// As the database has it now.
    pub name: String,
    /// Empty where it cannot be told what Tokenry stored.
    pub fields: Vec<ChangedField>,
    /// What Tokenry stored is known and can be put back.
    pub known: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// In words where it is a usual one: “token endpoint”.
    pub name: String,
    /// As Tokenry stored it.
    pub was: String,
    /// As the database says now.
    pub is: String,
}

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, name, .. } = self;
        write!(
            f,
            "The {} “{name}” is not as Tokenry stored it",
            kind.word()
        )?;
        for (number, field) in self.fields.iter().take(3).enumerate() {
            let begin = if number == 0 { ": its" } else { "; its" };
            let ChangedField { name, was, is } = field;
            write!(f, "{begin} {name} was {was} and is now {is}")?;
        }
        if self.fields.len() > 3 {
            write!(f, "; and {} more", self.fields.len() - 3)?;
        }
        f.write_str(".")
    }
}

impl std::error::Error for Changed {}

/// What to do about it.
pub const HINT: &str = "Something else than Tokenry has written to its database. Nothing \
    was sent. Put back what Tokenry stored, or confirm the change if you made it yourself. On the \
    command line: tokenry vault review.";

/// Field by field, by the names of the form.
pub fn differences(was: &impl Serialize, is: &impl Serialize) -> Vec<ChangedField> {
    let (was, is) = (leaves(was), leaves(is));
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let value = |of: &BTreeMap<String, String>, name: &str| {
        of.get(name).cloned().unwrap_or_else(|| "nothing".into())
    };
    names
        .into_iter()
        .filter(|name| was.get(*name) != is.get(*name))
        .map(|name| ChangedField {
            name: in_words(name),
            was: value(&was, name),
            is: value(&is, name),
        })
        .collect()
}

/// Every value by its path. Lists are values as a whole.
fn leaves(of: &impl Serialize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    // The types of the core always have a JSON form.
    let value = serde_json::to_value(of).unwrap_or_default();
    collect(String::new(), &value, &mut found);
    found
}

fn collect(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Null => return,
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                collect(path, member, found);
            }
            return;
        }
        Value::Array(items) if items.is_empty() => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // Whoever wrote there may have meant the terminal.
    let text = text.chars().filter(|char| !char.is_control()).collect();
    found.insert(path, text);
}

fn in_words(path: &str) -> String {
    let words = match path {
        "base_url" => "address",
        "endpoints.authorize" => "authorization endpoint",
        "endpoints.token" => "token endpoint",
        "endpoints.userinfo" => "userinfo endpoint",
        "endpoints.revocation" => "revocation endpoint",
        "endpoints.introspection" => "introspection endpoint",
        "endpoints.registration" => "registration endpoint",
        "endpoints.device" => "device authorization endpoint",
        "endpoints.jwks" => "key set's address",
        "client_id" => "client id",
        "auth" => "authentication method",
        "redirect_uri" => "redirect URI",
        "origins" => "allowed origins",
        "habits.plain_http" => "permission for plain http",
        "extras" => "extra parameters",
        other => return other.replace(['.', '_'], " "),
    };
    words.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokenry_model::server::ServerProfile;

    #[test]
    fn what_differs_is_told_field_by_field() {
        let was = ServerProfile::at("Photos", "https://photos.example/".parse().expect("a URL"));
        let mut is = was.clone();
        assert_eq!(differences(&was, &is), []);
        is.endpoints.token = Some("https://evil.example/token".parse().expect("a URL"));
        is.origins = vec!["https://evil.example".into()];
        is.habits.plain_http = true;
        let field = |name: &str, was: &str, is: &str| ChangedField {
            name: name.into(),
            was: was.into(),
            is: is.into(),
        };
        assert_eq!(
            differences(&was, &is),
            [
                field("token endpoint", "nothing", "https://evil.example/token"),
                field("permission for plain http", "false", "true"),
                field("allowed origins", "nothing", "[\"https://evil.example\"]"),
            ]
        );
    }
}

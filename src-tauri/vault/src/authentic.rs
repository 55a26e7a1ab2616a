//! Detection of changes that Tokenry did not make to its database.
//!
//! URLs, endpoints and client settings decide where secrets go, and they are stored in plain text.
//! A sealed copy of each is stored as well, and compared before a secret is used. A difference
//! means that something other than Tokenry wrote to the database.

use crate::store::ChangedKind;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// A row that differs from what Tokenry stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub kind: ChangedKind,
    pub id: Uuid,
    /// The current name in the database.
    pub name: String,
    /// Empty if the stored values are unknown.
    pub fields: Vec<ChangedField>,
    /// The values that Tokenry stored are known and can be restored.
    pub known: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// A readable name for common fields, such as “token endpoint”.
    pub name: String,
    /// The value that Tokenry stored.
    pub was: String,
    /// The current value in the database.
    pub is: String,
}

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, name, .. } = self;
        write!(
            f,
            "The {} “{name}” differs from what Tokenry stored",
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

/// The recommended action.
pub const HINT: &str = "Something other than Tokenry has changed its database. Nothing was sent. \
     Restore what Tokenry stored, or confirm the change if you made it yourself. On the command \
     line: tokenry vault review.";

/// Compares two values field by field. The names are those of the form.
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

/// Returns every value by its path. A list counts as one value.
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
    // The value may contain an attack on the terminal.
    let text = text.chars().filter(|char| !char.is_control()).collect();
    found.insert(path, text);
}

fn in_words(path: &str) -> String {
    let words = match path {
        "base_url" => "base URL",
        "endpoints.authorize" => "authorization endpoint",
        "endpoints.token" => "token endpoint",
        "endpoints.userinfo" => "userinfo endpoint",
        "endpoints.revocation" => "revocation endpoint",
        "endpoints.introspection" => "introspection endpoint",
        "endpoints.registration" => "registration endpoint",
        "endpoints.device" => "device authorization endpoint",
        "endpoints.jwks" => "key set URL",
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

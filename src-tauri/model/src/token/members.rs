//! Non-standard members of a token reply: `instance_url`, `realmId`, a team, the URL of an
//! account's own server. Calls may depend on them, so they are kept sealed with the token, and can
//! be viewed and copied.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{
    redact::{Redactor, is_secret_name},
    sanitize,
    secret::Secret,
};

/// Maximum number of members per token.
const MOST: usize = 200;
/// Maximum length of a name, in bytes.
const LONGEST_NAME: usize = 200;
/// Maximum total size of the values, in bytes.
const LARGEST: usize = 256 * 1024;

/// The members that came with one token, in order.
#[derive(Debug, Clone, Default)]
pub struct TokenMembers(Vec<TokenMember>);

#[derive(Debug, Clone)]
pub struct TokenMember {
    /// As the server writes it. If an object contained the token, the names of its members are
    /// prefixed: `authed_user.id`.
    pub name: String,
    pub from: MemberSource,
    /// JSON text. Only the server knows whether it is secret.
    value: Secret,
}

/// The source of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberSource {
    /// The token reply.
    Reply,
    /// A parameter of the callback URL.
    Callback,
}

/// A member as displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownMember {
    pub name: String,
    pub from: MemberSource,
    /// A string as is, anything else as JSON, with secrets masked.
    pub value: String,
    /// Part of the value is masked.
    pub secret: bool,
}

/// The stored form of a member.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    name: std::borrow::Cow<'a, str>,
    from: MemberSource,
    value: std::borrow::Cow<'a, str>,
}

impl TokenMembers {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &TokenMember> {
        self.0.iter()
    }

    /// Adds a member with its value as JSON text, replacing one with the same name and source.
    /// Returns `false` if the member was left out for lack of room.
    pub fn add(&mut self, from: MemberSource, name: &str, json: &str) -> bool {
        let name = sanitize::clean(name);
        if json == "null" {
            return true;
        }
        self.0.retain(|old| (&old.name, old.from) != (&name, from));
        let size: usize = self.0.iter().map(|one| one.value.expose().len()).sum();
        if self.0.len() == MOST || name.len() > LONGEST_NAME || size + json.len() > LARGEST {
            return false;
        }
        let value = Secret::new(json);
        self.0.push(TokenMember { name, from, value });
        true
    }

    /// Like [`Self::add`], with a string value.
    pub fn add_text(&mut self, from: MemberSource, name: &str, text: &str) -> bool {
        let json = Zeroizing::new(Value::from(text).to_string());
        self.add(from, name, &json)
    }

    /// Merges the members of a later reply. Members that it lacks are kept.
    #[must_use]
    pub fn renewed(mut self, later: &Self) -> Self {
        for member in &later.0 {
            self.add(member.from, &member.name, member.value.expose());
        }
        self
    }

    /// Returns one value: a string as is, anything else as JSON. A dot leads into an object:
    /// `team.id`.
    pub fn value(&self, path: &str) -> Option<Secret> {
        if let Some(member) = self.0.iter().find(|member| member.name == path) {
            return Some(member.text());
        }
        self.0.iter().find_map(|member| {
            let rest = path.strip_prefix(&member.name)?.strip_prefix('.')?;
            let value: Value = serde_json::from_str(member.value.expose()).ok()?;
            let inner = rest.split('.').try_fold(&value, |value, name| {
                value
                    .get(name)
                    .or_else(|| value.get(name.parse::<usize>().ok()?))
            })?;
            Some(text_of(inner))
        })
    }

    /// Returns the members for display. `redactor` knows the token's own secrets.
    pub fn shown(&self, redactor: &Redactor) -> Vec<ShownMember> {
        self.0.iter().map(|member| member.shown(redactor)).collect()
    }

    /// Returns the values with secret names, for a redactor.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let secret = self.0.iter().filter(|member| member.is_secret());
        secret.map(TokenMember::text)
    }

    /// Returns the members for sealing, or `None` if there are none.
    pub fn to_secret(&self) -> Option<Secret> {
        let kept = self.0.iter().map(|member| Kept {
            name: member.name.as_str().into(),
            from: member.from,
            value: member.value.expose().into(),
        });
        let kept: Vec<_> = kept.collect();
        if kept.is_empty() {
            return None;
        }
        let text = serde_json::to_string(&kept).expect("texts always serialize");
        Some(Secret::new(text))
    }

    /// Reads the output of [`Self::to_secret`]. Anything else yields no members, since the token
    /// does not depend on them.
    pub fn of_secret(secret: &Secret) -> Self {
        let kept: Vec<Kept<'_>> = serde_json::from_str(secret.expose()).unwrap_or_default();
        let members = kept.into_iter().map(|kept| TokenMember {
            name: kept.name.into_owned(),
            from: kept.from,
            value: Secret::new(kept.value),
        });
        Self(members.collect())
    }
}

impl TokenMember {
    /// Returns a string as is, anything else as JSON.
    pub fn text(&self) -> Secret {
        match serde_json::from_str::<Value>(self.value.expose()) {
            Ok(value) => text_of(&value),
            Err(_) => self.value.clone(),
        }
    }

    fn is_secret(&self) -> bool {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        is_secret_name(last) || is_secret_name(&self.name)
    }

    fn shown(&self, redactor: &Redactor) -> ShownMember {
        let text = self.text();
        let plain = sanitize::clean(text.expose());
        let value = if self.is_secret() {
            crate::redact::MASK.to_owned()
        } else {
            sanitize::clean(&redactor.body(None, &plain))
        };
        ShownMember {
            name: self.name.clone(),
            from: self.from,
            secret: value != plain,
            value,
        }
    }
}

fn text_of(value: &Value) -> Secret {
    match value {
        Value::String(text) => Secret::new(text.as_str()),
        other => Secret::new(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> TokenMembers {
        let mut members = TokenMembers::default();
        for (name, json) in [
            ("instance_url", r#""https://eu7.example""#),
            (
                "team",
                r#"{"id":"T1","bot":{"access_token":"xoxb-planted"}}"#,
            ),
            ("user_ids", "[7,8]"),
            ("hook_secret", r#""planted-1""#),
            ("note", r#""it is planted-2 again""#),
            ("nothing", "null"),
        ] {
            assert!(members.add(MemberSource::Reply, name, json), "{name}");
        }
        assert!(members.add_text(MemberSource::Callback, "realmId", "4620816365"));
        members
    }

    #[test]
    fn a_member_is_found_by_its_name_and_inside_an_object() {
        let again = TokenMembers::of_secret(&members().to_secret().expect("something to keep"));
        for (path, expected) in [
            ("instance_url", Some("https://eu7.example")),
            ("realmId", Some("4620816365")),
            ("team.id", Some("T1")),
            ("team.bot.access_token", Some("xoxb-planted")),
            ("user_ids", Some("[7,8]")),
            ("user_ids.1", Some("8")),
            ("hook_secret", Some("planted-1")),
            ("nothing", None),
            ("team.nobody", None),
            ("instance", None),
        ] {
            let value = again.value(path);
            assert_eq!(value.as_ref().map(Secret::expose), expected, "{path}");
        }
    }

    #[test]
    fn what_is_secret_is_masked_by_name_place_and_value() {
        let redactor = Redactor::new().with_secret(&Secret::new("planted-2"));
        let shown = members().shown(&redactor);
        let listed: Vec<_> = shown
            .iter()
            .map(|one| (one.name.as_str(), one.value.as_str(), one.secret))
            .collect();
        assert_eq!(
            listed,
            [
                ("instance_url", "https://eu7.example", false),
                (
                    "team",
                    r#"{"bot":{"access_token":"[redacted]"},"id":"T1"}"#,
                    true
                ),
                ("user_ids", "[7,8]", false),
                ("hook_secret", "[redacted]", true),
                ("note", "it is [redacted] again", true),
                ("realmId", "4620816365", false),
            ]
        );
        assert!(!format!("{:?}", members()).contains("planted"));
    }

    #[test]
    fn a_later_reply_replaces_what_it_names_and_keeps_the_rest() {
        let mut later = TokenMembers::default();
        later.add_text(MemberSource::Reply, "instance_url", "https://eu8.example");
        let renewed = members().renewed(&later);
        let text = |path| renewed.value(path).map(|value| value.expose().to_owned());
        assert_eq!(text("instance_url").as_deref(), Some("https://eu8.example"));
        assert_eq!(text("realmId").as_deref(), Some("4620816365"));
        assert_eq!(renewed.iter().count(), members().iter().count());
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let mut members = TokenMembers::default();
        let large = "x".repeat(LARGEST);
        assert!(!members.add_text(MemberSource::Reply, "large", &large));
        for number in 0..MOST {
            assert!(members.add_text(MemberSource::Reply, &number.to_string(), "x"));
        }
        assert!(!members.add_text(MemberSource::Reply, "one more", "x"));
        assert!(members.add_text(MemberSource::Reply, "7", "y"), "replaced");
    }
}

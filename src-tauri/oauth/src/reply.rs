//! What a token endpoint grants (RFC 6749 §5.1), read tolerantly where that is safe and
//! strictly where it is not. The table of both is in the tests.

mod beside;
mod holder;
pub(super) mod lifetime;

use std::time::Duration;

pub use self::lifetime::Lifetime;

use self::{
    beside::{beside, details, spelled, without_scheme},
    holder::{ACCESS, Holder},
};
use super::{
    authorization_params::DETAILS,
    error::{Refusal, TokenError},
    own_words,
    reply_fields::ReplyFields,
    sanitize,
};
use tokenry_model::{
    clock::Timestamp,
    jwt::Jwt,
    redact::Redactor,
    secret::Secret,
    server::Habits,
    token::{DPOP, TokenMembers, is_sendable},
};

/// No token is larger.
const LARGEST: usize = 256 * 1024;

/// Types of tokens that cannot be sent by themselves: they want a signature or a proof, or are no
/// access tokens at all.
const WITH_RULES: [&str; 7] = [
    "mac",
    "pop",
    "dpop",
    "n_a",
    "hawk",
    "aws4_hmac",
    "signature",
];

/// A downgrade (RFC 9449 §5): said, and not refused, because the server may mean it so.
pub(crate) const UNBOUND: &str = "The server gave a plain bearer token, though proof of a key (DPoP) went with the request: whoever copies this token can use it.";

/// Rules for reading the replies of one server, where they deviate from the standard.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReplyRules<'a> {
    /// The path to the object that holds the token, or to the token itself.
    pub token_member: Option<&'a str>,
    /// A person decided that tokens of every type are sent as Bearer.
    pub any_type: bool,
}

impl<'a> From<&'a Habits> for ReplyRules<'a> {
    fn from(habits: &'a Habits) -> Self {
        Self {
            token_member: habits.token_member.as_deref(),
            any_type: habits.any_token_type,
        }
    }
}

/// A granted token.
#[derive(Debug, Clone)]
pub struct TokenReply {
    pub access: Secret,
    pub refresh: Option<Secret>,
    pub id_token: Option<Secret>,
    /// As the server writes it; `Bearer` where it is missing.
    pub token_type: String,
    pub lifetime: Lifetime,
    /// When the server says it made the token; not a standard member.
    pub created_at: Option<Timestamp>,
    /// `None`: the reply names none.
    pub scopes: Option<Vec<String>>,
    /// `authorization_details`: what the token allows in particular (RFC 9396 §7).
    pub details: Option<serde_json::Value>,
    /// Everything else that the reply holds.
    pub members: TokenMembers,
    /// Deviations from the standard, in full sentences.
    pub deviations: Vec<String>,
}

impl TokenReply {
    /// The tokens that it brought.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        [
            Some(&self.access),
            self.refresh.as_ref(),
            self.id_token.as_ref(),
        ]
        .into_iter()
        .flatten()
    }

    /// A reply that holds an access token and nothing else.
    pub fn bare(access: Secret) -> Self {
        Self {
            access,
            refresh: None,
            id_token: None,
            token_type: "Bearer".into(),
            lifetime: Lifetime::Unsaid,
            created_at: None,
            scopes: None,
            details: None,
            members: TokenMembers::default(),
            deviations: Vec::new(),
        }
    }

    /// Reads a reply that somebody kept: JSON or a form.
    pub fn read(body: &[u8], reading: ReplyRules<'_>) -> Result<Self, TokenError> {
        let redactor = Redactor::new();
        let members = ReplyFields::read(body, Some("application/json"), &redactor)?;
        if let Some(refusal) = Refusal::of(&members, 200, None, &redactor) {
            return Err(TokenError::Server(Box::new(refusal)));
        }
        Self::of(members, &[], false, reading, &redactor)
    }

    /// The refresh token of a reply that holds no access token.
    pub fn read_refresh(body: &[u8]) -> Option<Secret> {
        let members = ReplyFields::read(body, Some("application/json"), &Redactor::new()).ok()?;
        token(&members, "refresh_token", "refresh_token").ok()?
    }

    /// Zero: expired already, or never to. `None` where the server does not name a lifetime.
    pub fn expires_in(&self) -> Option<Duration> {
        match self.lifetime {
            Lifetime::For(lifetime) => Some(lifetime),
            _ => None,
        }
    }

    pub(super) fn of(
        members: ReplyFields,
        asked: &[String],
        proven: bool,
        reading: ReplyRules<'_>,
        redactor: &Redactor,
    ) -> Result<Self, TokenError> {
        let holder = Holder::find(members, reading, redactor)?;
        let members = &holder.members;
        let mut deviations = members.deviations.clone();
        if let Some(path) = &holder.path {
            let path = sanitize::clean(path);
            deviations.push(format!(
                "The token stands in the member {path} of the reply."
            ));
        }
        if !ACCESS.contains(&holder.access.as_str()) && reading.token_member.is_none() {
            let name = sanitize::clean(&holder.access);
            deviations.push(format!("The reply says {name} instead of access_token."));
        }
        // The state comes back beside a token in an address.
        let mut read = vec![holder.access.as_str(), "created_at", "state", DETAILS];
        let access = token(members, &holder.access, "access_token");
        let access = access.map_err(|error| match error {
            TokenError::NotText { member, .. } => TokenError::NotText {
                member,
                said: own_words::of(members, redactor),
            },
            other => other,
        })?;
        let access = access.map(|access| without_scheme(access, &mut deviations));
        let access = access.ok_or_else(|| TokenError::NoAccessToken {
            said: String::new(),
            names: Vec::new(),
            candidates: Vec::new(),
        })?;
        let mut named = |standard: &'static str, others: &[&str], deviations: &mut Vec<String>| {
            let name = spelled(members, standard, others);
            read.push(name);
            if name != standard {
                let name = sanitize::clean(name);
                deviations.push(format!("The reply says {name} instead of {standard}."));
            }
            name
        };
        let name = named("refresh_token", &[], &mut deviations);
        let refresh = refresh_token(members, name, &mut deviations)?;
        let name = named("id_token", &[], &mut deviations);
        let id_token = id_token(members, name, &mut deviations);
        let name = named("token_type", &[], &mut deviations);
        let token_type = token_type(members, name, proven, reading, &mut deviations)?;
        let name = named(
            "scope",
            &["scopes", "grantedscopes", "grantedscope"],
            &mut deviations,
        );
        let scopes = scopes(members, name, &mut deviations);
        let (lifetime, name) = lifetime::of(members, &mut deviations);
        read.extend(name.as_deref());
        if refresh.is_none()
            && lifetime == Lifetime::For(Duration::ZERO)
            && let Some(said) = name
                .as_deref()
                .and_then(|name| lifetime::said_of(members, name))
        {
            deviations.push(format!(
                "The server names a lifetime of {said}, which says nothing of an end."
            ));
        }
        let details = details(members, &mut deviations);
        if let Some(granted) = &scopes {
            let more: Vec<&str> = granted
                .iter()
                .filter(|scope| !asked.is_empty() && !asked.contains(scope))
                .map(String::as_str)
                .collect();
            if !more.is_empty() {
                deviations.push(format!(
                    "The server granted scopes that nobody asked for: {}.",
                    sanitize::clean(&more.join(" "))
                ));
            }
        }
        Ok(Self {
            access,
            refresh,
            id_token,
            token_type,
            lifetime,
            created_at: members
                .raw("created_at")
                .and_then(|raw| raw.trim_matches('"').parse().ok())
                .and_then(|seconds| Timestamp::from_second(seconds).ok()),
            scopes,
            details,
            members: beside(&holder, &read, &mut deviations),
            deviations,
        })
    }
}

/// An access or refresh token; one that is empty or `null` is not there.
fn token(
    members: &ReplyFields,
    name: &str,
    member: &'static str,
) -> Result<Option<Secret>, TokenError> {
    let Some(raw) = members.raw(name) else {
        return Ok(None);
    };
    if raw.len() > LARGEST {
        return Err(TokenError::TokenTooLarge { member });
    }
    let text = members.text(name).ok_or_else(|| TokenError::NotText {
        member,
        said: String::new(),
    })?;
    if !is_sendable(&text) {
        return Err(TokenError::BadCharacters { member });
    }
    Ok((!text.is_empty()).then(|| Secret::new(text.as_str())))
}

/// One that is no text is no reason to refuse the access token beside it.
fn refresh_token(
    members: &ReplyFields,
    name: &str,
    deviations: &mut Vec<String>,
) -> Result<Option<Secret>, TokenError> {
    match token(members, name, "refresh_token") {
        Err(TokenError::NotText { .. }) => {
            deviations.push(format!("{name} is not a text and was left out."));
            Ok(None)
        }
        read => read,
    }
}

/// An ID token that is none is no reason to refuse the access token beside it.
fn id_token(members: &ReplyFields, name: &str, deviations: &mut Vec<String>) -> Option<Secret> {
    match token(members, name, "id_token") {
        Ok(Some(token)) if Jwt::decode(token.expose()).is_none() => {
            // Five parts are an encrypted one (RFC 7516 §3.1). No client of ours asks for that.
            let what = match token.expose().split('.').count() {
                5 => "is encrypted",
                _ => "is not a readable JWT",
            };
            deviations.push(format!("The ID token {what} and was left out."));
            None
        }
        Ok(token) => token,
        Err(error) => {
            deviations.push(format!("The ID token was left out: {error}"));
            None
        }
    }
}

/// Bearer, or what the server calls it: a type without rules of its own is sent as Bearer, which
/// is what such servers mean.
fn token_type(
    members: &ReplyFields,
    name: &str,
    proven: bool,
    reading: ReplyRules<'_>,
    deviations: &mut Vec<String>,
) -> Result<String, TokenError> {
    let given = members.text(name).map(|given| sanitize::clean(&given));
    let given = match given {
        Some(given) if proven && given.eq_ignore_ascii_case(DPOP) => {
            return Ok(DPOP.into());
        }
        Some(given) if given.eq_ignore_ascii_case("bearer") => given,
        Some(given) if !given.is_empty() => {
            let with_rules = WITH_RULES
                .iter()
                .any(|rule| given.eq_ignore_ascii_case(rule));
            if with_rules && !reading.any_type {
                return Err(TokenError::UnexpectedTokenType { given });
            }
            deviations.push(format!(
                "The server calls the token's type {given:?}; it is sent as Bearer."
            ));
            // A bound token goes with a proof of its key, and for this one there is no key.
            if given.eq_ignore_ascii_case(DPOP) {
                "Bearer".into()
            } else {
                given
            }
        }
        _ if members.raw(name).is_some_and(|raw| raw != "\"\"") => {
            deviations.push(format!("{name} is not a text; Bearer was assumed."));
            "Bearer".into()
        }
        _ => {
            deviations.push("The reply has no token_type; Bearer was assumed.".into());
            "Bearer".into()
        }
    };
    if proven {
        deviations.push(UNBOUND.into());
    }
    Ok(given)
}

pub(super) fn scopes(
    members: &ReplyFields,
    name: &str,
    deviations: &mut Vec<String>,
) -> Option<Vec<String>> {
    let raw = members.raw(name)?;
    let Some(text) = members.text(name) else {
        let list: Option<Vec<String>> = serde_json::from_str(raw).ok();
        deviations.push(match &list {
            Some(_) => format!("{name} is a list instead of a text."),
            None => format!("{name} is neither a text nor a list and was ignored."),
        });
        return list.map(|list| list.iter().map(|scope| sanitize::clean(scope)).collect());
    };
    let scopes: Vec<String> = text
        .split_whitespace()
        .flat_map(|word| word.split(separators(word)))
        .map(sanitize::clean)
        .filter(|scope| !scope.is_empty())
        .collect();
    let is_separated = |word: &str| word.contains(separators(word));
    if scopes.len() > 1 && text.split_whitespace().any(is_separated) {
        let separator = if text.contains(',') {
            "commas"
        } else {
            "semicolons"
        };
        deviations.push(format!(
            "The scopes are separated by {separator} instead of spaces."
        ));
    }
    (!scopes.is_empty()).then_some(scopes)
}

/// What separates scopes besides spaces: GitHub writes commas, others semicolons. Within a scope
/// with a query of its own (SMART's `patient/Observation.rs?category=a,b`) they are a part of it.
fn separators(word: &str) -> &'static [char] {
    if word.contains('?') { &[] } else { &[',', ';'] }
}

#[cfg(test)]
mod tests;

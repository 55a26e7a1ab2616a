//! What a token endpoint grants (RFC 6749 §5.1), read tolerantly where that is safe and
//! strictly where it is not. The table of both is in the tests.

use std::time::Duration;

use super::{dpop, error::TokenError, further::DETAILS, jwt::Jwt, members::Members, said};
use crate::{clock::Timestamp, redact::Redactor, secret::Secret};

/// No token is larger.
const LARGEST: usize = 256 * 1024;

/// Longer lifetimes are taken for this one: a hundred years.
const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

/// A downgrade (RFC 9449 §5): said, and not refused, because the server may mean it so.
pub(crate) const UNBOUND: &str = "The server gave a plain bearer token, though proof of a key (DPoP) went with the request: whoever copies this token can use it.";

/// A granted token.
#[derive(Debug, Clone)]
pub struct TokenReply {
    pub access: Secret,
    pub refresh: Option<Secret>,
    pub id_token: Option<Secret>,
    /// As the server writes it; `Bearer` where it is missing.
    pub token_type: String,
    /// Zero: expired already.
    pub expires_in: Option<Duration>,
    /// When the server says it made the token; not a standard member.
    pub created_at: Option<Timestamp>,
    /// `None`: the reply names none.
    pub scopes: Option<Vec<String>>,
    /// `authorization_details`: what the token allows in particular (RFC 9396 §7).
    pub details: Option<serde_json::Value>,
    /// Where the reply departs from the standard, in full sentences.
    pub deviations: Vec<String>,
}

impl TokenReply {
    /// A reply that holds an access token and nothing else.
    pub fn bare(access: Secret) -> Self {
        Self {
            access,
            refresh: None,
            id_token: None,
            token_type: "Bearer".into(),
            expires_in: None,
            created_at: None,
            scopes: None,
            details: None,
            deviations: Vec::new(),
        }
    }

    /// Reads a reply that somebody kept: JSON or a form.
    pub fn read(body: &[u8]) -> Result<Self, TokenError> {
        let members = Members::read(body, Some("application/json"), &Redactor::new())?;
        Self::of(&members, &[], false)
    }

    pub(super) fn of(
        members: &Members,
        asked: &[String],
        proven: bool,
    ) -> Result<Self, TokenError> {
        let mut deviations = members.deviations.clone();
        let access = token(members, "access_token")?.ok_or(TokenError::NoAccessToken)?;
        let refresh = token(members, "refresh_token")?;
        let id_token = id_token(members, &mut deviations);
        let token_type = token_type(members, proven, &mut deviations)?;
        let expires_in = expires_in(members, &mut deviations);
        let scopes = scopes(members, &mut deviations);
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
                    said::clean(&more.join(" "))
                ));
            }
        }
        Ok(Self {
            access,
            refresh,
            id_token,
            token_type,
            expires_in,
            created_at: members
                .raw("created_at")
                .and_then(|raw| raw.trim_matches('"').parse().ok())
                .and_then(|seconds| Timestamp::from_second(seconds).ok()),
            scopes,
            details,
            deviations,
        })
    }
}

/// Whether a token can travel in a header: visible ASCII and nothing else.
pub(crate) fn is_sendable(token: &str) -> bool {
    token.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// An access or refresh token; one that is empty or `null` is not there.
fn token(members: &Members, member: &'static str) -> Result<Option<Secret>, TokenError> {
    let Some(raw) = members.raw(member) else {
        return Ok(None);
    };
    if raw.len() > LARGEST {
        return Err(TokenError::TokenTooLarge { member });
    }
    let text = members.text(member).ok_or(TokenError::NotText { member })?;
    if !is_sendable(&text) {
        return Err(TokenError::BadCharacters { member });
    }
    Ok((!text.is_empty()).then(|| Secret::new(text.as_str())))
}

/// An ID token that is none is no reason to refuse the access token beside it.
fn id_token(members: &Members, deviations: &mut Vec<String>) -> Option<Secret> {
    match token(members, "id_token") {
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

fn token_type(
    members: &Members,
    proven: bool,
    deviations: &mut Vec<String>,
) -> Result<String, TokenError> {
    match members.text("token_type") {
        Some(given) if given.eq_ignore_ascii_case("bearer") => {
            if proven {
                deviations.push(UNBOUND.into());
            }
            Ok(given.to_string())
        }
        Some(given) if proven && given.eq_ignore_ascii_case(dpop::SCHEME) => {
            Ok(dpop::SCHEME.into())
        }
        Some(given) if !given.trim().is_empty() => Err(TokenError::UnexpectedTokenType {
            given: said::clean(&given),
        }),
        _ if members.raw("token_type").is_some_and(|raw| raw != "\"\"") => {
            Err(TokenError::NotText {
                member: "token_type",
            })
        }
        _ => {
            deviations.push("The reply has no token_type; Bearer was assumed.".into());
            if proven {
                deviations.push(UNBOUND.into());
            }
            Ok("Bearer".into())
        }
    }
}

/// A number, a number in quotes, a fraction (cut), below zero (zero), absurd (a hundred
/// years), or nothing at all.
pub(super) fn expires_in(members: &Members, deviations: &mut Vec<String>) -> Option<Duration> {
    let raw = members.raw("expires_in")?;
    let unquoted = members.text("expires_in");
    let number = unquoted.as_ref().map_or(raw, |text| text.trim());
    if number.is_empty() {
        return None;
    }
    let Ok(seconds) = number.parse::<f64>() else {
        deviations.push(format!(
            "expires_in is not a number ({}) and was ignored.",
            said::clean(number).chars().take(40).collect::<String>()
        ));
        return None;
    };
    if unquoted.is_some() {
        deviations.push("expires_in is a text instead of a number.".into());
    }
    if seconds.is_nan() || seconds < 0.0 {
        deviations.push("expires_in is below zero and was taken as zero.".into());
        return Some(Duration::ZERO);
    }
    if seconds > LONGEST.as_secs_f64() {
        deviations.push("expires_in is absurdly large and was taken as a hundred years.".into());
        return Some(LONGEST);
    }
    let whole = Duration::from_secs_f64(seconds.trunc());
    if seconds.fract() != 0.0 {
        deviations.push("expires_in is a fraction.".into());
    }
    Some(whole)
}

/// An array of objects; some servers put it into a text.
fn details(members: &Members, deviations: &mut Vec<String>) -> Option<serde_json::Value> {
    let raw = members.raw(DETAILS)?;
    let inner = members.text(DETAILS);
    if inner.is_some() {
        deviations.push("authorization_details is a text instead of a list.".into());
    }
    let details: Option<serde_json::Value> =
        serde_json::from_str(inner.as_ref().map_or(raw, |text| text)).ok();
    let details = details.filter(serde_json::Value::is_array);
    if details.is_none() {
        deviations.push("authorization_details is not a list and was ignored.".into());
    }
    details
}

pub(super) fn scopes(members: &Members, deviations: &mut Vec<String>) -> Option<Vec<String>> {
    let raw = members.raw("scope")?;
    let Some(text) = members.text("scope") else {
        let list: Option<Vec<String>> = serde_json::from_str(raw).ok();
        deviations.push(match &list {
            Some(_) => "scope is a list instead of a text.".into(),
            None => "scope is neither a text nor a list and was ignored.".to_owned(),
        });
        return list.map(|list| list.iter().map(|scope| said::clean(scope)).collect());
    };
    // GitHub's way; a comma inside a scope is possible, but only beside spaces.
    let separator = if text.contains(',') && !text.trim().contains(' ') {
        deviations.push("The scopes are separated by commas instead of spaces.".into());
        ','
    } else {
        ' '
    };
    let scopes: Vec<String> = text
        .split(separator)
        .map(said::clean)
        .filter(|scope| !scope.is_empty())
        .collect();
    (!scopes.is_empty()).then_some(scopes)
}

#[cfg(test)]
mod tests;

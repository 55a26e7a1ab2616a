//! The reply of a token endpoint as it came, before anybody looked inside.

use std::time::Duration;

use reqwest::header::{DATE, RETRY_AFTER};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::Refusal;
use super::error::TokenError;
use super::reply::TokenReply;
use super::reply_fields::ReplyFields;
use super::sanitize;
use crate::http::HttpResponse;
use crate::reply::ReplyRules;
use tokenry_model::{clock::Timestamp, redact::Redactor};

/// A reply: its status, the headers that matter, and its body. Holds tokens; [`Self::to_bytes`]
/// is meant for sealing.
pub struct RawReply {
    pub status: u16,
    pub content_type: Option<String>,
    /// The server's own time.
    pub date: Option<Timestamp>,
    pub retry_after: Option<Duration>,
    pub body: Zeroizing<Vec<u8>>,
}

/// The context in which a reply is read.
#[derive(Debug, Clone, Copy)]
pub struct ReplyContext<'a> {
    /// The scopes that were asked for, on a refresh those granted before; empty where none
    /// were.
    pub scopes: &'a [String],
    /// Knows the secrets of the request, so that an error text can be shown.
    pub redactor: &'a Redactor,
    /// Proof of a key went with the request, so that the token may be bound to it (RFC 9449 §5).
    pub proven: bool,
    /// The server's habits.
    pub reading: ReplyRules<'a>,
}

/// Bytes that [`RawReply::to_bytes`] did not make.
#[derive(Debug, thiserror::Error)]
#[error("a stored token reply cannot be read")]
pub struct BadRawReply {
    source: Option<serde_json::Error>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    content_type: Option<String>,
    date: Option<Timestamp>,
    retry_after_secs: Option<u64>,
}

impl RawReply {
    pub(super) fn of(answer: HttpResponse) -> Self {
        let date = answer.header(DATE).and_then(http_date);
        Self {
            status: answer.status.as_u16(),
            content_type: answer.content_type().map(str::to_owned),
            date,
            retry_after: answer
                .header(RETRY_AFTER)
                .and_then(|value| retry_after(value, date)),
            body: answer.body,
        }
    }

    /// A reply that did not come from the token endpoint.
    pub(super) fn made(members: serde_json::Map<String, serde_json::Value>) -> Self {
        Self {
            status: 200,
            content_type: Some("application/json".into()),
            date: None,
            retry_after: None,
            body: Zeroizing::new(serde_json::Value::Object(members).to_string().into_bytes()),
        }
    }

    /// The token that the reply grants, or the error that it tells.
    pub fn parse(&self, asked: ReplyContext<'_>) -> Result<TokenReply, TokenError> {
        let members = match self.members(asked.redactor) {
            Err(TokenError::NotJson {
                looks_like_html,
                excerpt,
            }) => {
                let alone = ReplyFields::of_token_alone(&self.body, self.content_type.as_deref());
                alone.ok_or(TokenError::NotJson {
                    looks_like_html,
                    excerpt,
                })?
            }
            read => read?,
        };
        let ReplyContext {
            scopes,
            redactor,
            proven,
            reading,
        } = asked;
        TokenReply::of(members, scopes, proven, reading, redactor)
    }

    /// The members of a reply that went well, or the error that it tells.
    pub(super) fn members(&self, redactor: &Redactor) -> Result<ReplyFields, TokenError> {
        let success = (200..300).contains(&self.status);
        let members = match ReplyFields::read(&self.body, self.content_type.as_deref(), redactor) {
            Ok(members) => members,
            Err(TokenError::EmptyReply) if success => return Err(TokenError::EmptyReply),
            // A refusal is one whatever its body looks like.
            Err(unreadable) if success => return Err(unreadable),
            Err(unreadable) => {
                return Err(TokenError::Refused {
                    status: self.status,
                    retry_after: self.retry_after,
                    excerpt: unreadable.excerpt().to_owned(),
                });
            }
        };
        if let Some(refusal) = Refusal::of(&members, self.status, self.retry_after, redactor) {
            return Err(TokenError::Server(Box::new(refusal)));
        }
        if !success {
            return Err(TokenError::Refused {
                status: self.status,
                retry_after: self.retry_after,
                excerpt: members.excerpt(redactor),
            });
        }
        Ok(members)
    }

    /// One line of JSON for the head, then the body as it came.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let head = Head {
            status: self.status,
            content_type: self.content_type.clone(),
            date: self.date,
            retry_after_secs: self.retry_after.map(|wait| wait.as_secs()),
        };
        let head = serde_json::to_vec(&head).expect("numbers and texts always serialize");
        let mut bytes = Zeroizing::new(Vec::with_capacity(head.len() + 1 + self.body.len()));
        bytes.extend_from_slice(&head);
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadRawReply> {
        let end = bytes
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or(BadRawReply { source: None })?;
        let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|error| BadRawReply {
            source: Some(error),
        })?;
        Ok(Self {
            status: head.status,
            content_type: head.content_type,
            date: head.date,
            retry_after: head.retry_after_secs.map(Duration::from_secs),
            body: Zeroizing::new(bytes[end + 1..].to_vec()),
        })
    }
}

impl std::fmt::Debug for RawReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawReply[{}, {} bytes]", self.status, self.body.len())
    }
}

/// An HTTP date (RFC 9110 §5.6.7) in the form that everybody sends.
fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_zoned(text)
        .ok()?;
    Some(zoned.timestamp())
}

/// Seconds, or a date that is measured against the server's own clock (RFC 9110 §10.2.3).
/// More than a day is taken as a day.
fn retry_after(value: &str, date: Option<Timestamp>) -> Option<Duration> {
    let value = value.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => Duration::try_from(http_date(value)?.duration_since(date?)).unwrap_or_default(),
    };
    Some(wait.min(Duration::from_hours(24)))
}

impl Refusal {
    /// The error that a reply tells, also one that comes with status 200.
    pub(super) fn of(
        members: &ReplyFields,
        status: u16,
        retry_after: Option<Duration>,
        redactor: &Redactor,
    ) -> Option<Self> {
        let quoted = |name: &str| {
            let text = sanitize::quote(&members.text(name)?, redactor);
            (!text.is_empty()).then_some(text)
        };
        let nested = |name: &str| {
            let value: serde_json::Value = serde_json::from_str(members.raw("error")?).ok()?;
            let text = match value.get(name)? {
                serde_json::Value::String(text) => sanitize::quote(text, redactor),
                serde_json::Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (!text.is_empty()).then_some(text)
        };
        // Some servers wrap the error in an object of their own.
        let code = quoted("error")
            .or_else(|| nested("type"))
            .or_else(|| nested("code"))
            .or_else(|| nested("name"))
            // Some servers have an error in every reply, and this one for none.
            .filter(|code| !["0", "ok", "success"].contains(&code.to_lowercase().as_str()))?;
        Some(Self {
            status,
            code,
            description: quoted("error_description")
                .or_else(|| quoted("message"))
                .or_else(|| nested("message")),
            uri: quoted("error_uri")
                .filter(|uri| uri.starts_with("https://") || uri.starts_with("http://")),
            retry_after,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_survives_being_sealed_before_it_is_read() {
        let reply = RawReply {
            status: 200,
            content_type: Some("application/json".into()),
            date: Some("2026-01-02T03:04:05Z".parse().expect("a time")),
            retry_after: Some(Duration::from_mins(2)),
            body: Zeroizing::new(b"{\n\"access_token\":\"a\"}\n\xff".to_vec()),
        };
        let again = RawReply::from_bytes(&reply.to_bytes()).expect("what we wrote can be read");
        assert_eq!(again.status, 200);
        assert_eq!(again.content_type, reply.content_type);
        assert_eq!(again.date, reply.date);
        assert_eq!(again.retry_after, reply.retry_after);
        assert_eq!(again.body, reply.body);
        assert!(RawReply::from_bytes(b"{}").is_err(), "no line end");
        assert!(RawReply::from_bytes(b"[]\nx").is_err(), "not a head");
        assert!(!format!("{reply:?}").contains("access_token"));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = http_date("Fri, 02 Jan 2026 03:04:05 GMT");
        assert!(date.is_some(), "an HTTP date is understood");
        assert_eq!(retry_after("120", None), Some(Duration::from_mins(2)));
        assert_eq!(
            retry_after("Fri, 02 Jan 2026 03:05:05 GMT", date),
            Some(Duration::from_mins(1))
        );
        assert_eq!(
            retry_after("Fri, 02 Jan 2026 03:00:00 GMT", date),
            Some(Duration::ZERO),
            "a date gone by"
        );
        assert_eq!(
            retry_after("99999999999", None),
            Some(Duration::from_hours(24))
        );
        assert_eq!(retry_after("soon", date), None);
    }
}

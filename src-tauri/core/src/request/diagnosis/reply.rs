//! The parsed response to a refused call: the challenge, an error document in one of the usual
//! formats, the title of a page, and the headers with limits, scopes and the time.

use jiff::fmt::rfc2822;
use serde_json::Value;
use url::Url;

use super::Case;
use tokenry_model::clock::SignedDuration;
use tokenry_model::clock::Timestamp;
use tokenry_model::redact::Redactor;
use tokenry_model::request::Challenge;
use tokenry_model::request::ResponseHead;
use tokenry_model::sanitize;

/// Members that explain an error, the most specific first: RFC 6749 §5.2, RFC 9457 §3, JSON:API,
/// and common practice.
const EXPLAINING: [&str; 7] = [
    "error_description",
    "detail",
    "message",
    "error_message",
    "reason",
    "title",
    "msg",
];

#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) challenge: Option<Challenge>,
    /// The schemes of all challenges, in lower case.
    pub(super) schemes: Vec<String>,
    /// The error code of the challenge, or else of the body.
    pub(super) error: Option<String>,
    /// The explanation in the body, without invisible characters.
    pub(super) body: Option<String>,
    /// The scopes that the server names as required.
    pub(super) needed: Vec<String>,
    /// The scopes that the server sees on the token, as sent by GitHub and Gitea.
    pub(super) seen: Option<Vec<String>>,
    /// The error code and all explanations in lower case, for searching.
    pub(super) all: String,
    /// The server's clock minus the local clock.
    pub(super) ahead: Option<SignedDuration>,
}

impl Reply {
    /// Returns true if the server gave no reason.
    pub(super) fn is_silent(&self) -> bool {
        self.error.is_none() && self.body.is_none()
    }

    pub(super) fn read(case: &Case<'_>) -> Self {
        let answer = case.answer;
        let challenge = answer.challenge();
        let document = serde_json::from_str::<Value>(case.body.trim_start_matches('\u{feff}')).ok();
        let (code, text) = match &document {
            Some(document) => (code(document), explanation(document)),
            None => (None, plain(answer, case.body)),
        };
        let quote = |text: &str| sanitize::quote(text, &Redactor::new());
        let body = text.as_deref().map(quote).filter(|text| !text.is_empty());
        let error = challenge
            .as_ref()
            .and_then(|one| one.error.clone())
            .or(code);
        let mut needed = challenge
            .as_ref()
            .and_then(|one| one.scope.as_deref())
            .map(words)
            .unwrap_or_default();
        if needed.is_empty()
            && let Some(scope) = document.as_ref().and_then(|document| document.get("scope"))
        {
            needed = scope.as_str().map(words).unwrap_or_default();
        }
        if needed.is_empty() {
            needed = listed(answer, "x-accepted-oauth-scopes").unwrap_or_default();
        }
        let described = challenge
            .as_ref()
            .and_then(|one| one.error_description.clone());
        let all = [error.as_deref(), described.as_deref(), body.as_deref()];
        let all = all.into_iter().flatten().collect::<Vec<_>>().join("\n");
        Self {
            schemes: answer
                .challenges()
                .iter()
                .map(|one| one.scheme.to_ascii_lowercase())
                .collect(),
            needed,
            seen: listed(answer, "x-oauth-scopes"),
            ahead: ahead(answer, case.now),
            all: all.to_lowercase(),
            error: error.map(|text| quote(&text)),
            body,
            challenge,
        }
    }

    /// Returns true if the response contains any of the phrases, which must be in lower case.
    pub(super) fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|words| self.all.contains(words))
    }

    /// A literal quotation of the challenge, and of the body if it differs.
    pub(super) fn quoted(&self) -> Option<String> {
        let quote = |text: &String| sanitize::quote(text, &Redactor::new());
        let challenge = self.challenge.as_ref();
        let error = challenge.and_then(|one| one.error.as_ref()).map(quote);
        let about = challenge
            .and_then(|one| one.error_description.as_ref())
            .map(quote);
        let head = match (error, about) {
            (Some(error), Some(about)) => Some(format!("{error}: {about}")),
            (one, other) => one.or(other),
        };
        let body = match (&head, &self.error, &self.body) {
            (None, Some(code), Some(body)) if !body.contains(code.as_str()) => {
                Some(format!("{code}: {body}"))
            }
            (None, Some(code), None) => Some(code.clone()),
            (_, _, body) => body.clone(),
        };
        match (head, body) {
            (Some(head), Some(body)) if head.contains(&body) => Some(head),
            (Some(head), Some(body)) => Some(format!("{head}\n{body}")),
            (one, other) => one.or(other),
        }
    }
}

/// Returns true for a successful response with an HTML page.
pub(super) fn is_page(answer: &ResponseHead) -> bool {
    (200..300).contains(&answer.status) && is_html(answer)
}

pub(super) fn is_html(answer: &ResponseHead) -> bool {
    answer.header("content-type").is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("text/html") || kind.starts_with("application/xhtml")
    })
}

/// Returns true for a redirect to a login page that was not followed.
pub(super) fn leads_to_login(answer: &ResponseHead) -> bool {
    (300..400).contains(&answer.status)
        && answer.header("location").is_some_and(|location| {
            let place = location.split(['?', '#']).next().unwrap_or_default();
            is_login_path(place)
        })
}

/// Returns true for a login page: it has a password field, a login title or a login path.
pub(super) fn asks_to_log_in(answer: &ResponseHead, body: &str) -> bool {
    let page = body.to_lowercase();
    let asks = ["type=\"password\"", "type='password'", "type=password"];
    let titled = title(body).is_some_and(|title| {
        let title = title.to_lowercase();
        ["log in", "login", "log-in", "sign in", "signin", "anmelden"]
            .iter()
            .any(|words| title.contains(words))
    });
    let there = Url::parse(&answer.url).is_ok_and(|url| is_login_path(url.path()));
    titled || there || asks.iter().any(|field| page.contains(field))
}

/// The end of a rate limit: `Retry-After` (RFC 9110 §10.2.3) in seconds or as a date, or the
/// `X-RateLimit-Reset` of GitHub and others.
pub(super) fn limited_until(answer: &ResponseHead, now: Timestamp) -> Option<Timestamp> {
    let after = |text: &str| match text.trim().parse::<i64>() {
        Ok(seconds) => now.checked_add(SignedDuration::from_secs(seconds)).ok(),
        Err(_) => http_date(text),
    };
    let exhausted = answer
        .header("x-ratelimit-remaining")
        .is_some_and(|left| left.trim() == "0");
    let reset = || {
        let moment = answer.header("x-ratelimit-reset")?.trim().parse().ok()?;
        Timestamp::from_second(moment).ok()
    };
    match answer.header("retry-after") {
        Some(text) => after(text),
        None if exhausted => reset(),
        None => None,
    }
}

fn is_login_path(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(
            part.to_ascii_lowercase().as_str(),
            "login" | "signin" | "sign-in" | "sign_in" | "log-in" | "log_in"
        )
    })
}

/// The error code: `error` as text (RFC 6749 §5.2), or the member that other servers use.
fn code(document: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let error = document.get("error");
    let coded = match error {
        // Mastodon puts its explanation here. A code contains no spaces.
        Some(Value::String(code)) if !code.contains(' ') => Some(code.clone()),
        Some(Value::Object(inside)) => inside
            .get("status")
            .and_then(text)
            .or_else(|| inside.get("code").and_then(text)),
        _ => None,
    };
    coded.or_else(|| document.get("code").and_then(text))
}

fn explanation(document: &Value) -> Option<String> {
    let first = |name: &str| document.get(name).and_then(|many| many.get(0));
    let places = [
        Some(document),
        document.get("error").filter(|error| error.is_object()),
        first("errors"),
    ];
    let found = places.into_iter().flatten().find_map(|place| {
        EXPLAINING
            .iter()
            .find_map(|name| place.get(*name)?.as_str())
    });
    found
        .or_else(|| document.get("error")?.as_str())
        .or_else(|| first("errors")?.as_str())
        .or_else(|| document.as_str())
        .map(str::to_owned)
}

/// Returns a short text unchanged, and the title of a page.
fn plain(answer: &ResponseHead, body: &str) -> Option<String> {
    const SHORT: usize = 400;
    if is_html(answer) || body.trim_start().starts_with('<') {
        return title(body);
    }
    (body.len() <= SHORT && !body.contains('\0')).then(|| body.to_owned())
}

fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let text = page[start..end].trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Parses a comma-separated header.
fn listed(answer: &ResponseHead, name: &str) -> Option<Vec<String>> {
    let value = answer.header(name)?;
    let names = value
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty());
    Some(names.map(sanitize::clean).collect())
}

fn words(text: &str) -> Vec<String> {
    text.split([' ', ','])
        .filter(|word| !word.is_empty())
        .map(sanitize::clean)
        .collect()
}

/// Reads `Date` (RFC 9110 §6.6.1). A cached response is ignored, because its date is old.
fn ahead(answer: &ResponseHead, now: Timestamp) -> Option<SignedDuration> {
    if answer.header("age").is_some() {
        return None;
    }
    Some(http_date(answer.header("date")?)?.duration_since(now))
}

fn http_date(text: &str) -> Option<Timestamp> {
    Some(rfc2822::parse(text.trim()).ok()?.timestamp())
}

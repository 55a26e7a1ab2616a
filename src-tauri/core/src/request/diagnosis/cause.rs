//! The choice of the cause that fits a refusal best. [`scope`] and [`time`] recognise the causes
//! that servers word in many ways.

mod scope;
mod time;

use serde_json::Value;
use url::Url;

pub(super) use self::scope::scopes;
use super::Case;
use super::reply;
use super::reply::Reply;
use crate::request::diagnosis::SentToken;
use tokenry_model::{clock::SignedDuration, diagnosis::Cause, sanitize};

/// Largest clock difference that is ignored.
pub(super) const SAME: SignedDuration = SignedDuration::from_secs(60);

/// Age of a proof that every server accepts (RFC 9449 §11.1 suggests seconds or minutes).
const PROOF_LASTS: SignedDuration = SignedDuration::from_secs(10);

pub(super) fn cause(case: &Case<'_>, said: &Reply) -> Option<Cause> {
    let answer = case.answer;
    if !matches!(answer.status, 401 | 403) {
        let page = reply::is_page(answer) && reply::asks_to_log_in(answer, case.body);
        if !page && !reply::leads_to_login(answer) {
            return None;
        }
        return Some(left_behind(case).unwrap_or(Cause::LoginPage));
    }
    if let Some(left) = left_behind(case) {
        return Some(left);
    }
    let limited = reply::limited_until(answer, case.now);
    if answer.status == 403
        && (limited.is_some() || said.says(&["rate limit", "too many requests"]))
    {
        return Some(Cause::Limited { until: limited });
    }
    let Some(held) = case.held else {
        return Some(if case.asked.typed_credential {
            Cause::TypedCredential
        } else {
            Cause::NoToken
        });
    };
    if let Some(asks) = stronger_login(said) {
        return Some(asks);
    }
    if held.token.is_bound() && said.says(&["use_dpop_nonce", "invalid_dpop_proof"]) {
        // A proof is valid for about a minute, whatever the lifetime of the token.
        let off = said.ahead.filter(|ahead| ahead.abs() > PROOF_LASTS);
        return Some(off.map_or(Cause::Proof, |off| Cause::Clock {
            ahead_secs: off.as_secs(),
        }));
    }
    // Without a proof in the request, the local clock cannot be the cause.
    if !held.token.is_bound() && wants_proof(said) {
        return Some(Cause::Bound);
    }
    if let Some(scope) = scope::cause(case, said, &held) {
        return Some(scope);
    }
    if let Some(time) = time::cause(case, said, &held) {
        return Some(time);
    }
    if said.says(&["revoked", "has been deleted", "was deleted"]) && !said.says(&["expired"]) {
        return Some(Cause::Revoked);
    }
    if let Some(other) = meant_for_others(case, said, &held) {
        return Some(other);
    }
    if answer.status == 401 {
        return Some(if is_not_seen(said, &held) {
            Cause::NotSeen
        } else {
            Cause::Refused
        });
    }
    Some(forbidden(case, said))
}

/// Returns true if the server accepts only DPoP-bound tokens (RFC 9449 §7.1).
fn wants_proof(said: &Reply) -> bool {
    let only = !said.schemes.is_empty() && said.schemes.iter().all(|scheme| scheme == "dpop");
    let scope = said.error.as_deref() == Some("insufficient_scope");
    (only && !scope) || said.says(&["use_dpop_nonce", "invalid_dpop_proof"])
}

fn left_behind(case: &Case<'_>) -> Option<Cause> {
    case.answer.left_behind.then(|| Cause::LeftBehind {
        origin: Url::parse(&case.answer.url)
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default(),
    })
}

fn stronger_login(said: &Reply) -> Option<Cause> {
    let challenge = said.challenge.as_ref()?;
    (challenge.error.as_deref() == Some("insufficient_user_authentication")).then(|| {
        Cause::StrongerLogin {
            acr_values: challenge.acr_values.clone(),
            max_age: challenge.max_age.clone(),
        }
    })
}

fn meant_for_others(case: &Case<'_>, said: &Reply, held: &SentToken<'_>) -> Option<Cause> {
    let claim = |name: &str| held.claims.and_then(|jwt| jwt.claims.get(name));
    let audience: Vec<String> = match claim("aud") {
        Some(Value::String(one)) => vec![sanitize::clean(one)],
        Some(Value::Array(many)) => {
            let many = many.iter().filter_map(Value::as_str);
            many.map(sanitize::clean).collect()
        }
        _ => Vec::new(),
    };
    let issuer = claim("iss").and_then(Value::as_str).map(sanitize::clean);
    if said.says(&["audience", "\"aud\"", "aud claim"]) || names_others(case, held, &audience) {
        return Some(Cause::Audience { found: audience });
    }
    let foreign = match (&issuer, &held.server.issuer) {
        (Some(found), Some(own)) => found.trim_end_matches('/') != own.trim_end_matches('/'),
        _ => false,
    };
    if said.says(&["issuer", "\"iss\"", "iss claim"]) || (foreign && case.answer.status == 401) {
        return Some(Cause::Issuer { found: issuer });
    }
    None
}

/// Returns true if every audience is a URL, and none belongs to this API or its server.
fn names_others(case: &Case<'_>, held: &SentToken<'_>, audience: &[String]) -> bool {
    let Ok(asked) = Url::parse(&case.answer.url) else {
        return false;
    };
    let addresses: Vec<Url> = audience
        .iter()
        .filter_map(|one| Url::parse(one).ok())
        .collect();
    case.answer.status == 401
        && !addresses.is_empty()
        && addresses.len() == audience.len()
        && !addresses
            .iter()
            .any(|one| one.origin() == asked.origin() || held.server.allows(one))
}

/// Returns true if the server saw no token: the challenge has no error code (RFC 6750 §3.1), or
/// the text says so.
fn is_not_seen(said: &Reply, held: &SentToken<'_>) -> bool {
    let says = said.says(&[
        "credentials were not provided",
        "missing token",
        "token is missing",
        "token missing",
        "no token",
        "token not found",
        "token not provided",
        "no authorization",
        "missing authorization",
        "authorization header",
        "requires authentication",
        "full authentication is required",
        "no authentication",
        "not authenticated",
    ]);
    let unusual = *held.placement != tokenry_model::server::Placement::default();
    let elsewhere = held
        .placement_of_recipe
        .is_some_and(|recipe| recipe != held.placement);
    let silent = said.error.is_none();
    says || ((unusual || elsewhere) && silent)
}

fn forbidden(case: &Case<'_>, said: &Reply) -> Cause {
    let answer = case.answer;
    if let Some(header) = answer.header("x-github-sso")
        && header.starts_with("required")
    {
        let page = header
            .split_once("url=")
            .map(|(_, url)| sanitize::clean(url));
        let page = page.filter(|page| Url::parse(page).is_ok_and(|url| url.scheme() == "https"));
        return Cause::SignOn { page };
    }
    let gated = [
        "cloudflare",
        "attention required",
        "request blocked",
        "access denied",
        "incapsula",
    ];
    let page = reply::is_html(answer) && said.challenge.is_none();
    if page
        && (said.says(&gated)
            || answer
                .header("server")
                .is_some_and(|by| by.contains("cloudflare")))
    {
        return Cause::Gate;
    }
    Cause::Forbidden
}

//! A token as a person reads it.

use serde_json::Value;
use tokenry_api::tokens::granted;
use tokenry_core::workbench::{TokenDetail, TokenSummary, Verdict, Verification};
use tokenry_model::{
    claims,
    clock::Timestamp,
    jwt::Jwt,
    token::{Expiry, ExpirySource, Health, ShownMember, Token, TokenState},
};

use super::typed::typed_placement;
use crate::{
    output::{facts, plain},
    session::Session,
    when,
};

pub(super) fn shown(session: &Session, summary: &TokenSummary) -> String {
    let token = &summary.token;
    let now = session.now();
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    let named = |names: Vec<&str>| (!names.is_empty()).then(|| names.join(" "));
    facts(&[
        ("name", Some(token.name.clone())),
        ("id", Some(token.id.to_string())),
        ("state", Some(state(summary.state).to_owned())),
        (
            "trouble",
            trouble(token).or_else(|| summary.clock_warning.clone()),
        ),
        (
            "account",
            token.account.as_ref().map(|account| account.label.clone()),
        ),
        ("server", Some(summary.server_name.clone())),
        ("client", summary.client_name.clone()),
        ("kind", kind(token)),
        ("scopes", words(granted(token))),
        ("asked, not granted", named(token.scopes.refused())),
        ("granted, not asked", named(token.scopes.unasked())),
        ("for the APIs", words(&token.scopes.further.resources)),
        (
            "allows",
            token.scopes.details.as_ref().map(Value::to_string),
        ),
        ("sent", token.placement.as_ref().map(typed_placement)),
        ("ends", Some(ends(token.expiry, now))),
        (
            "renewable",
            Some(if token.renewable() { "yes" } else { "no" }.to_owned()),
        ),
        ("obtained", Some(when::exactly(token.obtained_at))),
        ("last used", token.used_at.map(when::exactly)),
    ])
}

/// Nothing of a plain bearer token, which is the usual kind.
fn kind(token: &Token) -> Option<String> {
    if token.is_bound() {
        return Some("bound to a key (DPoP)".into());
    }
    let asked = token.secrets.dpop_key.is_some();
    asked.then(|| "a plain bearer token, though one bound to a key was asked for".into())
}

pub(super) fn shown_all(detail: &TokenDetail, verified: &Verification) -> String {
    let mut parts = vec![
        shown_claims(
            "Claims of the access token",
            verified.access.as_ref(),
            detail.access_claims.as_ref(),
        ),
        shown_claims(
            "Claims of the ID token",
            verified.id.as_ref(),
            detail.id_claims.as_ref(),
        ),
    ];
    if let Some(thumbprint) = &detail.bound_to {
        parts.push(format!("\n\nBound to the key {thumbprint}"));
    }
    let events = detail.history.iter();
    let lines =
        events.map(|event| format!("\n{}  {}", when::exactly(event.at), plain(&event.detail)));
    parts.push(format!("\n\nHistory{}", lines.collect::<String>()));
    parts.concat()
}

/// What the server gave with the token; `None` where the vault is locked.
pub(super) fn shown_members(members: Option<&[ShownMember]>) -> String {
    let Some(members) = members else {
        return "\n\nCame with it: something that the vault keeps. Open it to see that: \
                tokenry vault unlock"
            .into();
    };
    if members.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = members
        .iter()
        .map(|member| (member.name.as_str(), Some(plain(&member.value))))
        .collect();
    format!("\n\nCame with it\n{}", facts(&lines))
}

fn shown_claims(title: &str, verdict: Option<&Verdict>, jwt: Option<&Jwt>) -> String {
    let Some(claims) = jwt.and_then(|jwt| jwt.claims.as_object()) else {
        return String::new();
    };
    let lines: Vec<_> = claims
        .iter()
        .map(|(name, value)| {
            let meaning = claims::meaning(name, value).map(|told| format!("  ({told})"));
            let told = format!("{value}{}", meaning.unwrap_or_default());
            (name.as_str(), Some(told))
        })
        .collect();
    let verdict = match verdict {
        Some(Verdict::Verified(signed)) => format!("verified ({})", signed.alg),
        Some(Verdict::NotVerified { reason }) => format!("not verified: {reason}"),
        None => "not verified".to_owned(),
    };
    format!("\n\n{title}, {}\n{}", plain(&verdict), facts(&lines))
}

fn ends(expiry: Expiry, now: Timestamp) -> String {
    let source = match expiry.source {
        ExpirySource::ExpiresIn => ", says the server",
        ExpirySource::JwtExp => ", says the token itself",
        ExpirySource::Introspection => ", said the server when asked",
        ExpirySource::Person => ", set by hand",
        ExpirySource::Corrected => ", set by hand against the server's word",
        ExpirySource::Unknown | ExpirySource::Zero | ExpirySource::Unreadable => "",
    };
    match (expiry.at, expiry.source) {
        (Some(at), _) => format!("{}{source}", when::exactly_left(at, now)),
        (None, ExpirySource::Zero) => "no known end: the server names no lifetime above 0".into(),
        (None, ExpirySource::Unreadable) => {
            "no known end: the server's lifetime could not be read".into()
        }
        (None, ExpirySource::Person) => "never, set by hand".into(),
        (None, ExpirySource::Corrected) => "never, set by hand against the server's word".into(),
        (None, _) => "nobody said when".into(),
    }
}

fn trouble(token: &Token) -> Option<String> {
    let told = token.trouble()?;
    Some(match &token.health {
        Health::BackingOff { until, .. } => {
            format!(
                "{told} Tokenry tries again after {}.",
                when::exactly(*until)
            )
        }
        _ => told,
    })
}

pub(super) fn state(state: TokenState) -> &'static str {
    match state {
        TokenState::Valid => "valid",
        TokenState::Expiring => "expiring",
        TokenState::Refreshable => "expired, renewable",
        TokenState::Expired => "expired",
        TokenState::Refused => "refused",
        TokenState::LoginNeeded => "login needed",
        TokenState::NoExpiry => "no known end",
    }
}

//! Text output of a token.

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
        ("Name", Some(token.name.clone())),
        ("ID", Some(token.id.to_string())),
        ("State", Some(state(summary.state).to_owned())),
        (
            "Problem",
            trouble(token).or_else(|| summary.clock_warning.clone()),
        ),
        (
            "Account",
            token.account.as_ref().map(|account| account.label.clone()),
        ),
        ("Server", Some(summary.server_name.clone())),
        ("Client", summary.client_name.clone()),
        ("Type", kind(token)),
        ("Scopes", words(granted(token))),
        ("Scopes denied", named(token.scopes.refused())),
        ("Scopes added", named(token.scopes.unasked())),
        ("Resources", words(&token.scopes.further.resources)),
        (
            "Authorization details",
            token.scopes.details.as_ref().map(Value::to_string),
        ),
        ("Placement", token.placement.as_ref().map(typed_placement)),
        ("Expires", Some(ends(token.expiry, now))),
        (
            "Refreshable",
            Some(if token.renewable() { "yes" } else { "no" }.to_owned()),
        ),
        ("Obtained", Some(when::exactly(token.obtained_at))),
        ("Last used", token.used_at.map(when::exactly)),
    ])
}

/// Returns the type of a token, or `None` for a plain bearer token.
fn kind(token: &Token) -> Option<String> {
    if token.is_bound() {
        return Some("DPoP-bound".into());
    }
    let asked = token.secrets.dpop_key.is_some();
    asked.then(|| "Bearer, although a DPoP-bound token was requested".into())
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

/// Formats the other members of the token response. `None` means that the vault is locked.
pub(super) fn shown_members(members: Option<&[ShownMember]>) -> String {
    let Some(members) = members else {
        return "\n\nOther members of the token response: hidden, because the vault is locked.\n\
                To unlock it: tokenry vault unlock"
            .into();
    };
    if members.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = members
        .iter()
        .map(|member| (member.name.as_str(), Some(plain(&member.value))))
        .collect();
    format!("\n\nOther members of the token response\n{}", facts(&lines))
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
        ExpirySource::ExpiresIn => ", from the server",
        ExpirySource::JwtExp => ", from the token itself",
        ExpirySource::Introspection => ", from introspection",
        ExpirySource::Person => ", set manually",
        ExpirySource::Corrected => ", set manually, overriding the server",
        ExpirySource::Unknown | ExpirySource::Zero | ExpirySource::Unreadable => "",
    };
    match (expiry.at, expiry.source) {
        (Some(at), _) => format!("{}{source}", when::exactly_left(at, now)),
        (None, ExpirySource::Zero) => "unknown: the server did not send a lifetime above 0".into(),
        (None, ExpirySource::Unreadable) => {
            "unknown: the server's lifetime could not be read".into()
        }
        (None, ExpirySource::Person) => "never, set manually".into(),
        (None, ExpirySource::Corrected) => "never, set manually, overriding the server".into(),
        (None, _) => "unknown".into(),
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
        TokenState::Refreshable => "expired, refreshable",
        TokenState::Expired => "expired",
        TokenState::Refused => "refused",
        TokenState::LoginNeeded => "login needed",
        TokenState::NoExpiry => "expiry unknown",
    }
}

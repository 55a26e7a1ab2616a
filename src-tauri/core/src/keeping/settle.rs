//! What a token reply makes of a token: merging, expiry, and the sentence for its history.

use super::secrets::OpenSecrets;
use crate::{
    clock::{SignedDuration, Timestamp},
    oauth::{jwt::Jwt, reply::TokenReply},
    secret::Secret,
    token::{Expiry, ExpirySource, Health, Token},
};

/// The next generation of a token after a refresh. What the reply leaves out is kept: the
/// refresh token (RFC 6749 §6), the scopes (§5.1), the ID token.
pub(crate) fn renewed(
    token: &Token,
    old: &OpenSecrets,
    reply: TokenReply,
    asked_at: Timestamp,
) -> (Token, OpenSecrets) {
    let expiry = expiry_of(&reply, asked_at);
    let rotated = reply.refresh.as_ref().is_some_and(|new| {
        old.refresh
            .as_ref()
            .is_none_or(|kept| !kept.same_as(new.expose()))
    });
    let secrets = OpenSecrets {
        access: reply.access,
        previous_refresh: if rotated { old.refresh.clone() } else { None },
        refresh: reply.refresh.or_else(|| old.refresh.clone()),
        id_token: reply.id_token.or_else(|| old.id_token.clone()),
        dpop_key: old.dpop_key.clone(),
    };
    let mut next = token.clone();
    next.scopes.granted = reply.scopes.or_else(|| token.scopes.granted.clone());
    next.scopes.details = reply.details.or_else(|| token.scopes.details.clone());
    next.token_type = reply.token_type;
    next.expiry = expiry;
    next.health = Health::Fine;
    next.generation = token.generation + 1;
    next.obtained_at = asked_at;
    (next, secrets)
}

/// `expires_in`, else the JWT's `exp`, else nobody knows.
pub(crate) fn expiry_of(reply: &TokenReply, asked_at: Timestamp) -> Expiry {
    if let Some(lifetime) = reply.expires_in {
        // Absurd lifetimes end where the calendar does.
        let at = asked_at.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        return Expiry {
            at: Some(at),
            source: ExpirySource::ExpiresIn,
        };
    }
    match expiry_in(&reply.access) {
        Some(at) => Expiry {
            at: Some(at),
            source: ExpirySource::JwtExp,
        },
        None => Expiry {
            at: None,
            source: ExpirySource::Unknown,
        },
    }
}

fn expiry_in(access: &Secret) -> Option<Timestamp> {
    Jwt::decode(access.expose())?.exp()
}

/// For the history: what the server changed.
pub(crate) fn sentence(before: &Token, after: &Token) -> String {
    let mut parts = vec![match after.expiry.at {
        Some(at) => format!(
            "Renewed for {}.",
            in_words(at.duration_since(after.obtained_at))
        ),
        None => "Renewed; the server did not say until when.".to_owned(),
    }];
    if after.secrets.previous_refresh.is_some() {
        parts.push("The refresh token was rotated.".into());
    }
    if before.scopes.granted != after.scopes.granted {
        parts.push("The granted scopes changed.".into());
    }
    if before.scopes.details != after.scopes.details {
        parts.push("What it allows in particular changed.".into());
    }
    parts.join(" ")
}

/// "43 minutes", "6 days": the largest unit that fits at least twice, or seconds.
pub(crate) fn in_words(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let (count, unit) = match seconds {
        s if s >= 2 * 86_400 => (s / 86_400, "days"),
        s if s >= 2 * 3_600 => (s / 3_600, "hours"),
        s if s >= 120 => (s / 60, "minutes"),
        s => (s, "seconds"),
    };
    format!("{count} {unit}")
}

//! The merging of a token response into a stored token: secrets, expiry, and the history entry.

use crate::records::token_secrets::OpenSecrets;
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    jwt::Jwt,
    secret::Secret,
    token::{Expiry, ExpirySource, Health, Token},
};
use tokenry_oauth::reply::{Lifetime, TokenReply};

/// The next generation of a token after a refresh. What the response leaves out is kept: the refresh
/// token (RFC 6749 §6), the scopes (§5.1), and the ID token.
pub(crate) fn renewed(
    token: &Token,
    old: &OpenSecrets,
    reply: TokenReply,
    asked_at: Timestamp,
) -> (Token, OpenSecrets) {
    let refreshable = reply.refresh.is_some() || old.refresh.is_some();
    let expiry = expiry_of(&reply, refreshable, asked_at);
    let expiry = corrected(token, asked_at).unwrap_or(expiry);
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
        members: old.members.clone().renewed(&reply.members),
    };
    let mut next = token.clone();
    next.scopes.granted = reply.scopes.or_else(|| token.scopes.granted.clone());
    next.scopes.details = reply.details.or_else(|| token.scopes.details.clone());
    next.token_type = reply.token_type;
    next.expiry = expiry;
    next.health = Health::Fine;
    next.health_words = None;
    next.generation = token.generation + 1;
    next.obtained_at = asked_at;
    (next, secrets)
}

/// The expiry from the response, or else from the `exp` of the JWT. A lifetime of zero without a
/// refresh token counts as unknown, because some servers mean "never" by it.
pub(crate) fn expiry_of(reply: &TokenReply, refreshable: bool, asked_at: Timestamp) -> Expiry {
    let (at, source) = match reply.lifetime {
        Lifetime::For(lifetime) if refreshable || !lifetime.is_zero() => {
            // An absurd lifetime is capped at the last representable time.
            let at = asked_at.checked_add(lifetime).unwrap_or(Timestamp::MAX);
            (Some(at), ExpirySource::ExpiresIn)
        }
        Lifetime::Until(at) => (Some(at), ExpirySource::ExpiresIn),
        Lifetime::For(_) => (None, ExpirySource::Zero),
        Lifetime::Unreadable => (None, ExpirySource::Unreadable),
        Lifetime::Unsaid => (None, ExpirySource::Unknown),
    };
    match expiry_in(&reply.access) {
        Some(at) if source != ExpirySource::ExpiresIn => Expiry {
            at: Some(at),
            source: ExpirySource::JwtExp,
        },
        _ => Expiry { at, source },
    }
}

/// The expiry that a person corrected by hand. The next generation gets the same lifetime, or none.
fn corrected(token: &Token, asked_at: Timestamp) -> Option<Expiry> {
    let source = ExpirySource::Corrected;
    if token.expiry.source != source {
        return None;
    }
    let lifetime = token
        .expiry
        .at
        .map(|at| at.duration_since(token.obtained_at));
    let at = lifetime.map(|lifetime| asked_at.checked_add(lifetime).unwrap_or(Timestamp::MAX));
    Some(Expiry { at, source })
}

fn expiry_in(access: &Secret) -> Option<Timestamp> {
    Jwt::decode(access.expose())?.exp()
}

/// Describes what the refresh changed, for the history.
pub(crate) fn sentence(before: &Token, after: &Token) -> String {
    let mut parts = vec![match after.expiry.at {
        Some(at) => format!(
            "Refreshed, valid for {}.",
            in_words(at.duration_since(after.obtained_at))
        ),
        None => "Refreshed. The server stated no expiry.".to_owned(),
    }];
    if after.secrets.previous_refresh.is_some() {
        parts.push("The refresh token was rotated.".into());
    }
    if before.scopes.granted != after.scopes.granted {
        parts.push("The granted scopes changed.".into());
    }
    if before.scopes.details != after.scopes.details {
        parts.push("The authorization details changed.".into());
    }
    parts.join(" ")
}

/// Formats a duration as "43 minutes" or "6 days", in the largest unit that fits at least twice.
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

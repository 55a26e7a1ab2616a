//! Recognition of expired tokens, tokens that are not valid yet, and wrong clocks.

use super::super::Case;
use super::super::reply::Reply;
use super::SAME;
use crate::request::diagnosis::SentToken;
use tokenry_model::{claims, clock::SignedDuration, diagnosis::Cause};

/// Returns the cause, if the time of the token or a clock explains the refusal.
pub(super) fn cause(case: &Case<'_>, said: &Reply, held: &SentToken<'_>) -> Option<Cause> {
    let claim = |name: &str| {
        held.claims
            .and_then(|jwt| claims::time(jwt.claims.get(name)?))
    };
    let ends = claim("exp").or(held.token.expiry.at);
    let begins = claim("nbf");
    let server_now = case.now + said.ahead.unwrap_or_default();
    // The text of RFC 6750 §3.1 lists them all: "expired, revoked, malformed, or invalid".
    let says_all = said.says(&["expired"]) && said.says(&["revoked", "malformed"]);
    let says_ended =
        !says_all && said.says(&["expired", "\"exp\" claim", "exp claim", "exp not satisfied"]);
    let says_early = said.says(&[
        "not yet valid",
        "\"nbf\" claim",
        "nbf claim",
        "jwt used before",
        "not active yet",
        "\"iat\" claim",
        "issued in the future",
    ]);
    let off = said.ahead.filter(|ahead| ahead.abs() > SAME);
    let clock = |off: SignedDuration| Cause::Clock {
        ahead_secs: off.as_secs(),
    };
    if says_early {
        return Some(match off {
            Some(off) if begins.is_none_or(|from| from <= case.now) => clock(off),
            _ => Cause::NotYetValid { from: begins },
        });
    }
    if ends.is_some_and(|at| at <= case.now) {
        return Some(Cause::Expired { at: ends });
    }
    if let Some(off) = off
        && off.is_positive()
        && ends.is_some_and(|at| at <= server_now)
    {
        return Some(clock(off));
    }
    if says_ended {
        return Some(Cause::Expired { at: None });
    }
    if begins.is_some_and(|from| from > server_now) && case.answer.status == 401 {
        return Some(Cause::NotYetValid { from: begins });
    }
    None
}

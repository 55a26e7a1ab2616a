//! Which of the known reasons fits a refusal best.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::{
    Case, Held,
    reply::{self, Reply},
};
use crate::{
    clock::{SignedDuration, Timestamp},
    oauth::{claims, said},
};

/// Clocks that differ by less than this are taken for the same.
pub(super) const SAME: SignedDuration = SignedDuration::from_secs(60);

/// Servers take proofs that are at least this old (RFC 9449 §11.1 speaks of seconds or minutes).
const PROOF_LASTS: SignedDuration = SignedDuration::from_secs(10);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Cause {
    /// The request carried no token.
    NoToken,
    /// What was typed as a credential was refused.
    TypedCredential,
    /// A redirect led to another origin, and the token was not sent there.
    LeftBehind {
        origin: String,
    },
    /// It ended, at a time that somebody said or that the server keeps to itself.
    Expired {
        at: Option<Timestamp>,
    },
    /// By our clock it is good, by the server's it is not.
    Clock {
        ahead_secs: i64,
    },
    /// `nbf` has not come.
    NotYetValid {
        from: Option<Timestamp>,
    },
    Revoked,
    /// It is meant for another API (RFC 7519 §4.1.3).
    Audience {
        found: Vec<String>,
    },
    /// It was issued by somebody else.
    Issuer {
        found: Option<String>,
    },
    /// It does not allow this (RFC 6750 §3.1). `missing` is empty where the server does not say
    /// what would.
    Scope {
        missing: Vec<String>,
    },
    /// The login has to be stronger or more recent (RFC 9470).
    StrongerLogin {
        acr_values: Option<String>,
        max_age: Option<String>,
    },
    /// The server does not look where the token was put.
    NotSeen,
    /// It takes tokens only with proof of a key (RFC 9449).
    Bound,
    /// The proof of the token's key was refused.
    Proof,
    /// Refused without a reason that fits.
    Refused,
    /// The token was taken, and the account may not do this.
    Forbidden,
    /// An organisation wants this token to be let in by its single sign-on.
    SignOn {
        page: Option<String>,
    },
    /// Too many calls.
    Limited {
        until: Option<Timestamp>,
    },
    /// Something before the API answered: a firewall, a proxy.
    Gate,
    /// A page to log in, where an answer of the API was expected.
    LoginPage,
}

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
        // A proof is good for a minute or so, whatever the token's own times are.
        let off = said.ahead.filter(|ahead| ahead.abs() > PROOF_LASTS);
        return Some(off.map_or(Cause::Proof, |off| Cause::Clock {
            ahead_secs: off.as_secs(),
        }));
    }
    if let Some(scope) = scope(case, said, &held) {
        return Some(scope);
    }
    if let Some(time) = time(case, said, &held) {
        return Some(time);
    }
    if said.says(&["revoked", "has been deleted", "was deleted"]) && !said.says(&["expired"]) {
        return Some(Cause::Revoked);
    }
    if let Some(other) = meant_for_others(case, said, &held) {
        return Some(other);
    }
    let wants_proof = said.says(&["use_dpop_nonce", "invalid_dpop_proof"]);
    if !held.token.is_bound() && (wants_proof || said.schemes == ["dpop"]) {
        return Some(Cause::Bound);
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

fn scope(case: &Case<'_>, said: &Reply, held: &Held<'_>) -> Option<Cause> {
    let had = scopes(held);
    let lacking = |needed: &[String]| -> Vec<String> {
        let had = said.seen.as_ref().or(had.as_ref());
        let lacks = |scope: &&String| !had.is_some_and(|had| had.contains(scope));
        needed.iter().filter(lacks).cloned().collect()
    };
    let coded = matches!(
        said.error.as_deref(),
        Some("insufficient_scope" | "invalid_scope" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    );
    let worded = said.says(&[
        "authorized scopes",
        "authentication scopes",
        "insufficient scope",
        "required scope",
        "requires scope",
        "missing scope",
        "openid scope",
        "scope_insufficient",
    ]);
    // GitHub lists what would do: any one of them is enough.
    let hinted = case.answer.status == 403
        && said.challenge.is_none()
        && !said.needed.is_empty()
        && said
            .seen
            .as_ref()
            .is_some_and(|seen| !said.needed.iter().any(|one| seen.contains(one)));
    if !(coded || worded || hinted) {
        return None;
    }
    let mut needed = said.needed.clone();
    if needed.is_empty() {
        needed = named_scope(&said.all);
    }
    Some(Cause::Scope {
        missing: lacking(&needed),
    })
}

/// `… scope "write" …`, `Missing openid scope`.
fn named_scope(all: &str) -> Vec<String> {
    if all.contains("missing openid scope") {
        return vec!["openid".into()];
    }
    let after = all
        .split_once("scope \"")
        .or_else(|| all.split_once("scope '"));
    let named = after.and_then(|(_, rest)| rest.split(['"', '\'']).next());
    named
        .filter(|name| !name.is_empty() && name.len() < 200)
        .map(|name| name.split(' ').map(said::clean).collect())
        .unwrap_or_default()
}

/// What the token may do, where anybody said.
pub(super) fn scopes(held: &Held<'_>) -> Option<Vec<String>> {
    let scopes = &held.token.scopes;
    if let Some(granted) = &scopes.granted {
        return Some(granted.clone());
    }
    (!scopes.requested.is_empty()).then(|| scopes.requested.clone())
}

/// Ended, not begun, or one of the clocks is wrong.
fn time(case: &Case<'_>, said: &Reply, held: &Held<'_>) -> Option<Cause> {
    let claim = |name: &str| {
        held.claims
            .and_then(|jwt| claims::time(jwt.claims.get(name)?))
    };
    let ends = claim("exp").or(held.token.expiry.at);
    let begins = claim("nbf");
    let server_now = case.now + said.ahead.unwrap_or_default();
    // RFC 6750 §3.1 has it in one breath: "expired, revoked, malformed, or invalid".
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

fn meant_for_others(case: &Case<'_>, said: &Reply, held: &Held<'_>) -> Option<Cause> {
    let claim = |name: &str| held.claims.and_then(|jwt| jwt.claims.get(name));
    let audience: Vec<String> = match claim("aud") {
        Some(Value::String(one)) => vec![said::clean(one)],
        Some(Value::Array(many)) => {
            let many = many.iter().filter_map(Value::as_str);
            many.map(said::clean).collect()
        }
        _ => Vec::new(),
    };
    let issuer = claim("iss").and_then(Value::as_str).map(said::clean);
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

/// Every audience is an address, and none is of this API or its server.
fn names_others(case: &Case<'_>, held: &Held<'_>, audience: &[String]) -> bool {
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

/// A server that saw no token sends a challenge without an error (RFC 6750 §3.1), or says so.
fn is_not_seen(said: &Reply, held: &Held<'_>) -> bool {
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
    let unusual = *held.placement != crate::server::Placement::default();
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
        let page = header.split_once("url=").map(|(_, url)| said::clean(url));
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

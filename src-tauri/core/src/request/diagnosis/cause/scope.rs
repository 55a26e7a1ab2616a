//! Recognition of missing scopes.

use super::super::Case;
use super::super::reply::Reply;
use crate::request::diagnosis::SentToken;
use tokenry_model::{diagnosis::Cause, sanitize};

pub(super) fn cause(case: &Case<'_>, said: &Reply, held: &SentToken<'_>) -> Option<Cause> {
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
    // GitHub lists the sufficient scopes: any one of them is enough.
    let hinted = case.answer.status == 403
        && said.challenge.is_none()
        && !said.needed.is_empty()
        && said
            .seen
            .as_ref()
            .is_some_and(|seen| !said.needed.iter().any(|one| seen.contains(one)));
    // RFC 6750 §3: the challenge may name the required scopes. They count if the token is known
    // to lack them and the server gives no other reason.
    let challenged = said
        .challenge
        .as_ref()
        .is_some_and(|one| one.scope.is_some())
        && had.is_some()
        && matches!(said.error.as_deref(), None | Some("invalid_token"))
        && !said.says(&["expired", "revoked"])
        && held.token.expiry.at.is_none_or(|at| at > case.now)
        && !lacking(&said.needed).is_empty();
    if !(coded || worded || hinted || challenged) {
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

/// Finds a scope in prose: `… scope "write" …`, `Missing openid scope`.
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
        .map(|name| name.split(' ').map(sanitize::clean).collect())
        .unwrap_or_default()
}

/// The granted scopes, or else the requested ones. `None` if both are unknown.
pub(in crate::request::diagnosis) fn scopes(held: &SentToken<'_>) -> Option<Vec<String>> {
    let scopes = &held.token.scopes;
    if let Some(granted) = &scopes.granted {
        return Some(granted.clone());
    }
    (!scopes.requested.is_empty()).then(|| scopes.requested.clone())
}

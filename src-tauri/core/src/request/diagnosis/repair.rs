//! The repair for a refusal: the one that most likely helps and asks the least of the person.

use url::Url;

use super::Case;
use super::cause::scopes;
use crate::request::diagnosis::SentToken;
use tokenry_model::{
    clock::SignedDuration,
    diagnosis::{Cause, Repair},
    grant::Grant,
    redact::MASK,
    server::Placement,
    token::Health,
};

/// Picks the repair for a cause. `silent` means that the server gave no reason.
pub(super) fn repair(case: &Case<'_>, cause: &Cause, silent: bool) -> Option<Repair> {
    match cause {
        Cause::NoToken | Cause::TypedCredential => pick(case).or_else(|| first_token(case)),
        Cause::LeftBehind { .. } => {
            let url = &case.answer.url;
            (!url.contains(MASK)).then(|| Repair::SendThere { url: url.clone() })
        }
        Cause::Clock { .. } => match renew(case) {
            // A new bound token would need proofs signed by the same wrong clock.
            Some(Repair::Refresh) if !case.held.is_some_and(|held| held.token.is_bound()) => {
                Some(Repair::Refresh)
            }
            _ => Some(Repair::SetClock),
        },
        Cause::NotYetValid { from } => Some(match from {
            Some(from) if from.duration_since(case.now) < SignedDuration::from_mins(10) => {
                Repair::Wait { until: *from }
            }
            _ => Repair::SetClock,
        }),
        Cause::Audience { .. } => pick(case).or_else(|| edit(case)),
        Cause::Issuer { .. } => pick(case).or_else(|| renew(case)),
        Cause::Scope { missing } => scope(case, missing),
        Cause::StrongerLogin {
            acr_values,
            max_age,
        } => {
            let held = case
                .held
                .filter(|held| held.can_log_in && by_person(held))?;
            let given = [("acr_values", acr_values), ("max_age", max_age)];
            Some(Repair::LogIn {
                scopes: asked(&held),
                params: given
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
                    .collect(),
            })
        }
        Cause::NotSeen => place(case).or_else(|| renew(case)),
        Cause::Bound => edit(case),
        // Some servers respond to an invalid token with an empty 403.
        Cause::Forbidden if silent => pick(case).or_else(|| try_anew(case)),
        Cause::Forbidden => pick(case),
        Cause::SignOn { page } => page.clone().map(|url| Repair::OpenPage { url }),
        Cause::Limited { until } => until.map(|until| Repair::Wait { until }),
        Cause::Gate => None,
        Cause::LoginPage if !case.asked.accept => Some(Repair::AddHeader {
            name: "Accept".into(),
            value: "application/json".into(),
        }),
        Cause::LoginPage if case.held.is_none() => pick(case),
        Cause::Expired { .. }
        | Cause::Revoked
        | Cause::Refused
        | Cause::Proof
        | Cause::LoginPage => renew(case),
    }
}

/// A new access token, without a person if possible.
fn renew(case: &Case<'_>) -> Option<Repair> {
    let held = case.held?;
    let dead = matches!(held.token.health, Health::LoginNeeded { .. });
    if held.token.renewable() && !held.renewed && !dead {
        return Some(Repair::Refresh);
    }
    if !by_person(&held) {
        // The token was obtained for this call and refused. Another one would be refused too.
        return if held.renewed {
            edit(case)
        } else {
            Some(Repair::Obtain {
                scopes: asked(&held),
            })
        };
    }
    if held.can_log_in {
        return Some(Repair::LogIn {
            scopes: asked(&held),
            params: Vec::new(),
        });
    }
    if held.client.is_some() {
        return edit(case);
    }
    Some(Repair::PasteToken)
}

/// Returns true if the token comes from a person's login, or a login could replace it.
fn by_person(held: &SentToken<'_>) -> bool {
    !matches!(
        held.token.grant,
        Grant::ClientCredentials | Grant::JwtBearer | Grant::Assertion | Grant::TokenExchange
    )
}

/// The same as [`renew`] where the token may be valid: only repairs that take one click.
fn try_anew(case: &Case<'_>) -> Option<Repair> {
    let is_click = |repair: &Repair| matches!(repair, Repair::Refresh | Repair::LogIn { .. });
    renew(case).filter(is_click)
}

/// The requested scopes. They may differ from the client's default scopes.
fn asked(held: &SentToken<'_>) -> Option<Vec<String>> {
    let requested = &held.token.scopes.requested;
    (!requested.is_empty()).then(|| requested.clone())
}

fn scope(case: &Case<'_>, missing: &[String]) -> Option<Repair> {
    let held = case.held?;
    if missing.is_empty() {
        // The missing scope is unknown.
        return edit(case).or_else(|| pick(case));
    }
    let wider = |fitting: &&super::Fitting| missing.iter().all(|one| fitting.scopes.contains(one));
    let other = || {
        let fitting = case.fitting.iter().find(wider)?;
        Some(Repair::PickToken {
            token: fitting.id,
            name: fitting.name.clone(),
        })
    };
    let asked_before = |one: &String| held.token.scopes.requested.contains(one);
    if missing.iter().all(asked_before) {
        // Requested and not granted. Another request would end the same way.
        return other().or_else(|| edit(case)).or(Some(Repair::PasteToken));
    }
    if by_person(&held) && !held.can_log_in {
        return other().or_else(|| edit(case)).or(Some(Repair::PasteToken));
    }
    let had = if held.token.scopes.requested.is_empty() {
        scopes(&held).unwrap_or_default()
    } else {
        held.token.scopes.requested.clone()
    };
    let new = missing.iter().filter(|one| !had.contains(one)).cloned();
    let mut all = had.clone();
    all.extend(new);
    if !by_person(&held) {
        return Some(Repair::Obtain { scopes: Some(all) });
    }
    Some(Repair::LogIn {
        scopes: Some(all),
        params: Vec::new(),
    })
}

/// Another placement for the token: the recipe's, the scheme of the challenge, or the default
/// `Authorization: Bearer`, whichever differs from the current one.
fn place(case: &Case<'_>) -> Option<Repair> {
    // A bound token has a fixed placement (RFC 9449 §7.1) and is never sent as a bearer token.
    let held = case.held.filter(|held| !held.token.is_bound())?;
    let usual = Placement::default();
    let scheme = case
        .answer
        .challenges()
        .into_iter()
        .map(|challenge| challenge.scheme)
        .find(|scheme| {
            !matches!(
                scheme.to_ascii_lowercase().as_str(),
                "basic" | "digest" | "dpop" | "negotiate"
            )
        });
    let asked = scheme.map(|prefix| Placement::Header {
        name: "Authorization".into(),
        prefix: if prefix.eq_ignore_ascii_case("bearer") {
            "Bearer".into()
        } else {
            prefix
        },
    });
    [held.placement_of_recipe.cloned(), asked, Some(usual)]
        .into_iter()
        .flatten()
        .find(|placement| placement != held.placement)
        .map(|placement| Repair::Place { placement })
}

fn pick(case: &Case<'_>) -> Option<Repair> {
    let fitting = case.fitting.first()?;
    Some(Repair::PickToken {
        token: fitting.id,
        name: fitting.name.clone(),
    })
}

fn edit(case: &Case<'_>) -> Option<Repair> {
    case.held?.client.map(|_| Repair::EditClient)
}

/// A first token for a URL that has none. A server with resource metadata (RFC 9728 §5.1) is
/// found by the origin alone.
fn first_token(case: &Case<'_>) -> Option<Repair> {
    if let Some(known) = case.known {
        return known.client.map(|client| Repair::NewLogin { client });
    }
    let url = Url::parse(&case.answer.url).ok()?;
    let address = url.origin().ascii_serialization();
    Some(Repair::AddServer { address })
}

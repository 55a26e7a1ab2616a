//! The most likely meaning of a refusal.

use super::{super::Case, span};
use tokenry_model::{clock::SignedDuration, diagnosis::Cause};

pub(super) fn of(case: &Case<'_>, cause: &Cause) -> String {
    match cause {
        Cause::NoToken => match case.known {
            Some(known) => format!("This URL belongs to {} and requires a token.", known.name),
            None => "This URL requires a token, and it belongs to none of your servers.".into(),
        },
        Cause::TypedCredential => {
            "The credential is wrong, has expired, or is in a place where the server does not look."
                .into()
        }
        Cause::LeftBehind { .. } => {
            "A token is sent only to the origins of its server, and a redirect \
             must not carry it elsewhere. The API has probably moved away from the URL you typed."
                .into()
        }
        Cause::Expired { at: Some(at) } => match case.held.map(|held| held.token.expiry.source) {
            Some(_) => format!("It expired at {at}, according to the server."),
            None => format!("It expired at {at}."),
        },
        Cause::Expired { at: None } => {
            "The server ends tokens earlier than it announces, or announces no expiry.".into()
        }
        Cause::Clock { ahead_secs } => {
            let off = span(SignedDuration::from_secs(ahead_secs.abs()));
            let way = if *ahead_secs > 0 {
                "behind"
            } else {
                "ahead of"
            };
            format!(
                "This computer's clock is {off} {way} the server's. A token that is valid by one clock may be expired, or not yet valid, by the other."
            )
        }
        Cause::NotYetValid { from } => match from {
            Some(from) => format!("It is valid from {from} on."),
            None => {
                "The API's clock is probably behind the clock of the authorization server.".into()
            }
        },
        Cause::Revoked => {
            "Someone revoked it: in the account settings, with another program, or by logging out."
                .into()
        }
        Cause::Audience { found } if found.is_empty() => {
            "The token was issued for one API and sent to another.".into()
        }
        Cause::Audience { found } => format!(
            "It was issued for {}, and this API has another identifier.",
            found.join(", ")
        ),
        Cause::Issuer { found } => match (found, case.held) {
            (Some(found), Some(held)) => match &held.server.issuer {
                Some(own) if own != found => {
                    format!("Its issuer is {found}, but the issuer of this server is {own}.")
                }
                _ => format!(
                    "Its issuer is {found}, and this API trusts another authorization server."
                ),
            },
            _ => "This API trusts another authorization server than the one that issued the token."
                .into(),
        },
        Cause::Scope { missing } if missing.is_empty() => {
            "The call requires a scope that the token lacks. The server does not name it.".into()
        }
        Cause::Scope { missing } => {
            let asked = case.held.is_some_and(|held| {
                let requested = &held.token.scopes.requested;
                missing.iter().all(|one| requested.contains(one))
            });
            let lacks = format!("It lacks the scope {}", missing.join(" "));
            if asked {
                format!(
                    "{lacks}. The login requested it, but the server did not grant it. The account or the client may not be allowed to have it."
                )
            } else {
                format!("{lacks}, which the login did not request.")
            }
        }
        Cause::StrongerLogin { max_age, .. } => match max_age {
            Some(seconds) => {
                format!("The API requires a login no older than {seconds} s, or a second factor.")
            }
            None => "The API requires a login with a second factor, or a more recent login.".into(),
        },
        Cause::NotSeen => match case.held {
            Some(held) => format!(
                "The token was sent {}. The server most likely expects it elsewhere.",
                if held.token.is_bound() {
                    "as the header Authorization: DPoP …, with a proof of its key".into()
                } else {
                    held.placement.told()
                }
            ),
            None => "The server most likely expects it elsewhere.".into(),
        },
        Cause::Bound => {
            "The API accepts only tokens bound to a key (DPoP, RFC 9449). This one is a \
             bearer token."
                .into()
        }
        Cause::Proof => {
            "A proof is valid for one request and a short time. Either the server saw another URL \
             or method than was sent (a proxy may change them), or the token is bound to another \
             key."
                .into()
        }
        Cause::Refused => refused(case),
        Cause::Forbidden => "The token was most likely accepted, but its account or client is not \
             permitted to do this. Some servers also respond this way to an invalid token."
            .into(),
        Cause::SignOn { .. } => {
            "This organisation requires each token to be authorised separately.".into()
        }
        Cause::Limited { .. } => {
            "The server limits the number of calls. The token is not the problem.".into()
        }
        Cause::Gate => "The call did not reach the API.".into(),
        Cause::LoginPage if case.asked.accept => {
            "The token was not accepted, and the server treats Tokenry as a browser.".into()
        }
        Cause::LoginPage => {
            "The server treats Tokenry as a browser because the request does not ask \
             for JSON. A token that is not accepted looks the same."
                .into()
        }
    }
}

fn refused(case: &Case<'_>) -> String {
    let Some(held) = case.held else {
        return "The token is not valid at this server.".into();
    };
    if held.renewed {
        return "It was refreshed just before, so it has not expired. Most likely it was issued for \
                another API, or the server has discarded it."
            .into();
    }
    match held.token.expiry.at {
        Some(at) if at > case.now => format!(
            "According to the server, it is valid for another {}. Most likely it was revoked, the \
             server was reinstalled, or it belongs to another API.",
            span(at.duration_since(case.now))
        ),
        _ => "Its expiry is unknown. Most likely it has expired or was revoked.".into(),
    }
}

//! What a refusal most likely means.

use super::{super::Case, span};
use tokenry_model::{clock::SignedDuration, diagnosis::Cause};

pub(super) fn of(case: &Case<'_>, cause: &Cause) -> String {
    match cause {
        Cause::NoToken => match case.known {
            Some(known) => format!("This address belongs to {} and needs a token.", known.name),
            None => "This address needs a token, and no server of yours belongs to it.".into(),
        },
        Cause::TypedCredential => {
            "It was wrong, has ended, or stands where the server does not look.".into()
        }
        Cause::LeftBehind { .. } => {
            "A token goes only to its server's origins, and a redirect must \
             not take it elsewhere. The address you typed is probably not where the API is now."
                .into()
        }
        Cause::Expired { at: Some(at) } => match case.held.map(|held| held.token.expiry.source) {
            Some(_) => format!("Its end was {at}, by what the server told."),
            None => format!("Its end was {at}."),
        },
        Cause::Expired { at: None } => {
            "The server ends tokens earlier than it tells, or does not tell at all.".into()
        }
        Cause::Clock { ahead_secs } => {
            let off = span(SignedDuration::from_secs(ahead_secs.abs()));
            let way = if *ahead_secs > 0 {
                "behind"
            } else {
                "ahead of"
            };
            format!(
                "The clock of this machine is {off} {way} the server's: what is still valid here may not be there, or not yet."
            )
        }
        Cause::NotYetValid { from } => match from {
            Some(from) => format!("It may be used from {from}."),
            None => "The server's clock is probably behind the clock of whoever issued it.".into(),
        },
        Cause::Revoked => {
            "Somebody took it back: in the settings of the account, with another program, or by \
             logging out."
                .into()
        }
        Cause::Audience { found } if found.is_empty() => {
            "A token is issued for one API, and this is another.".into()
        }
        Cause::Audience { found } => format!(
            "It was issued for {}, and this API is not that.",
            found.join(", ")
        ),
        Cause::Issuer { found } => match (found, case.held) {
            (Some(found), Some(held)) => match &held.server.issuer {
                Some(own) if own != found => {
                    format!("It says it comes from {found}; the server here is {own}.")
                }
                _ => format!("It comes from {found}, and this API trusts another server."),
            },
            _ => "This API trusts another authorization server than the token's.".into(),
        },
        Cause::Scope { missing } if missing.is_empty() => {
            "It needs a scope that the token lacks; the server does not say which.".into()
        }
        Cause::Scope { missing } => {
            let asked = case.held.is_some_and(|held| {
                let requested = &held.token.scopes.requested;
                missing.iter().all(|one| requested.contains(one))
            });
            let lacks = format!("It lacks the scope {}", missing.join(" "));
            if asked {
                format!(
                    "{lacks}: the login asked for it, and the server did not grant it. The account or the client may not have it."
                )
            } else {
                format!("{lacks}, which the login did not ask for.")
            }
        }
        Cause::StrongerLogin { max_age, .. } => match max_age {
            Some(seconds) => {
                format!("The API wants a login no older than {seconds} s, or a second factor.")
            }
            None => "The API wants a login with a second factor, or a fresher one.".into(),
        },
        Cause::NotSeen => match case.held {
            Some(held) => format!(
                "The token was sent {}, and the server most likely looks elsewhere.",
                if held.token.is_bound() {
                    "as the header Authorization: DPoP …, with a proof of its key".into()
                } else {
                    held.placement.told()
                }
            ),
            None => "The server most likely looks elsewhere for it.".into(),
        },
        Cause::Bound => "It takes only tokens that are bound to a key (DPoP, RFC 9449); this one \
             is a plain bearer token."
            .into(),
        Cause::Proof => {
            "A proof speaks of one request, and is good once and for a short time: the \
             server saw another address or method than was sent (a proxy may change them), or the \
             key is not the one that the token is bound to."
                .into()
        }
        Cause::Refused => refused(case),
        Cause::Forbidden => "The token was most likely taken, but its account may not do this, or \
             not with this client. Some servers answer so to a token that is not valid any more."
            .into(),
        Cause::SignOn { .. } => {
            "Tokens of this organisation have to be authorised one by one.".into()
        }
        Cause::Limited { .. } => {
            "The refusal has nothing to do with the token: the number of calls is limited.".into()
        }
        Cause::Gate => "The API itself has not seen the call.".into(),
        Cause::LoginPage if case.asked.accept => {
            "The token was not accepted, and the server takes the program for a browser.".into()
        }
        Cause::LoginPage => "The server takes the program for a browser, because the request does \
             not say that it wants JSON; a token that is not accepted looks the same."
            .into(),
    }
}

fn refused(case: &Case<'_>) -> String {
    let Some(held) = case.held else {
        return "It is not valid at this server.".into();
    };
    if held.renewed {
        return "It was renewed just before, so it has not ended: most likely it is not meant for \
                this API, or the server put it aside."
            .into();
    }
    match held.token.expiry.at {
        Some(at) if at > case.now => format!(
            "By what the server told, it is good for another {}. Most likely it was revoked, the \
             server was set up anew, or it belongs to another API.",
            span(at.duration_since(case.now))
        ),
        _ => "Nobody said when it ends. Most likely it has ended or was revoked.".into(),
    }
}

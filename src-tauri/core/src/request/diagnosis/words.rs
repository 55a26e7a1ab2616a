//! A diagnosis in words; [`advice`] says what to do.

mod advice;

use super::{
    Case, Cause, Repair,
    cause::{SAME, scopes},
    reply::Reply,
};
use crate::clock::SignedDuration;

pub(super) struct Words {
    pub(super) happened: String,
    pub(super) meaning: String,
    pub(super) remarks: Vec<String>,
    pub(super) advice: String,
}

pub(super) fn words(
    case: &Case<'_>,
    said: &Reply,
    cause: &Cause,
    repair: Option<&Repair>,
) -> Words {
    Words {
        happened: happened(case, cause),
        meaning: meaning(case, cause),
        remarks: remarks(case, said, cause),
        advice: advice::of(case, cause, repair),
    }
}

fn happened(case: &Case<'_>, cause: &Cause) -> String {
    let status = case.answer.status;
    let name = case.held.map(|held| format!(" {}", held.token.name));
    let token = format!("token{}", name.unwrap_or_default());
    match cause {
        Cause::NoToken => format!("The server answered {status}, and no token was sent."),
        Cause::TypedCredential => {
            format!(
                "The server answered {status}: it refused the credential typed into the request."
            )
        }
        Cause::LeftBehind { origin } => {
            format!("A redirect led to {origin}, and the {token} was not sent there.")
        }
        Cause::Expired { at: Some(at) } => format!(
            "The {token} was refused: it ended {} ago.",
            span(case.now.duration_since(*at))
        ),
        Cause::Expired { at: None } => {
            format!("The {token} was refused: the server says that it ended.")
        }
        Cause::Clock { .. } => format!("The {token} was refused, because the clocks do not agree."),
        Cause::NotYetValid { .. } => format!("The {token} was refused: it is not valid yet."),
        Cause::Revoked => format!("The {token} was refused: it was revoked."),
        Cause::Audience { .. } => format!("The {token} was refused: it is meant for another API."),
        Cause::Issuer { .. } => format!("The {token} was refused: another server issued it."),
        Cause::Scope { .. } => format!("The {token} does not allow this call."),
        Cause::StrongerLogin { .. } => {
            "The login behind this token is not strong or recent enough for this call.".into()
        }
        Cause::NotSeen => {
            format!("The server answered {status} as if the {token} had not been sent.")
        }
        Cause::Bound => {
            format!("The {token} was refused: the server wants proof of a key with it.")
        }
        Cause::Proof => format!("The proof of the key of the {token} was refused."),
        Cause::Refused => format!("The {token} was refused."),
        Cause::Forbidden => {
            format!("The server answered {status}: this may not be done with the {token}.")
        }
        Cause::SignOn { .. } => {
            format!("The {token} has not been let in by the organisation's single sign-on.")
        }
        Cause::Limited { .. } => "Too many calls: the server answers no more for now.".into(),
        Cause::Gate => "Something before the API refused the call: a firewall or a proxy.".into(),
        Cause::LoginPage => "A page to log in came, where the API should have answered.".into(),
    }
}

fn meaning(case: &Case<'_>, cause: &Cause) -> String {
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

fn remarks(case: &Case<'_>, said: &Reply, cause: &Cause) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Cause::Scope { .. }, Some(held)) = (cause, case.held) {
        let had = said.seen.clone().or_else(|| scopes(&held));
        if let Some(had) = had.filter(|had| !had.is_empty()) {
            remarks.push(format!("It has {}.", had.join(" ")));
        }
    }
    let about_time = matches!(
        cause,
        Cause::Clock { .. } | Cause::Limited { .. } | Cause::Gate
    );
    if let Some(ahead) = said.ahead.filter(|ahead| ahead.abs() > SAME && !about_time) {
        let way = if ahead.is_positive() {
            "behind"
        } else {
            "ahead of"
        };
        remarks.push(format!(
            "The clock of this machine is {} {way} the server's.",
            span(ahead.abs())
        ));
    }
    let challenge = said.challenge.as_ref();
    if let Some(place) = challenge.and_then(|one| one.resource_metadata.as_ref()) {
        remarks.push(format!(
            "The API describes what it wants at {}.",
            crate::oauth::said::clean(place)
        ));
    }
    remarks
}

/// `3 days`, `2 h 5 min`, `4 min 10 s`, `12 s`.
fn span(span: SignedDuration) -> String {
    let seconds = span.as_secs().max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let and = |n: i64, unit: &str| match n {
        0 => String::new(),
        n => format!(" {n} {unit}"),
    };
    match () {
        () if days >= 2 => format!("{days} days"),
        () if hours > 0 => format!("{hours} h{}", and(minutes % 60, "min")),
        () if minutes > 0 => format!("{minutes} min{}", and(seconds % 60, "s")),
        () => format!("{seconds} s"),
    }
}

impl crate::server::Placement {
    /// As in "sent as `Authorization: Bearer …`".
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Header { name, prefix } if prefix.is_empty() => format!("as the header {name}"),
            Self::Header { name, prefix } => format!("as the header {name}: {prefix} …"),
            Self::Query { name } => format!("as the parameter {name} in the address"),
            Self::Body { name } => format!("as the form field {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_as_people_do() {
        for (seconds, told) in [
            (-5, "0 s"),
            (12, "12 s"),
            (60, "1 min"),
            (250, "4 min 10 s"),
            (7500, "2 h 5 min"),
            (90_000, "25 h"),
            (300_000, "3 days"),
        ] {
            assert_eq!(span(SignedDuration::from_secs(seconds)), told);
        }
    }
}

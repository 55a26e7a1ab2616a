//! The text of a diagnosis: what happened, the most likely meaning ([`meaning`]) and the advice
//! ([`advice`]).

mod advice;
mod meaning;

use super::{
    Case,
    cause::{SAME, scopes},
    reply::Reply,
};
use tokenry_model::{
    clock::SignedDuration,
    diagnosis::{Cause, Repair},
};

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
        meaning: meaning::of(case, cause),
        remarks: remarks(case, said, cause),
        advice: advice::of(case, cause, repair),
    }
}

fn happened(case: &Case<'_>, cause: &Cause) -> String {
    let status = case.answer.status;
    let name = case.held.map(|held| format!(" {}", held.token.name));
    let token = format!("token{}", name.unwrap_or_default());
    match cause {
        Cause::NoToken => format!("The server responded with {status}, and no token was sent."),
        Cause::TypedCredential => {
            format!(
                "The server responded with {status}. It refused the credential typed into the request."
            )
        }
        Cause::LeftBehind { origin } => {
            format!("A redirect led to {origin}. The {token} was not sent there.")
        }
        Cause::Expired { at: Some(at) } => format!(
            "The {token} was refused: it expired {} ago.",
            span(case.now.duration_since(*at))
        ),
        Cause::Expired { at: None } => {
            format!("The {token} was refused: the server says that it has expired.")
        }
        Cause::Clock { .. } => format!("The {token} was refused because the clocks differ."),
        Cause::NotYetValid { .. } => format!("The {token} was refused: it is not valid yet."),
        Cause::Revoked => format!("The {token} was refused: it was revoked."),
        Cause::Audience { .. } => {
            format!("The {token} was refused: it was issued for another API.")
        }
        Cause::Issuer { .. } => format!("The {token} was refused: another server issued it."),
        Cause::Scope { .. } => format!("The {token} does not have the scope for this call."),
        Cause::StrongerLogin { .. } => {
            "The login behind this token is not strong or recent enough for this call.".into()
        }
        Cause::NotSeen => {
            format!("The server responded with {status}, as if the {token} had not been sent.")
        }
        Cause::Bound => {
            format!("The {token} was refused: the server requires a DPoP proof.")
        }
        Cause::Proof => format!("The DPoP proof for the {token} was refused."),
        Cause::Refused => format!("The {token} was refused."),
        Cause::Forbidden => {
            format!("The server responded with {status}: the {token} does not permit this call.")
        }
        Cause::SignOn { .. } => {
            format!("The {token} is not authorised for the organisation's single sign-on.")
        }
        Cause::Limited { .. } => "Too many calls: the server has reached its rate limit.".into(),
        Cause::Gate => "A firewall or proxy in front of the API refused the call.".into(),
        Cause::LoginPage => "The server returned a login page instead of an API response.".into(),
    }
}

fn remarks(case: &Case<'_>, said: &Reply, cause: &Cause) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Cause::Scope { .. }, Some(held)) = (cause, case.held) {
        let had = said.seen.clone().or_else(|| scopes(&held));
        if let Some(had) = had.filter(|had| !had.is_empty()) {
            remarks.push(format!("The token has {}.", had.join(" ")));
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
            "This computer's clock is {} {way} the server's.",
            span(ahead.abs())
        ));
    }
    let challenge = said.challenge.as_ref();
    if let Some(place) = challenge.and_then(|one| one.resource_metadata.as_ref()) {
        remarks.push(format!(
            "The API publishes its requirements at {}.",
            tokenry_model::sanitize::clean(place)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_at_most_two_units() {
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

//! What to do about a refusal, in a sentence.

use super::{super::Case, span};
use tokenry_model::{
    diagnosis::{Cause, Repair},
    grant::Grant,
};

pub(super) fn of(case: &Case<'_>, cause: &Cause, repair: Option<&Repair>) -> String {
    let Some(repair) = repair else {
        return match (cause, case.known) {
            (Cause::NoToken | Cause::TypedCredential, Some(known)) => {
                format!(
                    "Get a token of {}: paste one, or add a client and log in.",
                    known.name
                )
            }
            (Cause::Forbidden, _) => "Look at what the account and the client may do at the \
                 server, or use another account."
                .into(),
            (Cause::Gate, _) => "Look at the body, and try from another network.".into(),
            (Cause::Limited { .. }, _) => "Wait a little and send again.".into(),
            _ => "Look at the answer and at the token's page.".into(),
        };
    };
    match repair {
        Repair::Refresh if *cause == Cause::Forbidden => "Renew the token and send again, to see \
             whether it was void. If it was not, look at what the account and the client may do at \
             the server."
            .into(),
        Repair::LogIn { .. } if *cause == Cause::Forbidden => "If the token may be void, log in \
             again and send again. If it is not, look at what the account and the client may do at \
             the server, or log in with another account."
            .into(),
        Repair::Refresh
            if case
                .held
                .is_some_and(|held| held.token.grant == Grant::ClientCredentials) =>
        {
            "Get a new token for the client, and send again. Nobody has to log in for it.".into()
        }
        Repair::Refresh => "Renew the token and send again.".into(),
        Repair::LogIn { scopes, params } => match (scopes, cause, params.is_empty()) {
            (Some(scopes), Cause::Scope { .. }, _) => {
                format!("Log in again with {}, and send again.", scopes.join(" "))
            }
            (_, _, false) => "Log in again as the API asks, and send again.".into(),
            _ => "Log in again, and send again.".into(),
        },
        Repair::Obtain {
            scopes: Some(scopes),
        } if matches!(cause, Cause::Scope { .. }) => format!(
            "Get a new token with {}, and send again. Nobody has to log in for it.",
            scopes.join(" ")
        ),
        Repair::Obtain { .. } => {
            "Get a new token the same way, and send again. Nobody has to log in for it.".into()
        }
        Repair::NewLogin { .. } => "Log in, and send again with that token.".into(),
        Repair::PickToken { name, .. } => format!("Send again with {name}."),
        Repair::PasteToken => "Get a new token where this one came from, and paste it.".into(),
        Repair::Place { placement } => {
            format!("Send the token {}, and send again.", placement.told())
        }
        Repair::AddHeader { name, value } => format!("Send again with {name}: {value}."),
        Repair::SendThere { .. } => "If you trust that address with the token, send the request \
             there yourself."
            .into(),
        Repair::AddServer { address } => format!("Add the server at {address}, and log in there."),
        Repair::EditClient => match cause {
            Cause::Audience { .. } => "Have the client ask for this API: an extra parameter \
                 audience or resource, whichever the server knows."
                .into(),
            Cause::Refused | Cause::Expired { .. } => "A new token was refused as well: look at \
                 what the client may do at the server, and whether the API belongs to it."
                .into(),
            Cause::Scope { .. } => "Look in the API's documentation for the scope, and see that \
                 the client may have it."
                .into(),
            Cause::Bound => "Have the client bind tokens to a key (DPoP), and log in again.".into(),
            _ => "Look at the client's settings.".into(),
        },
        Repair::Wait { until } => format!(
            "Wait {}, until {until}, and send again.",
            span(until.duration_since(case.now))
        ),
        Repair::SetClock => {
            "Set this machine's clock: have it take the time from the network.".into()
        }
        Repair::OpenPage { .. } => "Open the server's page and authorise the token there.".into(),
    }
}

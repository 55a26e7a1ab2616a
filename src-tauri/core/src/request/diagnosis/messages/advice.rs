//! The advice for a refusal.

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
                    "Get a token for {}: paste one, or add a client and log in.",
                    known.name
                )
            }
            (Cause::Forbidden, _) => "Check the permissions of the account and the client at the server, or use another account."
                .into(),
            (Cause::Gate, _) => "Read the response body, and try from another network.".into(),
            (Cause::Limited { .. }, _) => "Wait a little, then send the request again.".into(),
            _ => "Check the response and the token's page.".into(),
        };
    };
    match repair {
        Repair::Refresh if *cause == Cause::Forbidden => "Refresh the token and send the request \
             again, to rule out an invalid token. If that does not help, check the permissions of \
             the account and the client at the server."
            .into(),
        Repair::LogIn { .. } if *cause == Cause::Forbidden => "Log in again and send the \
             request again, to rule out an invalid token. If that does not help, check the \
             permissions of the account and the client at the server, or log in with another \
             account."
            .into(),
        Repair::Refresh
            if case
                .held
                .is_some_and(|held| held.token.grant == Grant::ClientCredentials) =>
        {
            "Get a new token for the client, then send the request again. No login is needed."
                .into()
        }
        Repair::Refresh => "Refresh the token, then send the request again.".into(),
        Repair::LogIn { scopes, params } => match (scopes, cause, params.is_empty()) {
            (Some(scopes), Cause::Scope { .. }, _) => {
                format!(
                    "Log in again with the scopes {}, then send the request again.",
                    scopes.join(" ")
                )
            }
            (_, _, false) => {
                "Log in again as the API requires, then send the request again.".into()
            }
            _ => "Log in again, then send the request again.".into(),
        },
        Repair::Obtain {
            scopes: Some(scopes),
        } if matches!(cause, Cause::Scope { .. }) => format!(
            "Get a new token with the scopes {}, then send the request again. No login is needed.",
            scopes.join(" ")
        ),
        Repair::Obtain { .. } => {
            "Get a new token with the same grant, then send the request again. No login is needed."
                .into()
        }
        Repair::NewLogin { .. } => "Log in, then send the request again with the new token.".into(),
        Repair::PickToken { name, .. } => format!("Send the request again with the token {name}."),
        Repair::PasteToken => "Create a new token where this one came from, and paste it.".into(),
        Repair::Place { placement } => {
            format!(
                "Send the token {}, then send the request again.",
                placement.told()
            )
        }
        Repair::AddHeader { name, value } => {
            format!("Send the request again with the header {name}: {value}.")
        }
        Repair::SendThere { .. } => "If you trust that origin with the token, send the request to \
             the new URL."
            .into(),
        Repair::AddServer { address } => format!("Add the server {address}, and log in there."),
        Repair::EditClient => match cause {
            Cause::Audience { .. } => "Request this API in the client's settings: add an extra \
                 parameter audience or resource, whichever the server supports."
                .into(),
            Cause::Refused | Cause::Expired { .. } => "A new token was refused as well. Check \
                 the client's permissions at the server, and whether the API accepts tokens of \
                 this server."
                .into(),
            Cause::Scope { .. } => "Look up the scope in the API's documentation, and check that \
                 the client is allowed to request it."
                .into(),
            Cause::Bound => "Turn on DPoP in the client's settings, and log in again.".into(),
            _ => "Check the client's settings.".into(),
        },
        Repair::Wait { until } => format!(
            "Wait {}, until {until}, then send the request again.",
            span(until.duration_since(case.now))
        ),
        Repair::SetClock => {
            "Correct this computer's clock: let it set the time from the network.".into()
        }
        Repair::OpenPage { .. } => "Open the server's page and authorise the token there.".into(),
    }
}

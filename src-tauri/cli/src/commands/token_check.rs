//! `tokenry token check`: whether the server takes a token.

use tokenry_core::{
    request::{Body, Draft, Outcome, SendSettings},
    workbench::SendOrder,
};
use url::Url;

use super::token::named;
use crate::{problem::Problem, session::Session};

/// Asks the server for something that needs the token. The answer's body is not shown.
pub(super) async fn run(session: &Session, name: &str, url: Option<Url>) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = named(workbench, name).await?;
    let known = match url {
        Some(url) => Some(url),
        None => workbench.address_to_check(token.server).await?,
    };
    let url = known.ok_or_else(|| {
        Problem::usage(
            "This server has no address that is known to need a token.",
            "Give one: --url https://api.example.org/me",
        )
    })?;
    let draft = Draft {
        method: "GET".into(),
        url: url.to_string(),
        parameters: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        token: Some(token.id),
        settings: SendSettings::default(),
    };
    let order = SendOrder {
        send_id: "check".into(),
        request: None,
        draft,
        consent: None,
        remember_consent: false,
        renew_first: false,
    };
    let answer = match workbench.send(order).await?.exchange.content.outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Failed { message, hint } => return Err(Problem::NoAnswer { message, hint }),
        Outcome::Cancelled => return Err(Problem::SendCancelled),
    };
    let status = answer.status;
    match status {
        200..300 => {
            let document = serde_json::json!({"name": token.name, "works": true, "status": status, "url": url});
            let name = &token.name;
            session.out.answer(&document, || {
                format!("{name} works: {url} answered {status}.")
            })
        }
        401 => Err(Problem::TokenRefused {
            status,
            said: answer
                .challenge()
                .and_then(|challenge| challenge.error_description.or(challenge.error)),
        }),
        _ => Err(Problem::CheckUnclear { status }),
    }
}

//! The proof: what the server and its API themselves say about the token from the login.

use serde_json::Value;
use tokenry_stage::{Call, Ledger, OidcServer};

use crate::failure::Failure;

/// How far it has come, by the server's own log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    Nothing,
    /// The server has given a token in a login.
    Token,
    /// The API has answered 200 to that token, with this body.
    Answer(String),
}

pub(crate) async fn reached(server: &OidcServer) -> Result<Reached, Failure> {
    let ledger = server.ledger().await?;
    let tokens = tokens(&ledger);
    let answered = ledger
        .api_calls
        .iter()
        .find(|call| call.status == Some(200) && tokens.iter().any(|token| carries(call, token)));
    Ok(match answered {
        Some(call) => Reached::Answer(call.reply.clone()),
        None if tokens.is_empty() => Reached::Nothing,
        None => Reached::Token,
    })
}

/// Fails unless the API has answered 200 to the token. Gives the answer.
pub(crate) async fn insist(server: &OidcServer) -> Result<String, Failure> {
    match reached(server).await? {
        Reached::Answer(body) => Ok(body),
        Reached::Token => Err(Failure::NotAnswered),
        Reached::Nothing => Err(Failure::NoToken),
    }
}

/// The access tokens that the server has given in a login, or has renewed since.
fn tokens(ledger: &Ledger) -> Vec<String> {
    let mut logged_in = false;
    let mut tokens = Vec::new();
    for call in &ledger.token_calls {
        let grant = call.parameter("grant_type");
        if call.status != Some(200) || grant == Some("client_credentials") {
            continue;
        }
        logged_in |= grant == Some("authorization_code");
        let reply = serde_json::from_str::<Value>(&call.reply).unwrap_or_default();
        if let (true, Some(token)) = (logged_in, reply["access_token"].as_str()) {
            tokens.push(token.to_owned());
        }
    }
    tokens
}

/// Only a call that needs a token proves one.
fn carries(call: &Call, token: &str) -> bool {
    let guarded = matches!(call.path.as_str(), "/api/me" | "/api/notes");
    guarded && call.header("authorization") == Some(format!("Bearer {token}").as_str())
}

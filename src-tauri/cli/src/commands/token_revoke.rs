//! `tokenry token revoke` and `tokenry token forget`: being rid of a token, at the server and
//! here.

use tokenry_api::asked::{ForgottenView, RevokedPartView, RevokedView};
use tokenry_core::workbench::{Revocation, Workbench};
use tokenry_model::{id::Id, token::Token};

use super::{interrupt, lookup::token_named};
use crate::{problem::Problem, session::Session};

/// The server takes it back; here it stays, with the note that a login is needed.
pub(super) async fn run(session: &Session, name: &str) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let revocation = revoked(workbench, token.id).await?;
    let parts: Vec<_> = revocation
        .parts
        .iter()
        .map(|part| {
            let error = part.outcome.as_ref().err();
            RevokedPartView {
                part: part.part.as_str().to_owned(),
                revoked: error.is_none(),
                said: error.map(|error| error.said().unwrap_or_else(|| error.message())),
            }
        })
        .collect();
    let document = RevokedView {
        name: token.name.clone(),
        revoked: revocation.is_whole(),
        parts,
    };
    session.out.answer(&document, || {
        format!("{}: {}", token.name, revocation.sentence())
    })
}

/// Refresh and access token are told to the server one after the other, and not the first alone.
async fn revoked(workbench: &Workbench, token: Id<Token>) -> Result<Revocation, Problem> {
    let revoking = async { Ok(workbench.revoke_token(token).await?) };
    let done = "The server was asked first, and what it said is stored.";
    interrupt::finishing("The revocation", done, revoking).await
}

/// Forgets it here, and at the server too where that was asked for or agreed to. What the
/// server did not take back is not forgotten: nobody could take it back afterwards.
pub(super) async fn forget(
    session: &Session,
    name: &str,
    revoke: bool,
    yes: bool,
) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let token = token_named(workbench, name).await?;
    let name = &token.name;
    let told = if revoke {
        "The server is told."
    } else {
        "The server is not told."
    };
    let question = format!("Forget the token {name}? {told} It cannot be brought back.");
    if !yes && !session.prompt.agree(&question, true)? {
        return session.out.declined("Nothing was forgotten.");
    }
    let also = "Have the server revoke it too?";
    let revoke = revoke
        || (!yes && workbench.is_revocable(&token).await? && session.prompt.agree(also, false)?);
    let revocation = if revoke {
        Some(revoked(session.unlocked().await?, token.id).await?)
    } else {
        None
    };
    workbench.forget_token(token.id).await?;
    let server_said = revocation.as_ref().map(Revocation::sentence);
    let document = ForgottenView {
        removed: name.clone(),
        clients: Vec::new(),
        tokens: Vec::new(),
        revoked: revocation.as_ref().is_some_and(Revocation::is_whole),
        server_said,
    };
    session
        .out
        .answer(&document, || match &document.server_said {
            Some(said) => format!("{said} Forgot the token {name}."),
            None => format!("Forgot the token {name}."),
        })
}

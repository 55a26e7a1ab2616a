//! What a command answers that has changed or obtained a token.

use tokenry_api::tokens::TokenView;
use tokenry_core::workbench::Workbench;
use tokenry_model::{id::Id, token::Token};

use super::token_text::shown;
use crate::{output::note, problem::Problem, session::Session};

/// Answers with a token that has just been obtained.
pub(super) async fn obtained(session: &Session, id: Id<Token>) -> Result<(), Problem> {
    let summary = session.workbench().await?.token_summary(id).await?;
    warn(&summary.token);
    session
        .out
        .answer(&TokenView::of(&summary, session.now()), || {
            format!(
                "Stored the token {}.\n{}",
                summary.token.name,
                shown(session, &summary)
            )
        })
}

/// Fewer or more scopes than were asked for.
pub(super) fn warn(token: &Token) {
    if let Some(warning) = token.scopes_warning() {
        note(&format!("Warning: {warning}"));
    }
}

pub(super) async fn answer(
    session: &Session,
    workbench: &Workbench,
    id: Id<Token>,
) -> Result<(), Problem> {
    let summary = workbench.token_summary(id).await?;
    session
        .out
        .answer(&TokenView::of(&summary, session.now()), || {
            shown(session, &summary)
        })
}

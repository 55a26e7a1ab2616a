//! `tokenry token add` and `edit`: tokens that somebody already has.

use tokenry_core::workbench::{BringOrder, TokenEdit};

use super::{
    lookup::{client_named, token_named},
    server, token_answer,
};
use crate::{
    args::{AddToken, Change, parse_placement, parse_time},
    output::note,
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, args: AddToken) -> Result<(), Problem> {
    let text = if args.stdin {
        session.prompt.secret_from_stdin("Token")?
    } else {
        session.prompt.secret("Token")?.ok_or(Problem::MayNotAsk {
            what: "token",
            hint: "Give it on standard input: --stdin < token.txt",
        })?
    };
    let workbench = session.unlocked().await?;
    let server = server::named(workbench, &args.server).await?;
    let client = match &args.client {
        Some(name) => Some(client_named(workbench, name).await?.id),
        None => None,
    };
    let order = BringOrder {
        server: server.id,
        name: args.token_name,
        text,
        expires_at: args.expires_at,
        client,
        refresh_token: args.refresh_token,
    };
    let brought = workbench.bring_in(order).await?;
    for remark in &brought.remarks {
        note(&format!("Note: {remark}"));
    }
    match brought.not_renewed {
        None => token_answer::obtained(session, brought.token.id).await,
        Some(error) => {
            note(&format!(
                "Stored the refresh token as {}. No token was had for it yet.",
                brought.token.name
            ));
            Err(error.into())
        }
    }
}

pub(super) async fn edit(session: &Session, name: &str, changes: &[Change]) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let mut edit = TokenEdit::default();
    for change in changes {
        let value = change.value.trim();
        let bad = |why: String| Problem::usage(format!("{}: {why}.", change.key), "See --help.");
        match change.key.as_str() {
            "client" if value.is_empty() => edit.client = Some(None),
            "client" => edit.client = Some(Some(client_named(workbench, value).await?.id)),
            "expires-at" if value == "never" => edit.expires_at = Some(None),
            "expires-at" => edit.expires_at = Some(Some(parse_time(value).map_err(bad)?)),
            "token-placement" if value.is_empty() => edit.placement = Some(None),
            "token-placement" => {
                edit.placement = Some(Some(parse_placement(value).map_err(bad)?));
            }
            key => {
                return Err(Problem::usage(
                    format!("There is no key “{key}”."),
                    "--help lists the keys.",
                ));
            }
        }
    }
    let token = workbench.edit_token(token.id, edit).await?;
    token_answer::answer(session, workbench, token.id).await
}

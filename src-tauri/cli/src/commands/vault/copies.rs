//! Backing up, restoring, and starting over.

use std::path::{Path, PathBuf};

use tokenry_api::vault::{BackedUpView, ReplacedView};
use tokenry_core::{
    error::Error,
    workbench::{Options, Workbench},
};
use tokenry_vault::{store::StoreError, vault::SlotKind};

use super::{slots, status::tell};
use crate::{problem::Problem, session::Session};

pub(super) async fn back_up(session: &Session, file: &Path) -> Result<(), Problem> {
    if file.symlink_metadata().is_ok() {
        return Err(Problem::usage(
            format!("There is already a file {}.", file.display()),
            "Nothing was written. Name another file.",
        ));
    }
    let workbench = session.workbench().await?;
    workbench.back_up(file).await?;
    let slots = slots(workbench).await?;
    let document = BackedUpView {
        backup: file.to_owned(),
        opened_by: slots.clone(),
    };
    session.out.answer(&document, || {
        let mut lines = vec![format!(
            "Backed up everything except response bodies to {}.",
            file.display()
        )];
        if slots.contains(&SlotKind::Passphrase) {
            lines.push("The current passphrase unlocks it.".into());
        } else if slots.contains(&SlotKind::Keyring) {
            lines.push("Only the keyring of this machine unlocks it.".into());
            lines.push(
                "For a backup that can be restored elsewhere, set a passphrase first: tokenry vault passphrase"
                    .into(),
            );
        }
        lines.push(format!(
            "To restore it: tokenry vault restore '{}'",
            file.display()
        ));
        lines.join("\n")
    })
}

pub(super) async fn restore(session: &Session, file: &Path, yes: bool) -> Result<(), Problem> {
    if let Err(source) = std::fs::File::open(file) {
        let path = file.to_owned();
        return Err(Problem::File { path, source });
    }
    let here = here(session).await?;
    if let Some(here) = &here.what
        && !agreed(
            session,
            yes,
            &format!(
                "Replace {here} with {}? The present data is kept in another folder.",
                file.display()
            ),
        )?
    {
        return session.out.declined("Nothing was changed.");
    }
    let aside = Workbench::restore(&session.data_dir, file, session.ambient()).await?;
    told(session, &format!("Restored {}.", file.display()), aside).await
}

pub(super) async fn start_over(session: &Session, yes: bool) -> Result<(), Problem> {
    let here = here(session).await?;
    let Some(what) = &here.what else {
        return tell(session).await;
    };
    let question = if here.opens {
        format!("The vault can still be unlocked. Set {what} aside and start over anyway?")
    } else {
        format!("Set {what} aside and start over?")
    };
    if !agreed(session, yes, &question)? {
        return session.out.declined("Nothing was changed.");
    }
    let aside = Workbench::start_over(&session.data_dir, session.ambient()).await?;
    told(session, "Started over with an empty data directory.", aside).await
}

/// Content of the data directory.
struct Here {
    /// `None` if there is no database.
    what: Option<String>,
    /// The vault may still be unlocked by some slot.
    opens: bool,
}

/// Inspects the data directory with a temporary workbench, because replacing the data requires that
/// none is open.
async fn here(session: &Session) -> Result<Here, Problem> {
    if !session.has_database() {
        return Ok(Here {
            what: None,
            opens: false,
        });
    }
    let options = Options::system(session.data_dir.clone());
    let workbench = match Workbench::open(options).await {
        Ok(workbench) => workbench,
        Err(error @ Error::Store(StoreError::Newer { .. } | StoreError::InUse)) => {
            return Err(error.into());
        }
        Err(error) => {
            tracing::debug!(%error, "what is here cannot be read");
            return Ok(Here {
                what: Some("a database that cannot be read".into()),
                opens: false,
            });
        }
    };
    let counted = async { Ok::<_, Error>((workbench.servers().await?, workbench.tokens().await?)) };
    let what = match counted.await {
        Ok((servers, tokens)) => format!("{} servers and {} tokens", servers.len(), tokens.len()),
        Err(_) => "a database that cannot be read".into(),
    };
    let outlook = workbench.vault_outlook().await.ok().flatten();
    workbench.close().await;
    Ok(Here {
        what: Some(what),
        opens: outlook.is_some_and(|outlook| {
            outlook.keyring.is_none() || outlook.slots.contains(&SlotKind::Passphrase)
        }),
    })
}

fn agreed(session: &Session, yes: bool, question: &str) -> Result<bool, Problem> {
    if !yes && !session.prompt.can_ask() {
        return Err(Problem::NeedsYes {
            what: question.to_owned(),
        });
    }
    Ok(yes || session.prompt.agree(question, false)?)
}

async fn told(session: &Session, done: &str, aside: Option<PathBuf>) -> Result<(), Problem> {
    let status = session.workbench().await?.vault_status().await?;
    let document = ReplacedView {
        done: true,
        kept_in: aside.clone(),
    };
    session.out.answer(&document, || {
        let mut lines = vec![done.to_owned()];
        if let Some(aside) = &aside {
            let aside = aside.display();
            lines.push(format!("The previous data is in {aside}."));
            lines.push(format!(
                "To inspect it: tokenry --data-dir '{aside}' server list"
            ));
        }
        lines.push(super::sentence(&status));
        lines.join("\n")
    })
}

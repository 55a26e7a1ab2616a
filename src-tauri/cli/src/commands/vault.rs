//! `tokenry vault …`

use tokenry_core::{
    error::Error,
    vault::{NewSlot, SlotKind, Unlock, VaultError, VaultStatus},
    workbench::Workbench,
};

use crate::{args::VaultCommand, problem::Problem, prompt, session::Session};

pub(super) async fn run(session: &Session, command: VaultCommand) -> Result<(), Problem> {
    match command {
        VaultCommand::Status => status(session).await,
        VaultCommand::Lock => {
            session.workbench().await?.lock_vault().await?;
            status(session).await
        }
        VaultCommand::Unlock => unlock(session).await,
        VaultCommand::Review(args) => Box::pin(super::review::run(session, args)).await,
        VaultCommand::Passphrase { stdin, remove } => passphrase(session, stdin, remove).await,
        VaultCommand::Recovery => Err(Problem::NotYet("Making a recovery code")),
        VaultCommand::Backup { .. } => Err(Problem::NotYet("Backing up")),
        VaultCommand::Restore { .. } => Err(Problem::NotYet("Restoring a backup")),
    }
}

/// Every run of the command line begins without keys, so "unlocked" means that nobody has
/// locked it on purpose.
async fn status(session: &Session) -> Result<(), Problem> {
    let status = session.workbench().await?.vault_status().await?;
    let (state, slots) = match &status {
        VaultStatus::New => ("new", &[][..]),
        VaultStatus::Locked {
            slots,
            by_person: true,
        } => ("locked", &slots[..]),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => {
            ("unlocked", &slots[..])
        }
    };
    let document = serde_json::json!({"state": state, "opened_by": slots});
    session.out.answer(&document, || sentence(&status))
}

pub(super) fn sentence(status: &VaultStatus) -> String {
    let by = |slots: &[SlotKind]| {
        let names: Vec<_> = slots.iter().map(ToString::to_string).collect();
        names.join(" or ")
    };
    match status {
        VaultStatus::New => {
            "There is no vault yet. It is made when the first secret is stored.".into()
        }
        VaultStatus::Locked {
            slots,
            by_person: true,
        } => {
            format!(
                "Locked. It is unlocked by the {}: tokenry vault unlock",
                by(slots)
            )
        }
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => {
            format!("Unlocked: the {} opens it when it is needed.", by(slots))
        }
    }
}

/// By the keyring where that works, else by the passphrase.
async fn unlock(session: &Session) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let slots = match workbench.vault_status().await? {
        VaultStatus::New => return Err(Error::from(VaultError::New).into()),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => slots,
    };
    let by_keyring = if slots.contains(&SlotKind::Keyring) {
        Box::pin(workbench.unlock_vault(Unlock::Keyring)).await
    } else {
        Err(VaultError::Locked { by_person: false }.into())
    };
    if let Err(error) = by_keyring {
        by_passphrase(session, workbench, &slots, error).await?;
    }
    status(session).await
}

async fn by_passphrase(
    session: &Session,
    workbench: &Workbench,
    slots: &[SlotKind],
    error: Error,
) -> Result<(), Problem> {
    if !slots.contains(&SlotKind::Passphrase) {
        return Err(error.into());
    }
    let Some(passphrase) = session.passphrase()? else {
        return Err(error.into());
    };
    Ok(Box::pin(workbench.unlock_vault(Unlock::Passphrase(passphrase))).await?)
}

async fn passphrase(session: &Session, stdin: bool, remove: bool) -> Result<(), Problem> {
    if remove {
        session.workbench().await?.remove_passphrase().await?;
        return status(session).await;
    }
    let is_new = session.workbench().await?.vault_status().await? == VaultStatus::New;
    if !is_new {
        // The old one first: that is the order in which people expect to be asked.
        session.unlocked().await?;
    }
    let new = if stdin {
        let question = "New passphrase for the vault";
        Some(session.prompt.secret_from_stdin(question)?)
    } else {
        session.prompt.new_passphrase()?
    };
    let new = new.ok_or(Problem::MayNotAsk {
        what: "new passphrase",
        hint: "Give it on standard input: --stdin < new-passphrase.txt",
    })?;
    let workbench = session.workbench().await?;
    if is_new {
        workbench.create_vault(NewSlot::Passphrase(new)).await?;
    } else {
        workbench.set_passphrase(new).await?;
    }
    if prompt::passphrase_file().is_some() {
        crate::output::note("TOKENRY_PASSPHRASE_FILE has to hold the new passphrase from now on.");
    }
    status(session).await
}

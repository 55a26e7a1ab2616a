//! `tokenry vault …`

mod copies;
mod recovery;
mod status;

use tokenry_api::vault::{VaultLockedView, VaultState};
use tokenry_core::{error::Error, workbench::Workbench};
use tokenry_vault::vault::{NewSlot, SlotKind, Unlock, VaultError, VaultStatus};

pub(super) use self::status::sentence;
use self::status::tell;
use crate::{args::VaultCommand, output::note, problem::Problem, prompt::file, session::Session};

pub(super) async fn run(session: &Session, command: VaultCommand) -> Result<(), Problem> {
    match command {
        VaultCommand::Status => status::run(session).await,
        VaultCommand::Lock => lock(session).await,
        VaultCommand::Unlock { recovery: true } => recovery::unlock(session).await,
        VaultCommand::Unlock { recovery: false } => unlock(session).await,
        VaultCommand::Review(args) => Box::pin(super::review::run(session, args)).await,
        VaultCommand::Passphrase { stdin, remove } => passphrase(session, stdin, remove).await,
        VaultCommand::Keyring { remove } => keyring(session, remove).await,
        VaultCommand::Recovery => recovery::make(session).await,
        VaultCommand::Backup { file } => copies::back_up(session, &file).await,
        VaultCommand::Restore { file, yes } => copies::restore(session, &file, yes).await,
        VaultCommand::StartOver { yes } => copies::start_over(session, yes).await,
    }
}

/// Also on a disk so full that the database does not open.
async fn lock(session: &Session) -> Result<(), Problem> {
    match session.workbench().await {
        Ok(workbench) => {
            workbench.lock_vault().await?;
            tell(session).await
        }
        Err(problem) if session.has_database() => {
            Workbench::lock_unopened_vault(&session.data_dir)?;
            note(&problem.to_string());
            let document = VaultLockedView::Unopened {
                state: VaultState::Locked,
            };
            session.out.answer(&document, || {
                "Locked. To unlock it: tokenry vault unlock".into()
            })
        }
        Err(problem) => Err(problem),
    }
}

/// By the keyring where that works, else by the passphrase.
async fn unlock(session: &Session) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let slots = slots(workbench).await?;
    if slots.is_empty() {
        return Err(Error::from(VaultError::New).into());
    }
    let by_keyring = if slots.contains(&SlotKind::Keyring) {
        Box::pin(workbench.unlock_vault(Unlock::Keyring)).await
    } else {
        Err(VaultError::Locked { by_person: false }.into())
    };
    if let Err(error) = by_keyring {
        by_passphrase(session, workbench, &slots, error).await?;
    }
    tell(session).await
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
    session.unlock_by(workbench, passphrase).await
}

async fn passphrase(session: &Session, stdin: bool, remove: bool) -> Result<(), Problem> {
    if remove {
        // What is removed is only ever removed from an open vault.
        let workbench = session.unlocked().await?;
        let before = slots(workbench).await?;
        workbench.remove_passphrase().await?;
        recovery::tell_lost(&before, &slots(workbench).await?);
        return tell(session).await;
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
    let before = slots(workbench).await?;
    if is_new {
        workbench.create_vault(NewSlot::Passphrase(new)).await?;
    } else {
        Box::pin(workbench.set_passphrase(new)).await?;
    }
    if file::named().is_some() {
        note("TOKENRY_PASSPHRASE_FILE has to hold the new passphrase from now on.");
    }
    let after = slots(workbench).await?;
    recovery::tell_lost(&before, &after);
    if before.contains(&SlotKind::Keyring) && !after.contains(&SlotKind::Keyring) {
        note(
            "The keyring had lost its key, so it opens the vault no more. To give it a new one: \
             tokenry vault keyring",
        );
    }
    tell(session).await
}

async fn keyring(session: &Session, remove: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    if !remove {
        Box::pin(workbench.set_keyring()).await?;
        return tell(session).await;
    }
    let slots = slots(workbench).await?;
    if !slots.contains(&SlotKind::Keyring) {
        return Err(Error::from(VaultError::NoSlot(SlotKind::Keyring)).into());
    }
    if !slots.contains(&SlotKind::Passphrase) {
        return Err(Error::from(VaultError::LastSlot(SlotKind::Keyring)).into());
    }
    // It opens the vault once more before the other way in goes.
    let passphrase = session.passphrase()?.ok_or(Problem::MayNotAsk {
        what: "passphrase",
        hint: "It has to open the vault before the keyring is taken out. Name a file that holds it in \
               TOKENRY_PASSPHRASE_FILE.",
    })?;
    Box::pin(workbench.remove_keyring(passphrase.into_passphrase())).await?;
    recovery::tell_lost(&slots, &self::slots(workbench).await?);
    tell(session).await
}

/// What opens the vault; nothing where there is none.
async fn slots(workbench: &Workbench) -> Result<Vec<SlotKind>, Problem> {
    Ok(match workbench.vault_status().await? {
        VaultStatus::New => Vec::new(),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => slots,
    })
}

//! Where the vault stands.

use tokenry_api::vault::{KeyringView, VaultState, VaultStatusView};
use tokenry_core::error::Error;
use tokenry_model::sentence::sentence as sentenced;
use tokenry_vault::vault::{Outlook, SlotKind, VaultError, VaultStatus};

use crate::{problem::Problem, session::Session};

/// What is there, and not only what was set up: the keyring is asked.
pub(super) async fn run(session: &Session) -> Result<(), Problem> {
    let Some(outlook) = session.workbench().await?.vault_outlook().await? else {
        return tell(session).await;
    };
    let keyring = outlook
        .slots
        .contains(&SlotKind::Keyring)
        .then(|| KeyringView {
            works: outlook.keyring.is_none(),
            problem: outlook.keyring.as_ref().map(ToString::to_string),
        });
    let document = VaultStatusView {
        state: state(&outlook),
        opened_by: outlook.slots.clone(),
        keyring,
    };
    session.out.answer(&document, || text(outlook))
}

/// After something was changed; the keyring is not asked again.
pub(super) async fn tell(session: &Session) -> Result<(), Problem> {
    let status = session.workbench().await?.vault_status().await?;
    let (state, slots) = match &status {
        VaultStatus::New => (VaultState::New, &[][..]),
        VaultStatus::Locked {
            slots,
            by_person: true,
            ..
        } => (VaultState::Locked, &slots[..]),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => {
            (VaultState::Unlocked, &slots[..])
        }
    };
    let document = VaultStatusView {
        state,
        opened_by: slots.to_vec(),
        keyring: None,
    };
    session.out.answer(&document, || sentence(&status))
}

/// Returns the status as a sentence. Every run of the command line starts without keys, so
/// "unlocked" means that nobody has locked the vault on purpose.
pub(crate) fn sentence(status: &VaultStatus) -> String {
    match status {
        VaultStatus::New => {
            "There is no vault yet. It is created when the first secret is stored.".into()
        }
        VaultStatus::Locked {
            slots,
            by_person: true,
            ..
        } => locked(slots),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => unlocked(slots),
    }
}

fn state(outlook: &Outlook) -> VaultState {
    if outlook.keyring.is_some() && !outlook.slots.contains(&SlotKind::Passphrase) {
        VaultState::Unreachable
    } else if outlook.by_person {
        VaultState::Locked
    } else {
        VaultState::Unlocked
    }
}

fn text(outlook: Outlook) -> String {
    let passphrase = outlook.slots.contains(&SlotKind::Passphrase);
    let Some(problem) = outlook.keyring else {
        return if outlook.by_person {
            locked(&outlook.slots)
        } else {
            unlocked(&outlook.slots)
        };
    };
    let why = sentenced(&problem.to_string());
    let lost = matches!(problem, VaultError::KeyMissing | VaultError::WrongKey);
    if !passphrase {
        let what = if lost {
            "Unreachable: nothing unlocks the vault."
        } else {
            "Unreachable: only the keyring unlocks the vault, and the keyring does not work."
        };
        return format!("{what}\n  {why}\n  {}", Error::from(problem).hint());
    }
    let state = if outlook.by_person {
        locked(&[SlotKind::Passphrase])
    } else {
        unlocked(&[SlotKind::Passphrase])
    };
    let next = if lost {
        "To give the keyring a new key: tokenry vault keyring"
    } else {
        "Until the keyring works again, only the passphrase unlocks the vault."
    };
    format!("{state}\n  The keyring should unlock it too, but does not. {why}\n  {next}")
}

fn locked(slots: &[SlotKind]) -> String {
    format!(
        "Locked. To unlock it with the {}: tokenry vault unlock",
        names(slots)
    )
}

fn unlocked(slots: &[SlotKind]) -> String {
    format!(
        "Unlocked. The {} opens the vault when a command needs it.",
        names(slots)
    )
}

fn names(slots: &[SlotKind]) -> String {
    let names: Vec<_> = slots.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

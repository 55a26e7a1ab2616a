//! Advice for errors of the vault.

use super::{SlotKind, VaultError};
use crate::store::BRING_BACK;
use tokenry_model::sentence::sentence;

impl VaultError {
    /// Returns what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::New => "Set it up with the system's keyring or with a passphrase.".into(),
            Self::Exists => {
                "Unlock it with its passphrase, or with the keyring it was made with.".into()
            }
            Self::Locked { by_person: true } => "Unlock it to go on.".into(),
            Self::Locked { by_person: false } => "Unlock it with its passphrase to go on.".into(),
            Self::KeyMissing => "Tokenry never makes a new key for an existing vault: what is \
                 stored could never be read again. If the vault has a passphrase, unlock with that \
                 and store a new key: tokenry vault keyring. Otherwise bring back the keyring's entry \
                 “app.tokenry.desktop.vault”. If it is gone for good, start over with a new vault, \
                 which keeps the old data aside: tokenry vault start-over"
                .into(),
            Self::KeyringLocked(_) => {
                "Unlock the system's keyring (usually by logging in to the desktop), then try again."
                    .into()
            }
            Self::NoCollection(_) => {
                "The service that keeps keyrings runs, but there is none in it that takes new items. \
                 Make one (in “Passwords and Keys”: New, Password keyring, then set it as default) or \
                 log in to the desktop once; or choose a passphrase."
                    .into()
            }
            Self::NoKeyring(_) => "Tokenry keeps secrets sealed, never in plain text. Choose a \
                 passphrase, or keep everything in memory until Tokenry is closed."
                .into(),
            Self::KeyringHangs(_) => "It may be waiting for a password in a window of its own. \
                 Answer it, then try again; or, if the vault has a passphrase, unlock with that."
                .into(),
            Self::KeyringFailed(source) => {
                format!("It said: {source}. Try again, or unlock with the passphrase.")
            }
            Self::KeyringForgets => {
                "Choose a passphrase instead: with this keyring the vault would be lost.".into()
            }
            Self::WrongKey => "Another vault's key is in its place. Nothing was overwritten. \
                 If the vault has a passphrase, unlock with that and store a new key: tokenry vault \
                 keyring. If nothing opens it any more, start over with a new vault, which keeps the \
                 old data aside: tokenry vault start-over"
                .into(),
            Self::WrongRecovery { .. } => {
                "It has eight groups of four letters and digits. Only the \
                 newest code opens the vault, and none that was made before the passphrase was changed."
                    .into()
            }
            Self::WrongPassphrase { wait } => format!(
                "Check the keyboard layout and Caps Lock. The next attempt is heard in {:.1} s.",
                wait.as_secs_f32()
            ),
            Self::EmptyPassphrase => "Choose one that is hard to guess.".into(),
            Self::NoSlot(_) => "Open it in another way.".into(),
            Self::LastSlot(SlotKind::Keyring) => {
                "Nothing was removed. Set a passphrase first.".into()
            }
            Self::LastSlot(_) => {
                "Nothing was removed. Let the keyring open it first: tokenry vault keyring".into()
            }
            Self::OtherSlot { stays, source, .. } => match source.as_ref() {
                Self::KeyMissing | Self::WrongKey => format!(
                    "{} Nothing was removed: the {stays} is the last way in. To give the keyring a new \
                     key: tokenry vault keyring",
                    sentence(&source.to_string())
                ),
                source => format!(
                    "{} Nothing was removed. {}",
                    sentence(&source.to_string()),
                    source.hint()
                ),
            },
            Self::SlotOutOfReach { source, .. } => format!(
                "{} Change the passphrase where the keyring answers; or take the keyring out first: \
                 tokenry vault keyring --remove",
                sentence(&source.to_string())
            ),
            Self::MemoryOnly => "Close Tokenry to be rid of what is in it.".into(),
            Self::StoreKeeps => "Start with an empty data directory.".into(),
            Self::Tampered { .. } | Self::Damaged(_) => {
                format!("What it seals is not given out. {BRING_BACK} Otherwise log in again.")
            }
            Self::Newer { .. } => "Nothing was changed. Use the newer Tokenry.".into(),
            Self::NoDataKey => "What was sealed with it is gone for good. Log in again.".into(),
            Self::Derivation { .. } => format!(
                "Tokenry itself asks for 64 MiB, 3 times: somebody has changed the database. {BRING_BACK}"
            ),
            Self::Argon2(_) => "Close other programs and try again.".into(),
            Self::LockFile(source) => {
                format!("The system said: {source}. Check the permissions of the data directory.")
            }
            Self::Interrupted(_) => "Try again.".into(),
            Self::LockHeld { holder, waited } => {
                let end = match holder {
                    Some(holder) => format!(
                        "It may be stopped: let it go on (kill -CONT {}), or end it.",
                        holder.process
                    ),
                    None => "It may be stopped: let it go on, or end it.".into(),
                };
                format!(
                    "{end} Tokenry waited {} s; TOKENRY_LOCK_WAIT sets another limit, in seconds.",
                    waited.as_secs()
                )
            }
            Self::Store(error) => error.hint(),
        }
    }
}

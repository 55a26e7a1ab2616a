//! Advice for errors of the vault.

use super::{SlotKind, VaultError};
use crate::store::RESTORE_BACKUP;
use tokenry_model::sentence::sentence;

impl VaultError {
    /// Returns what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::New => "Set it up with the system's keyring or with a passphrase.".into(),
            Self::Exists => {
                "Unlock it with its passphrase, or with the keyring it was made with.".into()
            }
            Self::Locked { by_person: true } => "Unlock it to continue.".into(),
            Self::Locked { by_person: false } => "Unlock it with its passphrase to continue.".into(),
            Self::KeyMissing => "Tokenry never creates a new key for an existing vault, because \
                 the stored data would become unreadable. If the vault has a passphrase, unlock \
                 with that and store a new key: tokenry vault keyring. Otherwise restore the \
                 keyring's entry “app.tokenry.desktop.vault”. If it is gone for good, start over \
                 with a new vault, which sets the old data aside: tokenry vault start-over"
                .into(),
            Self::KeyringLocked(_) => {
                "Unlock the system's keyring (usually by logging in to the desktop), then try again."
                    .into()
            }
            Self::NoCollection(_) => {
                "The keyring service runs, but it has no default keyring for new items. Create one \
                 (in “Passwords and Keys”: New, Password keyring, then set it as default), log in \
                 to the desktop once, or choose a passphrase."
                    .into()
            }
            Self::NoKeyring(_) => "Tokenry keeps secrets sealed, never in plain text. Choose a \
                 passphrase, or keep everything in memory until Tokenry is closed."
                .into(),
            Self::KeyringHangs(_) => "It may be asking for a password in its own window. Answer \
                 it, then try again. If the vault has a passphrase, you can also unlock with that."
                .into(),
            Self::KeyringFailed(source) => {
                format!("It said: {source}. Try again, or unlock with the passphrase.")
            }
            Self::KeyringForgets => {
                "Choose a passphrase instead: with this keyring the vault would be lost.".into()
            }
            Self::WrongKey => "It contains another vault's key. Nothing was overwritten. If the \
                 vault has a passphrase, unlock with that and store a new key: tokenry vault \
                 keyring. If nothing opens the vault any more, start over with a new one, which \
                 sets the old data aside: tokenry vault start-over"
                .into(),
            Self::WrongRecovery { .. } => {
                "A recovery code has eight groups of four letters and digits. Only the newest code \
                 opens the vault. Changing the passphrase invalidates it."
                    .into()
            }
            Self::WrongPassphrase { wait } => format!(
                "Check the keyboard layout and Caps Lock. The next attempt is possible in {:.1} s.",
                wait.as_secs_f32()
            ),
            Self::EmptyPassphrase => "Choose one that is hard to guess.".into(),
            Self::NoSlot(_) => "Unlock it another way.".into(),
            Self::LastSlot(SlotKind::Keyring) => {
                "Nothing was removed. Set a passphrase first.".into()
            }
            Self::LastSlot(_) => {
                "Nothing was removed. Add the keyring first: tokenry vault keyring".into()
            }
            Self::OtherSlot { stays, source, .. } => match source.as_ref() {
                Self::KeyMissing | Self::WrongKey => format!(
                    "{} Nothing was removed, because the {stays} is the last way to open the \
                     vault. To store a new key in the keyring: tokenry vault keyring",
                    sentence(&source.to_string())
                ),
                source => format!(
                    "{} Nothing was removed. {}",
                    sentence(&source.to_string()),
                    source.hint()
                ),
            },
            Self::SlotOutOfReach { source, .. } => format!(
                "{} Change the passphrase in a session where the keyring answers, or remove the \
                 keyring first: tokenry vault keyring --remove",
                sentence(&source.to_string())
            ),
            Self::MemoryOnly => "Close Tokenry to discard its contents.".into(),
            Self::StoreKeeps => "Start with an empty data directory.".into(),
            Self::Tampered { .. } | Self::Damaged(_) => {
                format!("Its contents were not used. {RESTORE_BACKUP} Otherwise log in again.")
            }
            Self::Newer { .. } => "Nothing was changed. Use the newer Tokenry.".into(),
            Self::NoDataKey => "Data sealed with it cannot be recovered. Log in again.".into(),
            Self::Derivation { .. } => format!(
                "Tokenry itself uses 64 MiB and 3 passes, so something else has changed the \
                 database. {RESTORE_BACKUP}"
            ),
            Self::Argon2(_) => "Close other programs and try again.".into(),
            Self::LockFile(source) => {
                format!("The system said: {source}. Check the permissions of the data directory.")
            }
            Self::Interrupted(_) => "Try again.".into(),
            Self::LockHeld { holder, waited } => {
                let end = match holder {
                    Some(holder) => format!(
                        "It may be stopped: resume it (kill -CONT {}), or end it.",
                        holder.process
                    ),
                    None => "It may be stopped: resume it, or end it.".into(),
                };
                format!(
                    "{end} Tokenry waited {} s. TOKENRY_LOCK_WAIT changes this limit, in seconds.",
                    waited.as_secs()
                )
            }
            Self::Store(error) => error.hint(),
        }
    }
}

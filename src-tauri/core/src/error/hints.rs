//! What to do about the errors of the machine's side: the store and the vault.

use super::sentence;
use crate::{
    store::StoreError,
    vault::{SlotKind, VaultError},
};

/// Where a backup comes from, and how it takes the place of what is there.
const BRING_BACK: &str = "If you have a backup that was made with “tokenry vault backup”, bring it back: tokenry vault \
     restore FILE. Of the time before an upgrade Tokenry keeps one for a week, in the folder \
     “backups” of the data directory; that command takes it too.";

pub(crate) fn of_store(error: &StoreError) -> String {
    match error {
        StoreError::NotWritable { path, source } => format!(
            "The system said: {source}. Check who owns {} and its permissions, or choose another \
             data directory with TOKENRY_DATA_DIR.",
            path.display()
        ),
        StoreError::Directory { source, .. } => format!(
            "The system said: {source}. Choose another data directory with TOKENRY_DATA_DIR if \
             this one cannot be mended."
        ),
        StoreError::Foreign { .. } => "Nothing was written. Run Tokenry as that user, or choose \
             another data directory with TOKENRY_DATA_DIR."
            .into(),
        StoreError::ReadOnly(_) => "Nothing was changed. Check the permissions of the data \
             directory and whether its disk is mounted read-only."
            .into(),
        StoreError::DiskFull(_) => {
            "Nothing was half-written. Make room on the disk that holds Tokenry's data directory, then try again.".into()
        }
        StoreError::Newer { .. } => "Nothing was changed. Use the newer Tokenry that wrote it, or \
             choose another data directory with TOKENRY_DATA_DIR."
            .into(),
        StoreError::BadRow { .. } => "The rest can be used. Remove this row, or bring it back from \
             a backup: tokenry vault review shows it."
            .into(),
        StoreError::NoBackup(_) => "Nothing was changed. Name a file that “tokenry vault backup” made, \
             or one of the folder “backups” in the data directory."
            .into(),
        StoreError::KeyChanged => "Try again: it is opened anew.".into(),
        StoreError::Corrupt(_) | StoreError::CheckFailed { .. } => {
            format!("Nothing was changed. {BRING_BACK}")
        }
        StoreError::Busy(_) => {
            "Another program has the database open for writing. Try again in a moment.".into()
        }
        StoreError::InUse => {
            "Close the other Tokenry, window or command line, and try again.".into()
        }
        StoreError::Disk(source) | StoreError::Database(source) => {
            format!("The database said: {source}. Nothing was half-written.")
        }
        StoreError::NameTaken { .. } => "Choose another name.".into(),
        StoreError::NotFound(_) => {
            "It may have been removed, in the window or from the command line.".into()
        }
        StoreError::Removed => "The client, the server or the token was removed, in the window or \
             from the command line, while this ran. What came is not stored. Add it again, then log \
             in anew."
            .into(),
        StoreError::TokenChanged { .. } => {
            "Somebody renewed it or logged in again at the same moment. What they stored stays."
                .into()
        }
    }
}

pub(crate) fn of_vault(error: &VaultError) -> String {
    match error {
        VaultError::New => "Set it up with the system's keyring or with a passphrase.".into(),
        VaultError::Exists => {
            "Unlock it with its passphrase, or with the keyring it was made with.".into()
        }
        VaultError::Locked { by_person: true } => "Unlock it to go on.".into(),
        VaultError::Locked { by_person: false } => "Unlock it with its passphrase to go on.".into(),
        VaultError::KeyMissing => "Tokenry never makes a new key for an existing vault: what is \
             stored could never be read again. If the vault has a passphrase, unlock with that \
             and store a new key: tokenry vault keyring. Otherwise bring back the keyring's entry \
             “app.tokenry.desktop.vault”. If it is gone for good, start over with a new vault, \
             which keeps the old data aside: tokenry vault start-over"
            .into(),
        VaultError::KeyringLocked(_) => {
            "Unlock the system's keyring (usually by logging in to the desktop), then try again."
                .into()
        }
        VaultError::NoCollection(_) => {
            "The service that keeps keyrings runs, but there is none in it that takes new items. \
             Make one (in “Passwords and Keys”: New, Password keyring, then set it as default) or \
             log in to the desktop once; or choose a passphrase."
                .into()
        }
        VaultError::NoKeyring(_) => "Tokenry keeps secrets sealed, never in plain text. Choose a \
             passphrase, or keep everything in memory until Tokenry is closed."
            .into(),
        VaultError::KeyringHangs(_) => "It may be waiting for a password in a window of its own. \
             Answer it, then try again; or, if the vault has a passphrase, unlock with that."
            .into(),
        VaultError::KeyringFailed(source) => {
            format!("It said: {source}. Try again, or unlock with the passphrase.")
        }
        VaultError::KeyringForgets => {
            "Choose a passphrase instead: with this keyring the vault would be lost.".into()
        }
        VaultError::WrongKey => "Another vault's key is in its place. Nothing was overwritten. \
             If the vault has a passphrase, unlock with that and store a new key: tokenry vault \
             keyring. If nothing opens it any more, start over with a new vault, which keeps the \
             old data aside: tokenry vault start-over"
            .into(),
        VaultError::WrongRecovery { .. } => {
            "It has eight groups of four letters and digits. Only the \
             newest code opens the vault, and none that was made before the passphrase was changed."
                .into()
        }
        VaultError::WrongPassphrase { wait } => format!(
            "Check the keyboard layout and Caps Lock. The next attempt is heard in {:.1} s.",
            wait.as_secs_f32()
        ),
        VaultError::EmptyPassphrase => "Choose one that is hard to guess.".into(),
        VaultError::NoSlot(_) => "Open it in another way.".into(),
        VaultError::LastSlot(SlotKind::Keyring) => {
            "Nothing was removed. Set a passphrase first.".into()
        }
        VaultError::LastSlot(_) => {
            "Nothing was removed. Let the keyring open it first: tokenry vault keyring".into()
        }
        VaultError::OtherSlot { stays, source, .. } => match source.as_ref() {
            VaultError::KeyMissing | VaultError::WrongKey => format!(
                "{} Nothing was removed: the {stays} is the last way in. To give the keyring a new \
                 key: tokenry vault keyring",
                sentence(&source.to_string())
            ),
            source => format!(
                "{} Nothing was removed. {}",
                sentence(&source.to_string()),
                of_vault(source)
            ),
        },
        VaultError::SlotOutOfReach { source, .. } => format!(
            "{} Change the passphrase where the keyring answers; or take the keyring out first: \
             tokenry vault keyring --remove",
            sentence(&source.to_string())
        ),
        VaultError::MemoryOnly => "Close Tokenry to be rid of what is in it.".into(),
        VaultError::StoreKeeps => "Start with an empty data directory.".into(),
        VaultError::Tampered { .. } | VaultError::Damaged(_) => {
            format!("What it seals is not given out. {BRING_BACK} Otherwise log in again.")
        }
        VaultError::Newer { .. } => "Nothing was changed. Use the newer Tokenry.".into(),
        VaultError::NoDataKey => "What was sealed with it is gone for good. Log in again.".into(),
        VaultError::Derivation { .. } => format!(
            "Tokenry itself asks for 64 MiB, 3 times: somebody has changed the database. {BRING_BACK}"
        ),
        VaultError::Argon2(_) => "Close other programs and try again.".into(),
        VaultError::LockFile(source) => {
            format!("The system said: {source}. Check the permissions of the data directory.")
        }
        VaultError::Interrupted(_) => "Try again.".into(),
        VaultError::LockHeld { holder, waited } => {
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
        VaultError::Store(error) => of_store(error),
    }
}

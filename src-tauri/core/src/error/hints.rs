//! What to do about the errors of the machine's side: the store and the vault.

use crate::{store::StoreError, vault::VaultError};

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
        StoreError::Corrupt(_) | StoreError::CheckFailed { .. } => {
            "Tokenry keeps backups from before each upgrade in the folder “backups” of the data \
             directory. Put one in place of tokenry.db while Tokenry is closed."
                .into()
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
             stored could never be read again. Unlock with the passphrase, or bring back the \
             keyring's entry “app.tokenry.desktop.vault”."
            .into(),
        VaultError::KeyringLocked(_) => {
            "Unlock the system's keyring (usually by logging in to the desktop), then try again."
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
             Unlock with the passphrase."
            .into(),
        VaultError::WrongPassphrase { wait } => format!(
            "Check the keyboard layout and Caps Lock. The next attempt is heard in {:.1} s.",
            wait.as_secs_f32()
        ),
        VaultError::EmptyPassphrase => "Choose one that is hard to guess.".into(),
        VaultError::NoSlot(_) => "Open it in another way.".into(),
        VaultError::LastSlot(_) => "Add another way to open it first.".into(),
        VaultError::MemoryOnly => "Close Tokenry to be rid of what is in it.".into(),
        VaultError::StoreKeeps => "Start with an empty data directory.".into(),
        VaultError::Tampered { .. } | VaultError::Damaged(_) => {
            "What it seals is not given out. Bring back the data directory from a backup, or log \
             in again."
                .into()
        }
        VaultError::Newer { .. } => "Nothing was changed. Use the newer Tokenry.".into(),
        VaultError::NoDataKey => "What was sealed with it is gone for good. Log in again.".into(),
        VaultError::Derivation { .. } => {
            "Tokenry never asks for that much: the database was changed. Bring back a backup."
                .into()
        }
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

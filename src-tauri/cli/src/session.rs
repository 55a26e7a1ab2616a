//! One run of the program. The data is opened when a command first needs it, the vault only for
//! commands that need a secret, and the keyring is read at most once.

use std::{path::PathBuf, pin::pin, sync::Arc, time::Duration};

use tokenry_core::{
    error::Error,
    log,
    workbench::{Options, Workbench, default_data_dir},
};
use tokenry_model::{
    clock::{Ambient, Timestamp},
    secret::Secret,
};
use tokenry_oauth::http::Http;
use tokenry_vault::vault::{
    LockWait, NewSlot, SlotKind, Unlock, VaultError, VaultStatus, keyring::Keyring,
};
use tokio::sync::OnceCell;

use crate::{
    answer::Output,
    args::Global,
    output::note,
    problem::Problem,
    prompt::{
        Prompt,
        file::{self, PassphraseFile},
    },
};

pub(crate) struct Session {
    pub(crate) out: Output,
    pub(crate) prompt: Prompt,
    pub(crate) data_dir: PathBuf,
    ambient: Ambient,
    http: Http,
    workbench: OnceCell<Workbench>,
}

/// A passphrase and its source.
pub(crate) enum Given {
    Typed(Secret),
    File(PassphraseFile),
}

impl Given {
    pub(crate) fn into_passphrase(self) -> Secret {
        match self {
            Self::Typed(passphrase) => passphrase,
            Self::File(file) => file.passphrase,
        }
    }
}

impl Session {
    /// Creates a session without opening anything.
    pub(crate) fn new(global: &Global) -> Result<Self, Problem> {
        let named = global.data_dir.clone();
        let data_dir = named.or_else(default_data_dir).ok_or(Problem::NoDataDir)?;
        Ok(Self {
            out: Output::new(global.json),
            prompt: Prompt::new(global.no_input),
            data_dir,
            ambient: Ambient::system(),
            http: Http::default(),
            workbench: OnceCell::new(),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    pub(crate) fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// Returns the system keyring, or none with `TOKENRY_KEYRING=off`.
    pub(crate) fn keyring(&self) -> Arc<dyn Keyring> {
        Options::system(self.data_dir.clone()).keyring
    }

    /// Returns `true` if there is a database, without creating one.
    pub(crate) fn has_database(&self) -> bool {
        self.data_dir.join("tokenry.db").exists()
    }

    /// Prepares for a request while the vault is opened.
    pub(crate) fn will_send(&self) {
        self.http.warm();
    }

    /// Returns the workbench, if this run has opened it.
    pub(crate) fn opened(&self) -> Option<&Workbench> {
        self.workbench.get()
    }

    /// Returns the workbench, with the vault in its current state.
    pub(crate) async fn workbench(&self) -> Result<&Workbench, Problem> {
        self.open(false).await
    }

    /// Returns the workbench with the vault unlocked, by the keyring or else the passphrase. Creates the
    /// first vault in the same way, but prefers a passphrase file.
    pub(crate) async fn unlocked(&self) -> Result<&Workbench, Problem> {
        let from_file = file::named().is_some();
        let workbench = self.open(!from_file).await?;
        if from_file && self.opened_by_file(workbench).await? {
            return Ok(workbench);
        }
        let opening = workbench.open_vault();
        let opened = if self.out.json {
            opening.await
        } else {
            telling_that_it_waits(opening).await
        };
        match opened {
            Ok(()) => Ok(workbench),
            Err(Error::Vault(error)) => {
                self.open_by_passphrase(workbench, error).await?;
                Ok(workbench)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Like [`Self::unlocked`], but does not prompt or create a vault. Returns `None` if the vault stays
    /// locked.
    pub(crate) async fn unlocked_quietly(&self) -> Result<Option<&Workbench>, Problem> {
        let workbench = self.workbench().await?;
        if workbench.vault_status().await? == VaultStatus::New {
            return Ok(None);
        }
        if file::named().is_some() && self.opened_by_file(workbench).await? {
            return Ok(Some(workbench));
        }
        Ok(workbench.open_vault().await.ok().map(|()| workbench))
    }

    /// Returns `true` if the vault unlocks without a prompt. Errors count as locked, because the caller
    /// can do without the vault.
    pub(crate) async fn can_tell(&self) -> bool {
        matches!(self.unlocked_quietly().await, Ok(Some(_)))
    }

    /// Reads the passphrase from the file, or prompts for it.
    pub(crate) fn passphrase(&self) -> Result<Option<Given>, Problem> {
        if let Some(file) = self.passphrase_file()? {
            return Ok(Some(Given::File(file)));
        }
        let typed = self.prompt.secret("Passphrase for the vault")?;
        Ok(typed.map(Given::Typed))
    }

    /// Unlocks the vault with a passphrase.
    pub(crate) async fn unlock_by(
        &self,
        workbench: &Workbench,
        given: Given,
    ) -> Result<(), Problem> {
        let unlock = |passphrase| Box::pin(workbench.unlock_vault(Unlock::Passphrase(passphrase)));
        let file = match given {
            Given::Typed(passphrase) => return Ok(unlock(passphrase).await?),
            Given::File(file) => file,
        };
        let mut opened = unlock(file.passphrase).await;
        if is_wrong(&opened)
            && let Some(whole) = file.with_mark
        {
            opened = unlock(whole).await;
        }
        if is_wrong(&opened) {
            return Err(Problem::WrongPassphraseFile { path: file.path });
        }
        Ok(opened?)
    }

    pub(crate) async fn close(&self) {
        if let Some(workbench) = self.workbench.get() {
            workbench.leave().await;
        }
    }

    async fn open(&self, warm_keyring: bool) -> Result<&Workbench, Problem> {
        let open = || async {
            let options = Options {
                http: self.http.clone(),
                ..Options::system(self.data_dir.clone())
            };
            if warm_keyring {
                // It wakes up on its own thread while the database is opened.
                options.keyring.warm();
            }
            let workbench = Workbench::open(options).await?;
            log::keep_in(&self.data_dir);
            // The level of the log is one of them.
            workbench.settings().await?;
            tokio::spawn(tell_who_keeps_waiting(workbench.clone()));
            Ok::<_, Error>(workbench)
        };
        Ok(self.workbench.get_or_try_init(open).await?)
    }

    /// Unlocks or creates the vault with the passphrase file, if that is its only slot. The keyring is
    /// not used.
    async fn opened_by_file(&self, workbench: &Workbench) -> Result<bool, Problem> {
        let only_passphrase = |slots: &[SlotKind]| {
            slots.contains(&SlotKind::Passphrase) && !slots.contains(&SlotKind::Keyring)
        };
        let status = workbench.vault_status().await?;
        let ours = match &status {
            VaultStatus::New => true,
            VaultStatus::Locked {
                slots, by_person, ..
            } => !by_person && only_passphrase(slots),
            VaultStatus::Open { .. } => return Ok(true),
        };
        if !ours {
            return Ok(false);
        }
        let Some(file) = self.passphrase_file()? else {
            return Ok(false);
        };
        if status == VaultStatus::New {
            workbench
                .create_vault(NewSlot::Passphrase(file.passphrase))
                .await?;
        } else {
            self.unlock_by(workbench, Given::File(file)).await?;
        }
        Ok(true)
    }

    /// Unlocks or creates the vault with a passphrase, after the keyring failed.
    async fn open_by_passphrase(
        &self,
        workbench: &Workbench,
        error: VaultError,
    ) -> Result<(), Problem> {
        match workbench.vault_status().await? {
            VaultStatus::New => {
                let passphrase = self.first_passphrase()?;
                let passphrase = passphrase.ok_or(Error::Vault(error))?;
                workbench
                    .create_vault(NewSlot::Passphrase(passphrase))
                    .await?;
            }
            VaultStatus::Locked {
                slots,
                by_person: false,
                ..
            } if slots.contains(&SlotKind::Passphrase) => {
                let passphrase = self.passphrase()?.ok_or(Error::Vault(error))?;
                self.unlock_by(workbench, passphrase).await?;
            }
            _ => return Err(Error::Vault(error).into()),
        }
        Ok(())
    }

    /// Reads the passphrase file, and warns if others can read it.
    fn passphrase_file(&self) -> Result<Option<PassphraseFile>, Problem> {
        let file = file::read()?;
        if let Some(file) = &file
            && !self.out.json
            && file::others_can_read(&file.path)
        {
            note(&format!(
                "Warning: Other users can read the passphrase file {path}. To fix it: \
                 chmod 600 '{path}'",
                path = file.path.display()
            ));
        }
        Ok(file)
    }

    /// Reads or prompts for the passphrase of a new vault, if there is no keyring.
    fn first_passphrase(&self) -> Result<Option<Secret>, Problem> {
        if let Some(file) = self.passphrase_file()? {
            return Ok(Some(file.passphrase));
        }
        if self.prompt.can_ask_secret() {
            note(
                "There is no keyring to store the vault's key. Choose a passphrase for the vault.",
            );
        }
        self.prompt.new_passphrase()
    }
}

/// Prints which process the command waits for.
async fn tell_who_keeps_waiting(workbench: Workbench) {
    let mut waits = workbench.waits_for();
    while waits.changed().await.is_ok() {
        let wait = *waits.borrow_and_update();
        if let Some(LockWait { holder, patience }) = wait {
            note(&format!(
                "Waiting for another Tokenry process: {}, busy since {:.0}.\nContinuing without it \
                 after {} s.",
                holder.process,
                holder.since,
                patience.as_secs()
            ));
        }
    }
}

fn is_wrong(opened: &Result<(), Error>) -> bool {
    matches!(
        opened,
        Err(Error::Vault(VaultError::WrongPassphrase { .. }))
    )
}

/// Prints a message if the keyring is slow: it may be waiting for its own password prompt.
async fn telling_that_it_waits<T>(opening: impl Future<Output = T>) -> T {
    const SILENT: Duration = Duration::from_secs(2);
    let mut opening = pin!(opening);
    if let Ok(opened) = tokio::time::timeout(SILENT, opening.as_mut()).await {
        return opened;
    }
    note("Waiting for the system keyring. It may be asking for its password in another window.");
    opening.await
}

//! The public API of the core, used by the window and the command line.
//!
//! There is one file for each subject: [`servers`], [`clients`], [`tokens`], [`logins`], [`revocation`],
//! [`introspection`], [`verification`], [`checking`], [`requests`], [`diagnosis`],
//! [`collections`], [`drafts`], [`undo`], [`history`], [`exporting`], [`importing`], [`settings`], [`recipes`],
//! [`vault`](self::vault), [`watching`], [`backups`]. A [`Workbench`] is cheap to clone; all clones share
//! the same state.

mod backups;
mod cancellation;
mod checking;
mod clients;
mod collections;
mod copy_formats;
mod diagnosis;
mod drafts;
mod exporting;
mod failures;
mod history;
mod importing;
mod introspection;
mod login_recovery;
mod logins;
mod logout;
mod moving;
mod name_lookup;
mod options;
mod pasted_request;
mod pasting;
mod preview;
mod profile_secrets;
mod recent;
mod recipes;
mod redirects;
mod registration;
mod removal;
mod requests;
mod review;
mod revocation;
mod servers;
mod settings;
mod sharing;
mod tokens;
mod transcripts;
mod undo;
mod unreadable;
mod vault;
mod verification;
mod watching;

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use tokio::sync::watch;

pub use self::checking::CheckVerdict;
pub use self::checking::Checked;
pub use self::checking::CheckedBy;
pub use self::clients::SecretChange;
pub use self::collections::Given;
pub use self::copy_formats::CopyFormat;
pub use self::exporting::TranscriptOf;
pub use self::importing::Imported;
pub use self::introspection::Introspected;
pub use self::login_recovery::RefusalExplained;
pub use self::login_recovery::RegisteredRedirect;
pub use self::options::Options;
pub use self::options::default_data_dir;
pub use self::pasted_request::PastedRequest;
pub use self::pasting::BringOrder;
pub use self::pasting::BroughtIn;
pub use self::pasting::TokenEdit;
pub use self::preview::Preview;
pub use self::profile_secrets::SealedExtra;
pub use self::recipes::ClientGuide;
pub use self::redirects::RedirectGuide;
pub use self::redirects::RedirectOffer;
pub use self::registration::Difference;
pub use self::registration::RegistrationOrder;
pub use self::removal::Removal;
use self::requests::Sends;
pub use self::revocation::GivenBack;
pub use self::revocation::Revocation;
pub use self::servers::ServerWithClients;
pub use self::tokens::SecretPart;
pub use self::tokens::TokenDetail;
pub use self::tokens::TokenSummary;
pub use self::undo::Undo;
pub use self::verification::Verdict;
pub use self::verification::Verification;
pub use crate::workbench::registration::ReadRegistration;
use crate::{
    chores::Chores,
    context::Context,
    error::Error,
    events::Events,
    login::Logins,
    recipe::Recipes,
    refresh::Refresh,
    request::{Bodies, Collections, Drafts, History},
    sending::Sending,
    signing_keys::SigningKeys,
};
use tokenry_oauth::dpop::Nonces;
use tokenry_vault::{
    store::Store,
    vault::{LockWait, NewSlot, Vault, VaultError, VaultStatus},
};

#[derive(Clone)]
pub struct Workbench {
    context: Arc<Context>,
    inner: Arc<Inner>,
}

/// State that only the workbench needs. A [`Workbench`] can be rebuilt from it.
struct Inner {
    context: Arc<Context>,
    refresh: Refresh,
    logins: Logins,
    collections: Collections,
    drafts: Drafts,
    removed: undo::Removed,
    chores: Arc<Chores>,
    sending: Sending,
    history: History,
    sends: Sends,
    works: cancellation::Works,
    recent: recent::Recent,
    registration_keys: registration::Keys,
}

impl Workbench {
    /// Opens or creates the database in the data directory. The keyring is not read before the
    /// first secret is needed.
    pub async fn open(options: Options) -> Result<Self, Error> {
        let store = Store::open(&options.data_dir).await?;
        if let Err(error) = store.remove_old_backups(options.ambient.now()) {
            tracing::warn!(%error, "removing old backups failed");
        }
        Ok(Self::over(store, options))
    }

    /// Creates a workbench that exists only in memory, for a machine without a keyring whose user
    /// wants no passphrase either. Its vault is open from the start.
    ///
    /// The settings are copied. There is nothing else to copy before a vault exists.
    ///
    /// # Errors
    ///
    /// [`VaultError::Exists`] if there is a vault, whose contents would seem to be lost.
    pub async fn in_memory(&self, options: Options) -> Result<Self, Error> {
        if self.vault_status().await? != VaultStatus::New {
            return Err(VaultError::Exists.into());
        }
        let memory = Self::over(Store::in_memory().await?, options);
        for (key, value) in self.context.store.settings().await? {
            memory.context.store.set_setting(&key, &value).await?;
        }
        memory.create_vault(NewSlot::MemoryOnly).await?;
        Ok(memory)
    }

    fn over(store: Store, options: Options) -> Self {
        let vault = Vault::new(
            store.clone(),
            options.keyring,
            options.ambient.clone(),
            &options.data_dir,
        )
        .with_lock_patience(options.lock_patience);
        let bodies = if store.is_in_memory() {
            Bodies::in_memory()
        } else {
            Bodies::on_disk(&options.data_dir, vault.clone())
        };
        let ambient = options.ambient.clone();
        let collections = Collections::new(store.clone(), vault.clone(), ambient.clone());
        let drafts = Drafts::new(store.clone(), vault.clone(), ambient.clone());
        let history = History::new(store.clone(), vault.clone(), bodies, ambient);
        let context = Arc::new(Context {
            store,
            vault,
            http: options.http,
            ambient: options.ambient,
            events: Events::default(),
            browser: options.browser,
            links: options.links,
            recipes: Recipes::beside(&options.data_dir),
            nonces: Nonces::default(),
            signing_keys: SigningKeys::default(),
            taken_over: AtomicBool::new(false),
            profiles_sealed: OnceLock::new(),
            failure_kept: AtomicBool::new(false),
        });
        let refresh = Refresh::new(context.clone());
        let chores = Arc::new(Chores::default());
        Self {
            context: context.clone(),
            inner: Arc::new(Inner {
                sending: Sending {
                    context: context.clone(),
                    refresh: refresh.clone(),
                    history: history.clone(),
                    chores: chores.clone(),
                },
                refresh,
                context,
                logins: Logins::default(),
                collections,
                drafts,
                removed: undo::Removed::default(),
                chores,
                history,
                sends: Sends::default(),
                works: cancellation::Works::default(),
                recent: recent::Recent::default(),
                registration_keys: registration::Keys::default(),
            }),
        }
    }

    /// Watches for another process that makes this one wait for more than a moment.
    pub fn waits_for(&self) -> watch::Receiver<Option<LockWait>> {
        self.context.vault.waits_for()
    }

    /// The events that report changes.
    pub fn events(&self) -> &Events {
        &self.context.events
    }

    /// Cancels running logins and checkpoints the database. Committed data is safe without this
    /// call.
    pub async fn close(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.context.store.close().await {
            tracing::warn!(%error, "closing the database failed");
        }
    }

    /// Returns true if there are no servers yet: the first run.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.context.store.servers().await?.is_empty())
    }

    /// Like [`close`](Self::close), for a process that did one thing: fast if nothing was
    /// written.
    pub async fn leave(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.context.store.leave().await {
            tracing::warn!(%error, "closing the database failed");
        }
    }

    fn of(inner: Arc<Inner>) -> Self {
        Self {
            context: inner.context.clone(),
            inner,
        }
    }
}

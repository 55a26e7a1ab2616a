//! The front door: the window and the command line call these methods and nothing else.
//!
//! One file a subject: [`servers`], [`clients`], [`tokens`], [`logins`], [`revocation`],
//! [`introspection`], [`verification`], [`checking`], [`requests`], [`diagnosis`],
//! [`collections`], [`drafts`], [`undo`], [`history`], [`exporting`], [`importing`], [`settings`], [`recipes`],
//! [`vault`](self::vault), [`watching`], [`backups`]. A [`Workbench`] is cheap to clone; all clones are the
//! same one.

mod authentic;
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

use self::requests::Sends;
pub use self::{
    checking::{CheckVerdict, Checked, CheckedBy},
    clients::SecretChange,
    collections::Given,
    copy_formats::CopyFormat,
    exporting::TranscriptOf,
    importing::Imported,
    introspection::Introspected,
    login_recovery::{RefusalExplained, RegisteredRedirect},
    options::{Options, default_data_dir},
    pasted_request::PastedRequest,
    pasting::{BringOrder, BroughtIn, TokenEdit},
    preview::Preview,
    profile_secrets::SealedExtra,
    recipes::ClientGuide,
    redirects::{RedirectGuide, RedirectOffer},
    registration::{Difference, Reading, RegistrationOrder},
    removal::Removal,
    revocation::{GivenBack, Revocation},
    servers::ServerWithClients,
    tokens::{SecretPart, TokenDetail, TokenSummary},
    undo::Undo,
    verification::{Verdict, Verification},
};
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

/// What only the front door keeps; from it alone a [`Workbench`] can be had again.
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
    /// Opens (or makes) the database in the data directory. The keyring is not touched: that
    /// waits until the first secret is needed.
    pub async fn open(options: Options) -> Result<Self, Error> {
        let store = Store::open(&options.data_dir).await?;
        if let Err(error) = store.remove_old_backups(options.nature.now()) {
            tracing::warn!(%error, "old backups stay");
        }
        Ok(Self::over(store, options))
    }

    /// A workbench that is gone when it is dropped, for a machine without a keyring whose
    /// person wants no passphrase either. Its vault is open from the start.
    ///
    /// The settings of this one come along; there is nothing else before there is a vault.
    /// [`VaultError::Exists`] where there is one: what that seals would seem to be lost.
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
            options.nature.clone(),
            &options.data_dir,
        )
        .with_lock_patience(options.lock_patience);
        let bodies = if store.is_in_memory() {
            Bodies::in_memory()
        } else {
            Bodies::on_disk(&options.data_dir, vault.clone())
        };
        let nature = options.nature.clone();
        let collections = Collections::new(store.clone(), vault.clone(), nature.clone());
        let drafts = Drafts::new(store.clone(), vault.clone(), nature.clone());
        let history = History::new(store.clone(), vault.clone(), bodies, nature);
        let context = Arc::new(Context {
            store,
            vault,
            http: options.http,
            nature: options.nature,
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

    /// Tells who keeps this process waiting, where that takes more than a moment; and when that is
    /// over.
    pub fn waits_for(&self) -> watch::Receiver<Option<LockWait>> {
        self.context.vault.waits_for()
    }

    /// What changes is told here.
    pub fn events(&self) -> &Events {
        &self.context.events
    }

    /// Ends running logins and writes the database's log back. Nothing that was committed
    /// depends on this being called.
    pub async fn close(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.context.store.close().await {
            tracing::warn!(%error, "closing the database");
        }
    }

    /// Neither a server nor a token yet: the first run.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.context.store.servers().await?.is_empty())
    }

    /// The end of a process that did one thing: as [`close`](Self::close), but quick where
    /// nothing was written.
    pub async fn leave(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.context.store.leave().await {
            tracing::warn!(%error, "closing the database");
        }
    }

    fn of(inner: Arc<Inner>) -> Self {
        Self {
            context: inner.context.clone(),
            inner,
        }
    }
}

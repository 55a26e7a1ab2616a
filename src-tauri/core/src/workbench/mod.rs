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
mod chores;
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
mod required_headers;
mod revocation;
mod servers;
pub mod settings;
mod sharing;
mod start_login;
pub(crate) mod token_words;
mod tokens;
pub(crate) mod transcripts;
mod undo;
mod unreadable;
mod upgrade_sealing;
mod vault;
mod verification;
mod watching;

use std::sync::{Arc, atomic::AtomicBool};

use tokio::sync::watch;

use self::requests::Sends;
pub use self::{
    checking::{CheckVerdict, Checked, CheckedBy},
    clients::SecretChange,
    collections::Given,
    copy_formats::CopyFormat,
    exporting::TranscriptOf,
    failures::KeptFailure,
    importing::Imported,
    introspection::Introspected,
    login_recovery::{RefusalExplained, RegisteredRedirect},
    moving::Move,
    options::{Options, default_data_dir},
    pasted_request::PastedRequest,
    pasting::{BringOrder, BroughtIn, TokenEdit},
    preview::Preview,
    profile_secrets::SealedExtra,
    recipes::ClientGuide,
    redirects::{RedirectGuide, RedirectOffer},
    registration::{Difference, Reading, RegistrationOrder},
    removal::Removal,
    requests::{SendOrder, Sent},
    revocation::{GivenBack, Revocation},
    servers::ServerWithClients,
    tokens::{SecretPart, TokenDetail, TokenSummary},
    transcripts::StoredTranscript,
    undo::Undo,
    verification::{Verdict, Verification},
};
use crate::{
    browser::Browser,
    error::Error,
    events::Events,
    links::Links,
    login::Logins,
    recipe::Recipes,
    refresh::Keeping,
    request::{Bodies, Collections, Drafts, History},
};
use tokenry_model::clock::Nature;
use tokenry_oauth::{
    dpop::{DpopKey, Nonces, Prover},
    http::Http,
};
use tokenry_vault::{
    store::Store,
    vault::{LockWait, NewSlot, Vault, VaultError, VaultStatus},
};

#[derive(Clone)]
pub struct Workbench {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) http: Http,
    pub(crate) nature: Nature,
    pub(crate) events: Events,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) links: Arc<dyn Links>,
    pub(crate) keeping: Keeping,
    pub(crate) logins: Logins,
    pub(crate) collections: Collections,
    pub(crate) drafts: Drafts,
    pub(crate) removed: undo::Removed,
    pub(crate) chores: chores::Chores,
    /// Nothing is left to be sealed that an older format stored plain.
    taken_over: AtomicBool,
    pub(crate) history: History,
    pub(crate) recipes: Recipes,
    pub(crate) sends: Sends,
    pub(crate) works: cancellation::Works,
    pub(crate) keys: verification::KeptKeys,
    pub(crate) nonces: Nonces,
    pub(crate) recent: recent::Recent,
    registration_keys: registration::Keys,
    /// Set once older profiles have been looked through ([`profile_secrets`]).
    profiles_sealed: std::sync::OnceLock<()>,
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
        for (key, value) in self.inner.store.settings().await? {
            memory.inner.store.set_setting(&key, &value).await?;
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
        Self {
            inner: Arc::new(Inner {
                store,
                vault,
                http: options.http,
                nature: options.nature,
                events: Events::default(),
                browser: options.browser,
                links: options.links,
                keeping: Keeping::default(),
                logins: Logins::default(),
                sends: Sends::default(),
                works: cancellation::Works::default(),
                keys: verification::KeptKeys::default(),
                nonces: Nonces::default(),
                recent: recent::Recent::default(),
                registration_keys: registration::Keys::default(),
                profiles_sealed: std::sync::OnceLock::new(),
                collections,
                drafts,
                removed: undo::Removed::default(),
                chores: chores::Chores::default(),
                taken_over: AtomicBool::new(false),
                history,
                recipes: Recipes::beside(&options.data_dir),
            }),
        }
    }

    /// Tells who keeps this process waiting, where that takes more than a moment; and when that is
    /// over.
    pub fn waits_for(&self) -> watch::Receiver<Option<LockWait>> {
        self.inner.vault.waits_for()
    }

    /// What changes is told here.
    pub fn events(&self) -> &Events {
        &self.inner.events
    }

    /// Ends running logins and writes the database's log back. Nothing that was committed
    /// depends on this being called.
    pub async fn close(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.inner.store.close().await {
            tracing::warn!(%error, "closing the database");
        }
    }

    /// Neither a server nor a token yet: the first run.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.inner.store.servers().await?.is_empty())
    }

    /// The end of a process that did one thing: as [`close`](Self::close), but quick where
    /// nothing was written.
    pub async fn leave(&self) {
        self.inner.logins.cancel_all();
        self.inner.chores.finish().await;
        if let Err(error) = self.inner.store.leave().await {
            tracing::warn!(%error, "closing the database");
        }
    }

    /// Proves a key wherever a token that is bound to it is sent or asked for.
    pub(crate) fn prover<'a>(&'a self, key: Option<&'a DpopKey>) -> Option<Prover<'a>> {
        let (nonces, nature) = (&self.inner.nonces, &self.inner.nature);
        key.map(|key| Prover {
            key,
            nonces,
            nature,
        })
    }

    pub(crate) fn now(&self) -> tokenry_model::clock::Timestamp {
        self.inner.nature.now()
    }
}

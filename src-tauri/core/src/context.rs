//! The dependencies of logins, refreshes and sending: store, vault, HTTP client, clock and randomness,
//! events and recipes.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use crate::{
    browser::Browser, events::Events, links::Links, recipe::Recipes, signing_keys::SigningKeys,
};
use tokenry_model::clock::{Ambient, Timestamp};
use tokenry_oauth::{
    dpop::{DpopKey, Nonces, Prover},
    http::Http,
};
use tokenry_vault::{store::Store, vault::Vault};

pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) http: Http,
    pub(crate) ambient: Ambient,
    pub(crate) events: Events,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) links: Arc<dyn Links>,
    pub(crate) recipes: Recipes,
    pub(crate) nonces: Nonces,
    pub(crate) signing_keys: SigningKeys,
    /// Set once nothing from an older format is left to be sealed.
    pub(crate) taken_over: AtomicBool,
    /// Set once the profiles of an older format have been checked.
    pub(crate) profiles_sealed: OnceLock<()>,
    /// Whether this process has kept the transcript of a failure.
    pub(crate) failure_kept: AtomicBool,
}

impl Context {
    pub(crate) fn now(&self) -> Timestamp {
        self.ambient.now()
    }

    /// The DPoP prover for a key, for sending or requesting a token that is bound to it.
    pub(crate) fn prover<'a>(&'a self, key: Option<&'a DpopKey>) -> Option<Prover<'a>> {
        let (nonces, ambient) = (&self.nonces, &self.ambient);
        key.map(|key| Prover {
            key,
            nonces,
            ambient,
        })
    }
}

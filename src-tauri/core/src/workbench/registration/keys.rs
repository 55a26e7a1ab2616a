//! Signing keys of clients that are about to be registered. They stay in memory until the server
//! has accepted the registration.

use std::collections::BTreeMap;

use parking_lot::Mutex;

use tokenry_model::{id::Id, secret::Secret, server::Server};

#[derive(Default)]
pub(crate) struct Keys(Mutex<BTreeMap<Id<Server>, Secret>>);

impl Keys {
    /// Returns the key from the preview, or a new one.
    pub(super) fn of<E>(
        &self,
        server: Id<Server>,
        make: impl FnOnce() -> Result<Secret, E>,
    ) -> Result<Secret, E> {
        let mut keys = self.0.lock();
        if let Some(key) = keys.get(&server) {
            return Ok(key.clone());
        }
        let key = make()?;
        keys.insert(server, key.clone());
        Ok(key)
    }

    pub(super) fn take(&self, server: Id<Server>) {
        let mut keys = self.0.lock();
        keys.remove(&server);
    }
}

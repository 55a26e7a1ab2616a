//! Waiting for an unresponsive keyring: no longer than a person wants, and only once for all
//! waiting callers.

use std::time::Duration;

use tokio::time::Instant;

use super::{Vault, VaultError, keyring::KeyringError};

impl Vault {
    /// Stops waiting as soon as a person offers a passphrase. A keyring may take half a minute, and
    /// nothing else can use the vault meanwhile.
    pub(super) async fn unless_overtaken<T>(
        &self,
        asking: impl Future<Output = Result<T, VaultError>>,
    ) -> Result<T, VaultError> {
        let began = Instant::now();
        tokio::select! {
            answer = asking => answer,
            () = self.0.overtaken.notified() => {
                let after = began.elapsed();
                Err(KeyringError::Hangs { after }.into())
            }
        }
    }

    /// Makes all callers that wait for the keyring give up.
    pub(super) fn overtake(&self) {
        self.0.overtaken.notify_waiters();
    }

    /// Returns the timeout of a call that hung since then, if one did.
    pub(super) fn hung_since(&self, since: Instant) -> Option<Duration> {
        let hung = *self.0.hung.lock();
        hung.filter(|(at, _)| *at >= since).map(|(_, after)| after)
    }

    pub(super) fn note_hang(&self, after: Duration) {
        let mut hung = self.0.hung.lock();
        *hung = Some((Instant::now(), after));
    }
}

//! Waiting for a keyring that does not answer: not longer than a person wants to, and not once
//! more for everyone who stands in line.

use std::time::Duration;

use tokio::time::Instant;

use super::{Vault, VaultError, keyring::KeyringError};

impl Vault {
    /// A keyring may keep us waiting for half a minute, and the turn with us. A person who would
    /// rather type the passphrase does not wait for that.
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

    /// Makes whoever waits for the keyring give up.
    pub(super) fn overtake(&self) {
        self.0.overtaken.notify_waiters();
    }

    /// What the keyring did to whoever asked it since then.
    pub(super) fn hung_since(&self, since: Instant) -> Option<Duration> {
        let hung = *self.0.hung.lock();
        hung.filter(|(at, _)| *at >= since).map(|(_, after)| after)
    }

    pub(super) fn note_hang(&self, after: Duration) {
        let mut hung = self.0.hung.lock();
        *hung = Some((Instant::now(), after));
    }
}

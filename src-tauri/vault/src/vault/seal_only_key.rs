//! A key that outlives the locking of its vault, for one operation.

use uuid::Uuid;

use super::key::Key;
use super::sealing;
use super::sealing::Form;
use crate::vault::sealing::SealedCell;
use tokenry_model::{clock::Ambient, sealed::Sealed};

/// A key that seals but does not open. It seals a rotated token that arrives just after the vault
/// was locked, which would otherwise be lost.
pub struct SealOnlyKey {
    pub(super) ambient: Ambient,
    pub(super) vault: Uuid,
    pub(super) key: Key,
}

impl SealOnlyKey {
    /// Seals data that [`super::Vault::open_sealed`] opens at the same place.
    pub fn seal(&self, place: &SealedCell, plain: &[u8]) -> Sealed {
        let sealed = place.bound(self.vault, |context| {
            sealing::seal(&self.ambient, &self.key, Form::Plain, context, plain)
        });
        Sealed::from_bytes(sealed)
    }
}

impl std::fmt::Debug for SealOnlyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealOnlyKey")
    }
}

//! A key that outlives the lock of its vault, for as long as one thing takes.

use uuid::Uuid;

use super::{
    key::Key,
    sealing::{self, Form, Place},
};
use tokenry_model::{clock::Nature, sealed::Sealed};

/// Seals, and opens nothing. A rotated token that comes in just after somebody has locked the
/// vault is sealed with this instead of being lost.
pub struct SealOnlyKey {
    pub(super) nature: Nature,
    pub(super) vault: Uuid,
    pub(super) key: Key,
}

impl SealOnlyKey {
    /// What [`super::Vault::open_sealed`] opens at this very place.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Sealed {
        let sealed = place.bound(self.vault, |context| {
            sealing::seal(&self.nature, &self.key, Form::Plain, context, plain)
        });
        Sealed::from_bytes(sealed)
    }
}

impl std::fmt::Debug for SealOnlyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealOnlyKey")
    }
}

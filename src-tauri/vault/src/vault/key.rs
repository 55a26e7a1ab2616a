//! Keys with their ids, and the marks of sealed data.

use std::ops::{Deref, DerefMut};

use uuid::Uuid;
use zeroize::Zeroizing;

use tokenry_model::{clock::Ambient, id::Id};

/// Boxed, so that moving a key leaves no copy behind.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct KeyBytes(Box<Zeroizing<[u8; 32]>>);

impl KeyBytes {
    pub(super) fn random(ambient: &Ambient) -> Self {
        let mut key = Self::default();
        ambient.random.fill(key.as_mut_slice());
        key
    }
}

impl Deref for KeyBytes {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl DerefMut for KeyBytes {
    fn deref_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

/// A key and its id.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Uuid,
    pub(super) bytes: KeyBytes,
}

impl Key {
    /// Creates a random key with a new id.
    pub(super) fn random(ambient: &Ambient) -> Self {
        Self {
            id: *Id::<Self>::new(ambient).as_uuid(),
            bytes: KeyBytes::random(ambient),
        }
    }
}

/// The extent to which a server's rows are sealed, beyond their secrets. Each mark includes the
/// ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Nothing,
    /// Settings that decide where secrets go, transcripts, and server answers.
    Seals,
    /// Messages about tokens.
    Words,
}

impl Mark {
    pub(crate) const NEWEST: Self = Self::Words;
}

//! The keys of an open vault.
//!
//! ```text
//! a slot ──wraps──▶ vault key ──HKDF-SHA256──▶ wrapping key ──wraps──▶ data keys
//!                                          └─▶ index key (fingerprints)
//! ```
//!
//! Each server has a data key of its own: destroying that one row shreds all its secrets. A
//! data key is unwrapped when it is first used, so that a damaged one spoils its server only.
//!
//! How a data key is wrapped also says whether the rows of its server have seals (the *mark*):
//! nobody without the vault's key can take that back.

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    VaultError,
    sealing::{self, Form, KeyId},
};
use crate::{clock::Nature, id::Id, server::Server, store::DataKeyRow};

/// In a box, so that moving a key leaves no copy behind.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct KeyBytes(Box<Zeroizing<[u8; 32]>>);

impl KeyBytes {
    pub(super) fn random(nature: &Nature) -> Self {
        let mut key = Self::default();
        nature.random.fill(key.as_mut_slice());
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

/// A key and its name.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Uuid,
    pub(super) bytes: KeyBytes,
}

/// All that is in memory while the vault is open; wiped when dropped.
pub(super) struct OpenKeys {
    pub(super) vault: Uuid,
    vault_key: KeyBytes,
    wrapping: Key,
    index: KeyBytes,
    data_keys: HashMap<Uuid, DataKey>,
    /// The data key that seals, for each owner.
    in_use: HashMap<KeyId, Uuid>,
    /// `changes` of the vault's row when the data keys were read.
    pub(super) seen: i64,
}

struct DataKey {
    owner: KeyId,
    wrapped: Vec<u8>,
    unwrapped: OnceLock<Unwrapped>,
}

#[derive(Clone)]
pub(super) struct Unwrapped {
    pub(super) key: Key,
    marked: bool,
}

impl OpenKeys {
    pub(super) fn new(vault: Uuid, vault_key: KeyBytes) -> Self {
        let wrapping = Key {
            id: vault,
            bytes: derive(&vault_key, "tokenry/v1/data keys"),
        };
        let index = derive(&vault_key, "tokenry/v1/index");
        Self {
            vault,
            vault_key,
            wrapping,
            index,
            data_keys: HashMap::new(),
            in_use: HashMap::new(),
            seen: -1,
        }
    }

    /// Takes the stored data keys in place of those known; what is unwrapped already stays.
    pub(super) fn learn(&mut self, rows: Vec<DataKeyRow>, seen: i64) {
        let mut before = std::mem::take(&mut self.data_keys);
        self.in_use.clear();
        for row in rows {
            let known = before.remove(&row.id).filter(|k| k.wrapped == row.wrapped);
            self.add(row, known.and_then(|k| k.unwrapped.into_inner()));
        }
        self.seen = seen;
    }

    pub(super) fn add(&mut self, row: DataKeyRow, unwrapped: Option<Unwrapped>) {
        let owner = row.server.map_or(KeyId::Local, KeyId::Server);
        if row.retired_at.is_none() {
            self.in_use.insert(owner, row.id);
        }
        let key = DataKey {
            owner,
            wrapped: row.wrapped,
            unwrapped: unwrapped.map(OnceLock::from).unwrap_or_default(),
        };
        self.data_keys.insert(row.id, key);
    }

    pub(super) fn forget(&mut self, owner: KeyId) {
        self.in_use.remove(&owner);
        self.data_keys.retain(|_, key| key.owner != owner);
    }

    pub(super) fn knows(&self, owner: KeyId) -> bool {
        self.in_use.contains_key(&owner)
    }

    /// The key that seals for `owner`.
    pub(super) fn in_use(&self, owner: KeyId) -> Result<&Key, VaultError> {
        let id = self.in_use.get(&owner).ok_or(VaultError::NoDataKey)?;
        self.by_id(*id, owner)
    }

    /// The key with this id, if it is one of `owner`'s.
    pub(super) fn by_id(&self, id: Uuid, owner: KeyId) -> Result<&Key, VaultError> {
        self.unwrapped(id, owner).map(|unwrapped| &unwrapped.key)
    }

    fn unwrapped(&self, id: Uuid, owner: KeyId) -> Result<&Unwrapped, VaultError> {
        let key = self.data_keys.get(&id).ok_or(VaultError::NoDataKey)?;
        if key.owner != owner {
            return Err(VaultError::NoDataKey);
        }
        if let Some(known) = key.unwrapped.get() {
            return Ok(known);
        }
        let open = |marked| {
            let context = data_key_context(&self.vault, &id, owner, marked);
            let context = context.each_ref().map(Vec::as_slice);
            let bytes = unwrap(&self.wrapping, &context, &key.wrapped)?;
            let key = Key { id, bytes };
            Some(Unwrapped { key, marked })
        };
        let opened = open(true).or_else(|| open(false));
        let opened = opened.ok_or(VaultError::Damaged("data key"))?;
        Ok(key.unwrapped.get_or_init(|| opened))
    }

    /// The servers whose data key does not say that their rows have seals. A damaged key says
    /// nothing.
    pub(super) fn unmarked(&self) -> Vec<Id<Server>> {
        let unmarked = |owner: KeyId, id: Uuid| {
            let server = owner.server()?;
            let unwrapped = self.unwrapped(id, owner).ok()?;
            (!unwrapped.marked).then_some(server)
        };
        let owners = self.in_use.iter();
        owners
            .filter_map(|(owner, id)| unmarked(*owner, *id))
            .collect()
    }

    /// The data key of `owner` wrapped anew, with the mark, and as it is wrapped now.
    pub(super) fn marked(
        &self,
        nature: &Nature,
        owner: KeyId,
    ) -> Result<(DataKeyRow, Vec<u8>), VaultError> {
        let key = self.in_use(owner)?;
        let before = self.data_keys.get(&key.id).ok_or(VaultError::NoDataKey)?;
        let row = self.row(nature, owner, key);
        Ok((row, before.wrapped.clone()))
    }

    /// Every key of `owner`, the one that seals first.
    pub(super) fn all_of(&self, owner: KeyId) -> Result<Vec<Key>, VaultError> {
        let first = self.in_use(owner)?.clone();
        let others = self
            .data_keys
            .iter()
            .filter(|(id, key)| key.owner == owner && **id != first.id);
        let others: Result<Vec<Key>, VaultError> = others
            .map(|(id, _)| self.by_id(*id, owner).cloned())
            .collect();
        Ok(std::iter::once(first).chain(others?).collect())
    }

    /// A new data key for `owner`, wrapped for the store.
    pub(super) fn make(&self, nature: &Nature, owner: KeyId) -> (DataKeyRow, Unwrapped) {
        let id = *Id::<Key>::new(nature).as_uuid();
        let key = Key {
            id,
            bytes: KeyBytes::random(nature),
        };
        let row = self.row(nature, owner, &key);
        (row, Unwrapped { key, marked: true })
    }

    fn row(&self, nature: &Nature, owner: KeyId, key: &Key) -> DataKeyRow {
        let context = data_key_context(&self.vault, &key.id, owner, true);
        let context = context.each_ref().map(Vec::as_slice);
        DataKeyRow {
            id: key.id,
            server: owner.server(),
            wrapped: wrap(nature, &self.wrapping, &context, &key.bytes),
            created_at: nature.now(),
            retired_at: None,
        }
    }

    /// HMAC-SHA256 under the index key: tells whether two secrets are the same, and nothing
    /// to who lacks the key.
    pub(super) fn fingerprint(&self, secret: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.index.as_slice())
            .expect("HMAC takes a key of any length");
        mac.update(secret);
        mac.finalize().into_bytes().into()
    }

    /// Wraps the vault key for a slot.
    pub(super) fn wrap_for_slot(
        &self,
        nature: &Nature,
        kind: &str,
        slot_key: &KeyBytes,
    ) -> Vec<u8> {
        wrap_vault_key(nature, self.vault, kind, slot_key, &self.vault_key)
    }
}

pub(super) fn wrap_vault_key(
    nature: &Nature,
    vault: Uuid,
    slot: &str,
    slot_key: &KeyBytes,
    vault_key: &KeyBytes,
) -> Vec<u8> {
    let key = Key {
        id: vault,
        bytes: slot_key.clone(),
    };
    wrap(nature, &key, &[b"slot", slot.as_bytes()], vault_key)
}

/// `None`: the slot's key is the wrong one, or the slot was changed.
pub(super) fn unwrap_vault_key(
    vault: Uuid,
    slot: &str,
    slot_key: &KeyBytes,
    wrapped: &[u8],
) -> Option<KeyBytes> {
    let key = Key {
        id: vault,
        bytes: slot_key.clone(),
    };
    unwrap(&key, &[b"slot", slot.as_bytes()], wrapped)
}

fn data_key_context(vault: &Uuid, id: &Uuid, owner: KeyId, marked: bool) -> [Vec<u8>; 4] {
    let owner = match owner {
        KeyId::Server(id) => id.as_uuid().as_bytes().to_vec(),
        KeyId::Local => b"local".to_vec(),
    };
    [
        if marked {
            b"data key of rows with seals".to_vec()
        } else {
            b"data key".to_vec()
        },
        vault.as_bytes().to_vec(),
        id.as_bytes().to_vec(),
        owner,
    ]
}

fn wrap(nature: &Nature, with: &Key, context: &[&[u8]], key: &KeyBytes) -> Vec<u8> {
    sealing::seal(nature, with, Form::Plain, context, key.as_slice())
}

fn unwrap(with: &Key, context: &[&[u8]], wrapped: &[u8]) -> Option<KeyBytes> {
    let plain = sealing::open(with, Form::Plain, context, wrapped).ok()?;
    let mut bytes = KeyBytes::default();
    if plain.len() != bytes.len() {
        return None;
    }
    bytes.copy_from_slice(&plain);
    Some(bytes)
}

fn derive(vault_key: &KeyBytes, purpose: &str) -> KeyBytes {
    let mut out = KeyBytes::default();
    Hkdf::<Sha256>::new(None, vault_key.as_slice())
        .expand(purpose.as_bytes(), out.as_mut_slice())
        .expect("32 bytes are within what HKDF gives");
    out
}

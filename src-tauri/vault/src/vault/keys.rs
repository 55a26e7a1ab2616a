//! The keys of an open vault.
//!
//! ```text
//! a slot ──wraps──▶ vault key ──HKDF-SHA256──▶ wrapping key ──wraps──▶ data keys
//!                                          └─▶ index key (fingerprints)
//! ```
//!
//! Each server has its own data key. Destroying that one row shreds all the server's secrets. A
//! data key is unwrapped on first use, so that a damaged one affects only its server.
//!
//! The wrapping of a data key also records which of its server's rows are sealed (the *mark*).
//! Nobody can undo that without the vault key.
//!
//! The first vault key of a vault has the vault's id as its own id. Each later one
//! ([`super::renewing`]) has a random id. Everything wrapped by or containing a vault key carries
//! that id, which shows whether a key in memory is still current.

use std::{collections::HashMap, sync::OnceLock};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::{
    VaultError,
    key::{Key, KeyBytes, Mark},
    sealing::{self, KeyId},
    wrapping::{data_key_context, derive, unwrap, wrap, wrap_vault_key},
};
use crate::store::{DataKeyRow, SlotRow};
use tokenry_model::{clock::Ambient, id::Id, server::Server};

/// The keys in memory while the vault is open, wiped on drop.
pub(super) struct OpenKeys {
    pub(super) vault: Uuid,
    vault_key: Key,
    wrapping: Key,
    index: KeyBytes,
    data_keys: HashMap<Uuid, DataKey>,
    /// The sealing data key of each owner.
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
    mark: Mark,
}

impl OpenKeys {
    pub(super) fn new(vault: Uuid, vault_key: Key) -> Self {
        let wrapping = Key {
            id: vault_key.id,
            bytes: derive(&vault_key.bytes, "tokenry/v1/data keys"),
        };
        let index = derive(&vault_key.bytes, "tokenry/v1/index");
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

    /// Returns `true` if the slots contain this vault key. A memory-only vault has none.
    pub(super) fn fit(&self, slots: &[SlotRow]) -> bool {
        slots
            .iter()
            .all(|slot| sealing::key_id(&slot.wrapped) == Ok(self.vault_key.id))
    }

    /// Replaces the known data keys with the stored ones. Unwrapped keys stay.
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

    /// Returns the sealing key of `owner`.
    pub(super) fn in_use(&self, owner: KeyId) -> Result<&Key, VaultError> {
        let id = self.in_use.get(&owner).ok_or(VaultError::NoDataKey)?;
        self.by_id(*id, owner)
    }

    /// Returns the key with this id, if it belongs to `owner`.
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
        let opened = self.unwrap(id, owner, &key.wrapped);
        let opened = opened.ok_or(VaultError::Damaged("data key"))?;
        Ok(key.unwrapped.get_or_init(|| opened))
    }

    /// Unwraps a data key, together with its mark.
    fn unwrap(&self, id: Uuid, owner: KeyId, wrapped: &[u8]) -> Option<Unwrapped> {
        [Mark::Words, Mark::Seals, Mark::Nothing]
            .into_iter()
            .find_map(|mark| {
                let context = data_key_context(&self.vault, &id, owner, mark);
                let context = context.each_ref().map(Vec::as_slice);
                let bytes = unwrap(&self.wrapping, &context, wrapped)?;
                let key = Key { id, bytes };
                Some(Unwrapped { key, mark })
            })
    }

    /// Returns the servers whose data key lacks the newest mark, each with its mark. Damaged keys
    /// are skipped.
    pub(super) fn unmarked(&self) -> Vec<(Id<Server>, Mark)> {
        let unmarked = |owner: KeyId, id: Uuid| {
            let server = owner.server()?;
            let unwrapped = self.unwrapped(id, owner).ok()?;
            (unwrapped.mark < Mark::NEWEST).then_some((server, unwrapped.mark))
        };
        let owners = self.in_use.iter();
        owners
            .filter_map(|(owner, id)| unmarked(*owner, *id))
            .collect()
    }

    /// Returns the data key of `owner` rewrapped with the newest mark, and its current wrapping.
    pub(super) fn marked(
        &self,
        ambient: &Ambient,
        owner: KeyId,
    ) -> Result<(DataKeyRow, Vec<u8>), VaultError> {
        let key = self.in_use(owner)?;
        let before = self.data_keys.get(&key.id).ok_or(VaultError::NoDataKey)?;
        let row = self.row(ambient, owner, key);
        Ok((row, before.wrapped.clone()))
    }

    /// Returns all keys of `owner`, the sealing one first.
    pub(super) fn all_of(&self, owner: KeyId) -> Result<Vec<Key>, VaultError> {
        let first = self.in_use(owner)?.clone();
        let others = self
            .data_keys
            .iter()
            .filter(|(id, key)| key.owner == owner && **id != first.id);
        // A damaged key opens nothing, and does not affect what others sealed.
        let mut others: Vec<Key> = others
            .filter_map(|(id, _)| self.by_id(*id, owner).ok().cloned())
            .collect();
        others.insert(0, first);
        Ok(others)
    }

    /// Creates a data key for `owner`, wrapped for the store.
    pub(super) fn make(&self, ambient: &Ambient, owner: KeyId) -> (DataKeyRow, Unwrapped) {
        let key = Key::random(ambient);
        let row = self.row(ambient, owner, &key);
        let mark = Mark::NEWEST;
        (row, Unwrapped { key, mark })
    }

    fn row(&self, ambient: &Ambient, owner: KeyId, key: &Key) -> DataKeyRow {
        DataKeyRow {
            id: key.id,
            server: owner.server(),
            wrapped: self.wrap(ambient, owner, key, Mark::NEWEST),
            created_at: ambient.now(),
            retired_at: None,
        }
    }

    fn wrap(&self, ambient: &Ambient, owner: KeyId, key: &Key, mark: Mark) -> Vec<u8> {
        let context = data_key_context(&self.vault, &key.id, owner, mark);
        let context = context.each_ref().map(Vec::as_slice);
        wrap(ambient, &self.wrapping, &context, &key.bytes)
    }

    /// Rewraps the stored data keys with `next`, keeping their marks. Sealing keys are retired and
    /// replaced, except for a server with unsealed rows, because a new key would mark them as
    /// sealed. A damaged key stays as it is.
    pub(super) fn rewrap(
        &self,
        ambient: &Ambient,
        next: &Self,
        rows: Vec<DataKeyRow>,
    ) -> Vec<DataKeyRow> {
        let (mut all, mut made) = (rows, Vec::new());
        for row in &mut all {
            let owner = row.server.map_or(KeyId::Local, KeyId::Server);
            let known = self.unwrap(row.id, owner, &row.wrapped);
            if let Some(Unwrapped { key, mark }) = &known {
                row.wrapped = next.wrap(ambient, owner, key, *mark);
            }
            let waits =
                known.is_some_and(|known| known.mark < Mark::NEWEST) && owner != KeyId::Local;
            if row.retired_at.is_none() && !waits {
                row.retired_at = Some(ambient.now());
                made.push(next.make(ambient, owner).0);
            }
        }
        all.extend(made);
        all
    }

    /// Returns HMAC-SHA256 under the index key. It shows whether two secrets are equal, and nothing
    /// to anyone without the key.
    pub(super) fn fingerprint(&self, secret: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.index.as_slice())
            .expect("HMAC takes a key of any length");
        mac.update(secret);
        mac.finalize().into_bytes().into()
    }

    /// Wraps the vault key for a slot.
    pub(super) fn wrap_for_slot(
        &self,
        ambient: &Ambient,
        kind: &str,
        slot_key: &KeyBytes,
    ) -> Vec<u8> {
        wrap_vault_key(ambient, self.vault, kind, slot_key, &self.vault_key)
    }
}

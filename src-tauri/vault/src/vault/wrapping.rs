//! The stored form of keys: each is wrapped by the one above it, and bound to its purpose.

use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

use super::{
    key::{Key, KeyBytes, Mark},
    sealing::{self, Form, KeyId},
};
use tokenry_model::clock::Ambient;

pub(super) fn wrap_vault_key(
    ambient: &Ambient,
    vault: Uuid,
    slot: &str,
    slot_key: &KeyBytes,
    vault_key: &Key,
) -> Vec<u8> {
    let with = Key {
        id: vault_key.id,
        bytes: slot_key.clone(),
    };
    wrap(
        ambient,
        &with,
        &slot_context(&vault, slot, &vault_key.id),
        &vault_key.bytes,
    )
}

/// Returns `None` if the slot's key is wrong, or the slot was changed.
pub(super) fn unwrap_vault_key(
    vault: Uuid,
    slot: &str,
    slot_key: &KeyBytes,
    wrapped: &[u8],
) -> Option<Key> {
    let id = sealing::key_id(wrapped).ok()?;
    let with = Key {
        id,
        bytes: slot_key.clone(),
    };
    let bytes = unwrap(&with, &slot_context(&vault, slot, &id), wrapped)?;
    Some(Key { id, bytes })
}

/// The vault's first key is bound to the vault by its id, and a later one by the context.
fn slot_context<'a>(vault: &'a Uuid, slot: &'a str, vault_key: &Uuid) -> Vec<&'a [u8]> {
    let mut context: Vec<&[u8]> = vec![b"slot", slot.as_bytes()];
    if vault_key != vault {
        context.push(vault.as_bytes());
    }
    context
}

/// Returns the associated data. `mark` is the extent to which the owner's rows are sealed.
pub(super) fn data_key_context(vault: &Uuid, id: &Uuid, owner: KeyId, mark: Mark) -> [Vec<u8>; 4] {
    let owner = match owner {
        KeyId::Server(id) => id.as_uuid().as_bytes().to_vec(),
        KeyId::Local => b"local".to_vec(),
    };
    [
        match mark {
            Mark::Nothing => b"data key".to_vec(),
            Mark::Seals => b"data key of rows with seals".to_vec(),
            Mark::Words => b"data key of rows with sealed words".to_vec(),
        },
        vault.as_bytes().to_vec(),
        id.as_bytes().to_vec(),
        owner,
    ]
}

pub(super) fn wrap(ambient: &Ambient, with: &Key, context: &[&[u8]], key: &KeyBytes) -> Vec<u8> {
    sealing::seal(ambient, with, Form::Plain, context, key.as_slice())
}

pub(super) fn unwrap(with: &Key, context: &[&[u8]], wrapped: &[u8]) -> Option<KeyBytes> {
    let plain = sealing::open(with, Form::Plain, context, wrapped).ok()?;
    let mut bytes = KeyBytes::default();
    if plain.len() != bytes.len() {
        return None;
    }
    bytes.copy_from_slice(&plain);
    Some(bytes)
}

pub(super) fn derive(vault_key: &KeyBytes, purpose: &str) -> KeyBytes {
    let mut out = KeyBytes::default();
    Hkdf::<Sha256>::new(None, vault_key.as_slice())
        .expand(purpose.as_bytes(), out.as_mut_slice())
        .expect("32 bytes are within what HKDF gives");
    out
}

//! Slots: the ways to open a vault. Each wraps the same vault key, and any one suffices.
//!
//! The keyring's item is `key (32) | "TKV1" | vault id (16)`. Argon2id (RFC 9106) derives a key
//! from a passphrase, with parameters that are stored in the slot.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    VaultError,
    key::KeyBytes,
    keyring::{Keyring, Patience},
};
use tokenry_model::{clock::Ambient, secret::Secret};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    Keyring,
    Passphrase,
    /// A code on paper.
    Recovery,
}

impl SlotKind {
    /// Returns the name in the store.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
        }
    }

    /// Returns `None` for a kind that only a newer Tokenry knows.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Keyring, Self::Passphrase, Self::Recovery]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

impl std::fmt::Display for SlotKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Recovery => "recovery code",
            kind => kind.word(),
        })
    }
}

const ITEM_TAG: &[u8; 4] = b"TKV1";
const ITEM_LEN: usize = 32 + 4 + 16;

/// Writes a new key to the keyring, reads it back and compares.
pub(super) async fn write_keyring(
    keyring: &dyn Keyring,
    ambient: &Ambient,
    vault: Uuid,
    patience: Patience,
) -> Result<KeyBytes, VaultError> {
    let key = KeyBytes::random(ambient);
    let mut item = Zeroizing::new(Vec::with_capacity(ITEM_LEN));
    item.extend_from_slice(key.as_slice());
    item.extend_from_slice(ITEM_TAG);
    item.extend_from_slice(vault.as_bytes());
    keyring.write(vault, item, patience).await?;
    let problem = match read_keyring(keyring, vault, patience).await {
        Ok(back) if back == key => return Ok(key),
        Ok(_) | Err(VaultError::KeyMissing | VaultError::WrongKey) => VaultError::KeyringForgets,
        Err(error) => error,
    };
    clean_keyring(keyring, vault).await;
    Err(problem)
}

/// Removes an unneeded item of ours from the keyring. If that fails, the item stays and opens
/// nothing.
pub(super) async fn clean_keyring(keyring: &dyn Keyring, vault: Uuid) {
    if let Err(error) = keyring.delete(vault, Patience::Short).await {
        tracing::debug!(%error, "an item could not be removed from the keyring");
    }
}

/// Reads the key of this vault. The item of another vault is [`VaultError::WrongKey`].
pub(super) async fn read_keyring(
    keyring: &dyn Keyring,
    vault: Uuid,
    patience: Patience,
) -> Result<KeyBytes, VaultError> {
    let item = keyring.read(vault, patience).await?;
    let fits =
        item.len() == ITEM_LEN && item[32..36] == *ITEM_TAG && item.ends_with(vault.as_bytes());
    if !fits {
        return Err(VaultError::WrongKey);
    }
    let mut key = KeyBytes::default();
    key.copy_from_slice(&item[..32]);
    Ok(key)
}

/// The derivation of a key from a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Derivation {
    /// In base64url.
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Limits on what a stored slot may demand of this machine: each parameter, and memory times
/// passes, which determines the time. The maximum takes about five seconds.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 64;
const MOST_WORK_KIB: u64 = 2 * 1024 * 1024;
const SALT_BYTES: usize = 16;

impl Derivation {
    /// 64 MiB, 3 passes, 4 lanes: about 0.2 s.
    pub(super) fn fresh(ambient: &Ambient) -> Self {
        use base64::Engine as _;
        let salt: [u8; SALT_BYTES] = ambient.bytes();
        Self {
            salt: base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(salt),
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 4,
        }
    }

    /// Derives the key on a blocking thread, because it takes time and much memory.
    pub(super) async fn derive(&self, passphrase: &Secret) -> Result<KeyBytes, VaultError> {
        let work = u64::from(self.memory_kib) * u64::from(self.passes);
        if self.memory_kib > MOST_MEMORY_KIB
            || self.passes > MOST_PASSES
            || self.lanes > MOST_LANES
            || work > MOST_WORK_KIB
        {
            return Err(VaultError::Derivation {
                memory_kib: self.memory_kib,
                passes: self.passes,
            });
        }
        if !self.has_our_salt() {
            return Err(VaultError::Damaged("passphrase slot"));
        }
        let (this, passphrase) = (self.clone(), passphrase.clone());
        tokio::task::spawn_blocking(move || {
            let params = Params::new(this.memory_kib, this.passes, this.lanes, Some(32))?;
            let mut key = KeyBytes::default();
            // The salt is random text and is used as it is.
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
                passphrase.expose().as_bytes(),
                this.salt.as_bytes(),
                key.as_mut_slice(),
            )?;
            Ok(key)
        })
        .await
        .map_err(VaultError::Interrupted)?
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => VaultError::Argon2(error),
            // Nothing that we wrote is refused.
            _ => VaultError::Damaged("passphrase slot"),
        })
    }

    fn has_our_salt(&self) -> bool {
        use base64::Engine as _;
        let salt = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&self.salt);
        salt.is_ok_and(|salt| salt.len() == SALT_BYTES)
    }
}

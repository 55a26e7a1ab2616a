//! The format of sealed data.
//!
//! ```text
//! "TV" | version | algorithm | key id (16) | nonce (24) | ciphertext | tag (16)
//! ```
//!
//! The cipher is XChaCha20-Poly1305. The associated data binds a value to its place: vault, table,
//! column, row, owner of the key, key and generation, each preceded by its length. A value that was
//! moved elsewhere or restored later does not open.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{VaultError, key::Key};
use tokenry_model::{clock::Ambient, id::Id, server::Server};

/// The owner of a data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyId {
    Server(Id<Server>),
    /// Data that belongs to no server: requests, history, settings.
    Local,
}

impl KeyId {
    pub(super) fn server(self) -> Option<Id<Server>> {
        match self {
            Self::Server(id) => Some(id),
            Self::Local => None,
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Server(id) => id.as_uuid().as_bytes(),
            Self::Local => b"local",
        }
    }
}

/// The place of a sealed value, the only one where it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedCell {
    pub table: &'static str,
    pub column: &'static str,
    /// The id of the row.
    pub row: Uuid,
    pub key: KeyId,
    /// The generation of the row, or 0 if it has none.
    pub generation: i64,
}

const MAGIC: &[u8; 2] = b"TV";
const VERSION: u8 = 1;
const PREFIX: usize = 4;
const HEADER: usize = PREFIX + 16 + 24;
const TAG: usize = 16;
/// Bytes that sealing adds to an unpadded value.
pub(super) const OVERHEAD: usize = HEADER + TAG;
/// The length of padded values is a multiple of this, so that it reveals little.
const STEP: usize = 256;

/// The format of the plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Form {
    /// Unpadded.
    Plain = 1,
    /// Length (u32, little-endian), the bytes, and zeros up to the next step.
    Padded = 2,
}

/// A value does not open. The caller knows its place and reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// Returns the id of the key that sealed `bytes`.
pub(super) fn key_id(bytes: &[u8]) -> Result<Uuid, Refused> {
    let id = bytes.get(PREFIX..PREFIX + 16).ok_or(Refused)?;
    Uuid::from_slice(id).map_err(|_| Refused)
}

pub(super) fn seal(
    ambient: &Ambient,
    key: &Key,
    form: Form,
    context: &[&[u8]],
    plain: &[u8],
) -> Vec<u8> {
    let prefix = prefix(form);
    let nonce: [u8; 24] = ambient.bytes();
    let mut out = Vec::with_capacity(OVERHEAD + padded_len(form, plain.len()));
    out.extend_from_slice(&prefix);
    out.extend_from_slice(key.id.as_bytes());
    out.extend_from_slice(&nonce);
    if form == Form::Padded {
        let len = u32::try_from(plain.len()).expect("a secret has less than 4 GiB");
        out.extend_from_slice(&len.to_le_bytes());
    }
    out.extend_from_slice(plain);
    out.resize(HEADER + padded_len(form, plain.len()), 0);
    let tag = cipher(&key.bytes)
        .encrypt_inout_detached(
            &XNonce::from(nonce),
            &associated(prefix, key, context),
            InOutBuf::from(&mut out[HEADER..]),
        )
        .expect("a value is shorter than what the cipher can take (256 GiB)");
    out.extend_from_slice(&tag);
    out
}

pub(super) fn open(
    key: &Key,
    form: Form,
    context: &[&[u8]],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let prefix = prefix(form);
    if sealed.len() < OVERHEAD || sealed[..PREFIX] != prefix || key_id(sealed)? != key.id {
        return Err(Refused);
    }
    let nonce: [u8; 24] = sealed[PREFIX + 16..HEADER]
        .try_into()
        .map_err(|_| Refused)?;
    let (ciphertext, tag) = sealed[HEADER..].split_at(sealed.len() - OVERHEAD);
    let tag: [u8; TAG] = tag.try_into().map_err(|_| Refused)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    cipher(&key.bytes)
        .decrypt_inout_detached(
            &XNonce::from(nonce),
            &associated(prefix, key, context),
            InOutBuf::from(plain.as_mut_slice()),
            &tag.into(),
        )
        .map_err(|_| Refused)?;
    match form {
        Form::Plain => Ok(plain),
        Form::Padded => unpad(&plain),
    }
}

impl SealedCell {
    pub(super) fn tampered(&self) -> VaultError {
        VaultError::Tampered {
            table: self.table,
            column: self.column,
        }
    }

    /// Calls `with` with the parts of the associated data.
    pub(super) fn bound<T>(&self, vault: Uuid, with: impl FnOnce(&[&[u8]]) -> T) -> T {
        with(&[
            vault.as_bytes(),
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.row.as_bytes(),
            self.key.bytes(),
            &self.generation.to_le_bytes(),
        ])
    }
}

fn prefix(form: Form) -> [u8; PREFIX] {
    [MAGIC[0], MAGIC[1], VERSION, form as u8]
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn associated(prefix: [u8; PREFIX], key: &Key, context: &[&[u8]]) -> Vec<u8> {
    let mut data = Vec::with_capacity(192);
    for part in [prefix.as_slice(), key.id.as_bytes()].iter().chain(context) {
        // Parts are names and ids, far shorter than 4 GiB.
        let len = u32::try_from(part.len()).unwrap_or(u32::MAX);
        data.extend_from_slice(&len.to_le_bytes());
        data.extend_from_slice(part);
    }
    data
}

fn padded_len(form: Form, len: usize) -> usize {
    match form {
        Form::Plain => len,
        Form::Padded => (len + 4).next_multiple_of(STEP),
    }
}

fn unpad(padded: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let (len, rest) = padded.split_first_chunk::<4>().ok_or(Refused)?;
    let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| Refused)?;
    Ok(Zeroizing::new(rest.get(..len).ok_or(Refused)?.to_vec()))
}

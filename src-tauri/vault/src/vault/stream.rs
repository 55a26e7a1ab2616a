//! Sealing data that is too large for one piece: a body, chunk by chunk.
//!
//! Every chunk is sealed separately and bound to its stream and its number, so chunks cannot be
//! swapped, repeated or moved to another file. The reader detects missing chunks at the end,
//! because the length of a body is part of its sealed exchange.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    VaultError,
    key::Key,
    sealing::{self, Form},
};
use tokenry_model::clock::Ambient;

/// Seals and opens the chunks of one stream. It keeps its key until dropped, so that work in
/// progress can finish even if the vault is locked.
pub struct StreamSealer {
    pub(super) ambient: Ambient,
    pub(super) vault: Uuid,
    pub(super) stream: Uuid,
    /// The sealing key comes first.
    pub(super) keys: Vec<Key>,
}

impl StreamSealer {
    /// Bytes that sealing adds to each chunk.
    pub const OVERHEAD: usize = sealing::OVERHEAD;

    pub fn seal_chunk(&self, number: u64, plain: &[u8]) -> Vec<u8> {
        let number = number.to_le_bytes();
        sealing::seal(
            &self.ambient,
            &self.keys[0],
            Form::Plain,
            &self.context(&number),
            plain,
        )
    }

    /// Opens a chunk. [`VaultError::Tampered`] if it is not chunk `number` of this stream.
    pub fn open_chunk(&self, number: u64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let number = number.to_le_bytes();
        let tampered = |_| VaultError::Tampered {
            table: "exchanges",
            column: "body",
        };
        let id = sealing::key_id(sealed).map_err(tampered)?;
        let key = self
            .keys
            .iter()
            .find(|key| key.id == id)
            .ok_or(VaultError::NoDataKey)?;
        sealing::open(key, Form::Plain, &self.context(&number), sealed).map_err(tampered)
    }

    fn context<'a>(&'a self, number: &'a [u8; 8]) -> [&'a [u8]; 4] {
        [
            b"stream",
            self.vault.as_bytes(),
            self.stream.as_bytes(),
            number,
        ]
    }
}

impl std::fmt::Debug for StreamSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StreamSealer({})", self.stream)
    }
}

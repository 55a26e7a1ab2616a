//! The vault: keys and sealing. The only code that turns a secret into bytes at rest and back.

/// A sealed secret: `"TV" | version | algorithm | key id | nonce | ciphertext`, bound to its
/// place in the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[sealed, {} bytes]", self.0.len())
    }
}

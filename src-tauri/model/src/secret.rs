//! The type of every secret: tokens, client secrets, codes, verifiers and passphrases.
//!
//! A [`Secret`] cannot be serialized, prints `[redacted]`, and is wiped when dropped. Its text is
//! exposed where the vault seals it, where it is sent, and by the one command with which a person
//! reveals or copies a token.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// Text that must not be printed, logged, serialized or left in freed memory.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of `text`, so that the caller keeps no copy.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// Returns the text. Every call needs a justification: sealing, sending or revealing.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// Compares in constant time, regardless of where the texts differ.
    pub fn same_as(&self, other: &str) -> bool {
        self.expose().as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A secret may be read from a JSON document, but never written to one.
impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_prints_redacted() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?}"), "[redacted] [redacted]");
        assert!(secret.same_as("hunter2"), "the text itself is kept");
        assert!(!secret.same_as("hunter3"), "another text is not the same");
    }
}

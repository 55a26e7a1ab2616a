//! The type of every secret: tokens, client secrets, codes, verifiers, passphrases.
//!
//! A [`Secret`] cannot be serialized, prints `[redacted]`, and is wiped when dropped. Its
//! text is exposed in two places only: where the vault seals it and where it goes on the wire
//! (and by the one command with which a person reveals or copies a token).

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// A text that must not be printed, logged, serialized or left in freed memory.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of `text`; the caller's copy is gone.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself. Every call is a place to justify: sealing, the wire, or a reveal.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// Compares in a time that does not depend on where the texts differ.
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

/// Reading a secret out of a JSON document is fine; there is no way back into one.
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

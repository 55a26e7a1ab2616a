//! Whether a token can be kept fresh, and why not.

use serde::{Deserialize, Serialize};

use super::Token;
use crate::clock::Timestamp;

/// Whether the token can be kept fresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Health {
    #[default]
    Fine,
    /// A refresh failed for a reason that may pass; nothing is tried before `until`.
    BackingOff {
        until: Timestamp,
        failures: u32,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An API of its server refused the access token, though by its times it is good. Until it is
    /// renewed, or taken somewhere.
    Refused {
        at: Timestamp,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The server said `invalid_grant` to the refresh token now stored.
    LoginNeeded {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

impl Health {
    /// The state alone, as it is stored plain.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let reason = String::new();
        match self {
            Self::Fine => Self::Fine,
            Self::BackingOff {
                until, failures, ..
            } => Self::BackingOff {
                until: *until,
                failures: *failures,
                reason,
            },
            Self::Refused { at, .. } => Self::Refused { at: *at, reason },
            Self::LoginNeeded { .. } => Self::LoginNeeded { reason },
        }
    }

    /// Why it is not fine.
    fn reason(&self) -> Option<&str> {
        match self {
            Self::Fine => None,
            Self::BackingOff { reason, .. }
            | Self::Refused { reason, .. }
            | Self::LoginNeeded { reason } => Some(reason),
        }
    }
}

impl Token {
    /// Why it is not fine. Where that cannot be read, that.
    pub fn trouble(&self) -> Option<String> {
        let told = match (self.health.reason()?, &self.health_words) {
            ("", Some(_)) => "Unlock the vault to see why.",
            ("", None) => "It is not known why: what was stored about it is not there any more.",
            (reason, _) => reason,
        };
        Some(told.to_owned())
    }

    /// Its reason is there and has not been opened yet.
    pub fn lacks_words(&self) -> bool {
        self.health_words.is_some() && self.health.reason() == Some("")
    }
}

//! The refresh state of a token.

use serde::{Deserialize, Serialize};

use super::Token;
use crate::clock::Timestamp;

/// The refresh state of a token, with the reason for a problem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Health {
    #[default]
    Fine,
    /// A refresh failed for a temporary reason. Nothing is tried before `until`.
    BackingOff {
        until: Timestamp,
        failures: u32,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An API of its server refused the access token although it has not expired. This state ends
    /// with a refresh or an accepted call.
    Refused {
        at: Timestamp,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The server answered `invalid_grant` to the stored refresh token.
    LoginNeeded {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

impl Health {
    /// Returns the state without its reason, as stored in plain text.
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

    /// Returns the reason for a problem.
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
    /// Returns the reason for a problem, or a sentence that it cannot be read.
    pub fn trouble(&self) -> Option<String> {
        let message = match (self.health.reason()?, &self.health_words) {
            ("", Some(_)) => "Unlock the vault to see why.",
            ("", None) => "The reason is unknown, because its record no longer exists.",
            (reason, _) => reason,
        };
        Some(message.to_owned())
    }

    /// Returns `true` if the reason exists but has not been opened yet.
    pub fn lacks_words(&self) -> bool {
        self.health_words.is_some() && self.health.reason() == Some("")
    }
}

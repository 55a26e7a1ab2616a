//! Why a token could not be renewed.

use thiserror::Error;

use crate::{
    clock::Timestamp,
    oauth::{error::TokenError, token_endpoint::BadRawReply},
    store::StoreError,
    vault::VaultError,
};

#[derive(Debug, Error)]
pub enum RefreshError {
    /// The server said `invalid_grant` to the refresh token now stored (RFC 6749 §5.2).
    #[error("“{name}” needs a new login.")]
    LoginNeeded {
        name: String,
        reason: String,
        #[source]
        source: Option<TokenError>,
    },
    #[error("“{name}” could not be renewed.")]
    Failed {
        name: String,
        #[source]
        source: TokenError,
        /// Nothing is tried before this, unless a person asks.
        until: Timestamp,
    },
    #[error("“{name}” could not be renewed a moment ago.")]
    BackingOff {
        name: String,
        reason: String,
        until: Timestamp,
    },
    #[error("“{name}” has no refresh token.")]
    NotRenewable { name: String },
    #[error("The renewal was stopped before it ended.")]
    Stopped,
    /// The stored reply of an interrupted renewal.
    #[error(transparent)]
    BadRawReply(#[from] BadRawReply),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl RefreshError {
    pub fn said(&self) -> Option<String> {
        match self {
            Self::LoginNeeded { source, .. } => source.as_ref()?.said(),
            Self::Failed { source, .. } => source.said(),
            _ => None,
        }
    }

    pub fn hint(&self) -> String {
        match self {
            Self::LoginNeeded { reason, .. } => {
                format!("{reason} Log in again: its name and the requests that use it stay.")
            }
            Self::Failed { source, .. } => format!("{source} {} The token is kept.", source.hint()),
            Self::BackingOff { reason, .. } => {
                format!(
                    "{reason} Tokenry waits a little before it tries again; “Refresh” tries now."
                )
            }
            Self::NotRenewable { .. } => {
                "The server gave none for this token. Log in again when it has expired.".into()
            }
            Self::Stopped | Self::BadRawReply(_) => {
                "Try again: what had been read from the server is stored.".into()
            }
            Self::Store(error) => crate::error::store_hint(error),
            Self::Vault(error) => crate::error::vault_hint(error),
        }
    }
}

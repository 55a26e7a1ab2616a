//! Why a token could not be renewed.

use thiserror::Error;

use crate::records::RecordError;
use tokenry_model::{clock::Timestamp, id::Id, token::Token};
use tokenry_oauth::{dpop::DpopError, error::TokenError, token_endpoint::BadRawReply};
use tokenry_vault::{
    store::{Noun, StoreError},
    vault::VaultError,
};

/// What to do about a pasted token that does not work any more.
const PASTE_ANEW: &str =
    "It was pasted, and nothing renews it. Make a new one at the server and add that.";

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
    /// The token ended and nothing but a login renews it.
    #[error("“{name}” has expired and cannot be renewed without a login.")]
    Expired {
        id: Id<Token>,
        name: String,
        pasted: bool,
    },
    #[error("“{name}” has no refresh token.")]
    NotRenewable { name: String, pasted: bool },
    /// By somebody at this machine, or by another process of theirs; with the client or the server
    /// that it was of.
    #[error("{}", removed(name, *with))]
    Removed { name: String, with: Option<Noun> },
    #[error("The renewal was stopped before it ended.")]
    Stopped,
    /// The stored reply of an interrupted renewal.
    #[error(transparent)]
    BadRawReply(#[from] BadRawReply),
    #[error(transparent)]
    Key(#[from] DpopError),
    /// The client, its server or the token is not as Tokenry stored it, or cannot be opened.
    #[error(transparent)]
    Record(#[from] RecordError),
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
            Self::NotRenewable { pasted: true, .. } | Self::Expired { pasted: true, .. } => {
                PASTE_ANEW.into()
            }
            Self::Expired { .. } => {
                "Log in again: its name and the requests that use it stay.".into()
            }
            Self::NotRenewable { .. } => {
                "The server gave none with it. It works until it ends or is revoked; then log in \
                 again: its name and the requests that use it stay."
                    .into()
            }
            Self::Removed { with, .. } => {
                let anew = match with {
                    Some(Noun::Server) => "Add the server and a client again, and log in.",
                    Some(Noun::Client) => "Add the client again, and log in.",
                    _ => "Log in again for another one.",
                };
                format!(
                    "What the server answered is not stored: there the token may still work. Saved \
                     requests stay. {anew}"
                )
            }
            Self::Stopped | Self::BadRawReply(_) => {
                "Try again: what had been read from the server is stored.".into()
            }
            Self::Key(error) => error.hint().into(),
            Self::Record(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
        }
    }
}

fn removed(name: &str, with: Option<Noun>) -> String {
    match with {
        Some(what) => format!("“{name}” was removed with its {what} while it was being renewed."),
        None => format!("“{name}” was removed while it was being renewed."),
    }
}

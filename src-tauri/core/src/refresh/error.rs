//! The errors of a refresh.

use thiserror::Error;

use crate::records::RecordError;
use tokenry_model::{clock::Timestamp, id::Id, token::Token};
use tokenry_oauth::{dpop::DpopError, error::TokenError, token_endpoint::BadRawReply};
use tokenry_vault::{
    store::{Noun, StoreError},
    vault::VaultError,
};

/// The advice for a pasted token that no longer works.
const PASTE_ANEW: &str =
    "A pasted token cannot be refreshed. Create a new one on the server and add it.";

#[derive(Debug, Error)]
pub enum RefreshError {
    /// The server returned `invalid_grant` for the stored refresh token (RFC 6749 §5.2).
    #[error("“{name}” needs a new login.")]
    LoginNeeded {
        name: String,
        reason: String,
        #[source]
        source: Option<TokenError>,
    },
    #[error("“{name}” could not be refreshed.")]
    Failed {
        name: String,
        #[source]
        source: TokenError,
        /// No automatic attempt is made before this time.
        until: Timestamp,
    },
    #[error("“{name}” could not be refreshed a moment ago.")]
    BackingOff {
        name: String,
        reason: String,
        until: Timestamp,
    },
    /// The token has expired, and there is nothing to refresh it with.
    #[error("“{name}” has expired and cannot be refreshed.")]
    Expired {
        id: Id<Token>,
        name: String,
        pasted: bool,
    },
    #[error("“{name}” has no refresh token.")]
    NotRenewable { name: String, pasted: bool },
    /// Removed here or by another process, possibly together with its client or server.
    #[error("{}", removed(name, *with))]
    Removed { name: String, with: Option<Noun> },
    #[error("The refresh was interrupted.")]
    Stopped,
    /// The stored response of an interrupted refresh.
    #[error(transparent)]
    BadRawReply(#[from] BadRawReply),
    #[error(transparent)]
    Key(#[from] DpopError),
    /// The client, its server or the token was changed outside Tokenry or cannot be opened.
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
                format!("{reason} Log in again. The token keeps its name, and saved requests still use it.")
            }
            Self::Failed { source, .. } => format!("{source} {} The token is kept.", source.hint()),
            Self::BackingOff { reason, .. } => {
                format!(
                    "{reason} Tokenry waits before it tries again. To try now, refresh the token yourself."
                )
            }
            Self::NotRenewable { pasted: true, .. } | Self::Expired { pasted: true, .. } => {
                PASTE_ANEW.into()
            }
            Self::Expired { .. } => {
                "Log in again. The token keeps its name, and saved requests still use it.".into()
            }
            Self::NotRenewable { .. } => {
                "The server did not issue one. The access token works until it expires or is revoked. \
                 Then log in again. The token keeps its name, and saved requests still use it."
                    .into()
            }
            Self::Removed { with, .. } => {
                let anew = match with {
                    Some(Noun::Server) => "To get a new one, add the server and a client again, then log in.",
                    Some(Noun::Client) => "To get a new one, add the client again, then log in.",
                    _ => "To get a new one, log in again.",
                };
                format!(
                    "The server's response was not stored, so the token may still be valid there. \
                     Saved requests were kept. {anew}"
                )
            }
            Self::Stopped | Self::BadRawReply(_) => {
                "Try again. A response that had already arrived is stored and is used then.".into()
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
        Some(what) => {
            format!("“{name}” was removed together with its {what} while it was being refreshed.")
        }
        None => format!("“{name}” was removed while it was being refreshed."),
    }
}

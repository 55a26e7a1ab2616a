//! The errors of records.

use tokenry_oauth::error::TokenError;
use tokenry_vault::{
    authentic::{Changed, HINT},
    profile_secrets::NothingBehind,
    store::StoreError,
    vault::VaultError,
};

#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A record that decides where secrets are sent was changed outside Tokenry.
    #[error(transparent)]
    Changed(Box<Changed>),
    #[error(transparent)]
    NothingBehind(#[from] NothingBehind),
    /// A key or certificate of a client.
    #[error(transparent)]
    Key(#[from] TokenError),
    #[error("A record could not be written as JSON.")]
    Json(#[from] serde_json::Error),
}

impl RecordError {
    /// The most likely cause, and the next step.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
            Self::Changed(_) => HINT.into(),
            Self::NothingBehind(_) => {
                "Enter the value again, or leave it out. A stored value is not reused for another \
                 URL."
                    .into()
            }
            Self::Key(error) => error.hint().into(),
            Self::Json(_) => "This is a bug in Tokenry. Please report it.".into(),
        }
    }
}

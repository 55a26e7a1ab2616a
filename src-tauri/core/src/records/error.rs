//! Why a record cannot be used.

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
    /// What decides where a secret goes is not as Tokenry stored it.
    #[error(transparent)]
    Changed(Box<Changed>),
    #[error(transparent)]
    NothingBehind(#[from] NothingBehind),
    /// A key or certificate of a client.
    #[error(transparent)]
    Key(#[from] TokenError),
    #[error("What is stored could not be written as JSON.")]
    Json(#[from] serde_json::Error),
}

impl RecordError {
    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
            Self::Changed(_) => HINT.into(),
            Self::NothingBehind(_) => {
                "Type the value itself, or leave it out. A stored value is not taken along to another \
                 address."
                    .into()
            }
            Self::Key(error) => error.hint().into(),
            Self::Json(_) => "This is a fault of Tokenry. Please report it.".into(),
        }
    }
}

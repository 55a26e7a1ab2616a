//! The errors that prevent sending.

use std::sync::Arc;

use crate::{recipe::RecipeError, records::RecordError, refresh::RefreshError, request::SendError};
use tokenry_vault::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SendingError {
    #[error(transparent)]
    Send(#[from] SendError),
    /// The token could not be refreshed.
    #[error(transparent)]
    Refresh(#[from] Arc<RefreshError>),
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The recipe of the server cannot be read.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SendingError {
    pub(super) fn hint(&self) -> String {
        match self {
            Self::Send(error) => error.hint(),
            Self::Refresh(error) => error.hint(),
            Self::Record(error) => error.hint(),
            Self::Recipe(error) => error.hint(),
            Self::Store(error) => error.hint(),
        }
    }
}

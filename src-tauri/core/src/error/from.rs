//! Conversions from the errors of the modules below.

use super::Error;
use std::sync::Arc;

use crate::{
    discovery::FindingError,
    login::LoginError,
    records::RecordError,
    refresh::RefreshError,
    request::{CollectionsError, HistoryError, SendError},
    sending::SendingError,
};

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => Self::Store(error),
            RecordError::Vault(error) => Self::Vault(error),
            RecordError::Changed(changed) => Self::Changed(changed),
            RecordError::NothingBehind(error) => Self::NothingBehind(error),
            RecordError::Key(error) => Self::Token(error),
            RecordError::Json(error) => Self::Settings(error),
        }
    }
}

/// An error that is not specific to the login becomes the general variant.
impl From<LoginError> for Error {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Record(error) => error.into(),
            LoginError::Recipe(error) => Self::Recipe(error),
            LoginError::Refresh(error) => error.into(),
            LoginError::Token(error) => Self::Token(error),
            LoginError::Store(error) => Self::Store(error),
            LoginError::Vault(error) => Self::Vault(error),
            error => Self::Login(error),
        }
    }
}

/// An error that is not specific to the refresh becomes the general variant, unless other callers
/// share it.
impl From<Arc<RefreshError>> for Error {
    fn from(error: Arc<RefreshError>) -> Self {
        match Arc::try_unwrap(error) {
            Ok(RefreshError::Record(error)) => error.into(),
            Ok(RefreshError::Store(error)) => Self::Store(error),
            Ok(RefreshError::Vault(error)) => Self::Vault(error),
            Ok(RefreshError::Key(error)) => Self::Token(error.into()),
            Ok(error) => Self::Refresh(Arc::new(error)),
            Err(shared) => Self::Refresh(shared),
        }
    }
}

impl From<FindingError> for Error {
    fn from(error: FindingError) -> Self {
        match error {
            FindingError::Address(error) => Self::Discovery(error),
            FindingError::Recipe(error) => Self::Recipe(error),
        }
    }
}

impl From<HistoryError> for Error {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Store(error) => Self::Store(error),
            HistoryError::Vault(error) => Self::Vault(error),
            HistoryError::Body(error) => Self::Send(SendError::Body(error)),
            HistoryError::Content(_) | HistoryError::NoBody => Self::History(error),
        }
    }
}

impl From<CollectionsError> for Error {
    fn from(error: CollectionsError) -> Self {
        match error {
            CollectionsError::Store(error) => Self::Store(error),
            CollectionsError::Vault(error) => Self::Vault(error),
            CollectionsError::NoName | CollectionsError::Content(_) => Self::Collections(error),
        }
    }
}

impl From<SendingError> for Error {
    fn from(error: SendingError) -> Self {
        match error {
            SendingError::Send(error) => Self::Send(error),
            SendingError::Refresh(error) => error.into(),
            SendingError::Record(error) => error.into(),
            SendingError::Recipe(error) => Self::Recipe(error),
            SendingError::Store(error) => Self::Store(error),
        }
    }
}

//! Errors of a keyring.

use std::time::Duration;

use keyring_core::Error;

#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// There is no keyring, or it cannot be reached.
    #[error("there is no keyring")]
    Absent(#[source] Option<&'static Error>),
    /// The keyring is locked, or refused access.
    #[error("the keyring is locked")]
    Locked(#[source] Error),
    /// The service runs, but has no default collection for new items.
    #[error("there is no default keyring (collection) yet")]
    NoCollection(#[source] Error),
    #[error("the keyring has no such item")]
    NoEntry,
    /// The item exists, but its format is not that of a secret.
    #[error("the keyring's item cannot be read")]
    Malformed(#[source] Error),
    /// Several items have our name, and none is the right one.
    #[error("the keyring has several such items, but none matches")]
    Ambiguous,
    /// The keyring failed, or rejected the data.
    #[error("the keyring refused the operation")]
    Refused(#[source] Error),
    /// The keyring accepts data and does not return it.
    #[error("the keyring does not keep what is stored in it")]
    Forgets,
    #[error("the keyring did not answer within {} seconds", after.as_secs())]
    Hangs { after: Duration },
}

impl From<Error> for KeyringError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore => Self::Absent(None),
            Error::NoStorageAccess(_) if lacks_collection(&error) => Self::NoCollection(error),
            Error::NoStorageAccess(_) => Self::Locked(error),
            Error::NoEntry => Self::NoEntry,
            Error::Ambiguous(_) => Self::Ambiguous,
            Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
                Self::Malformed(error)
            }
            _ => Self::Refused(error),
        }
    }
}

/// Returns `true` if the Secret Service has no default collection.
#[cfg(all(unix, not(target_os = "macos")))]
fn lacks_collection(error: &Error) -> bool {
    let source = std::error::Error::source(error);
    let service = source.and_then(|source| source.downcast_ref::<secret_service::Error>());
    matches!(service, Some(secret_service::Error::NoResult))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn lacks_collection(_: &Error) -> bool {
    false
}

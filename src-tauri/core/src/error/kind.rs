//! The classification of errors.
//!
//! The matches name every variant, so that the compiler asks for a kind where a variant is added.

use serde::Serialize;

use super::Error;
use crate::{
    login::LoginError,
    recipe::RecipeError,
    records::RecordError,
    refresh::RefreshError,
    request::{BodyError, CollectionsError, HistoryError, SendError},
};
use tokenry_oauth::{authorize::AuthorizeError, error::TokenError};
use tokenry_vault::{store::StoreError, vault::VaultError};

/// The kind of an error, for a program that has to decide what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    Failed,
    BadInput,
    NameTaken,
    NotFound,
    /// The vault cannot be opened. Only a person can resolve that.
    VaultLocked,
    /// The login cannot receive its callback. The person can still paste it.
    CannotListen,
    LoginNeeded,
    NeedsConsent,
    /// The server rejected the client's credentials. Another authentication method may help.
    ClientRefused,
    /// Another program changed the database. A person has to check it.
    Changed,
    Cancelled,
}

impl Error {
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => of_store(error),
            Self::Vault(error) => of_vault(error),
            Self::Recipe(error) => of_recipe(error),
            Self::Login(error) => of_login(error),
            Self::Refresh(error) => of_refresh(error),
            Self::Token(error) => of_token(error),
            Self::Send(error) => of_send(error),
            Self::History(error) => match error {
                HistoryError::Store(error) => of_store(error),
                HistoryError::Vault(error) => of_vault(error),
                HistoryError::Body(error) => of_body(error),
                HistoryError::Content(_) | HistoryError::NoBody => ErrorKind::Failed,
            },
            Self::Collections(error) => match error {
                CollectionsError::NoName => ErrorKind::BadInput,
                CollectionsError::Store(error) => of_store(error),
                CollectionsError::Vault(error) => of_vault(error),
                CollectionsError::Content(_) => ErrorKind::Failed,
            },
            Self::ClientNameTaken { .. } => ErrorKind::NameTaken,
            Self::NoSuchPart { .. } | Self::NoSuchMember { .. } | Self::NotBound { .. } => {
                ErrorKind::NotFound
            }
            Self::Changed(_) => ErrorKind::Changed,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Moves(_) => ErrorKind::NeedsConsent,
            Self::Missing { .. }
            | Self::BadOrigin { .. }
            | Self::SecretMissing
            | Self::NothingBehind(_)
            | Self::Discovery(_)
            | Self::Import(_)
            | Self::NothingToImport
            | Self::AlreadyImported
            | Self::SeveralMeant { .. }
            | Self::RefreshTokenAlone
            | Self::ClientElsewhere { .. }
            | Self::ClientIsItsOwn { .. }
            | Self::Pasted(_) => ErrorKind::BadInput,
            Self::Registration(_)
            | Self::NoRegistration { .. }
            | Self::NotManaged { .. }
            | Self::NothingKnown { .. }
            | Self::TooLate
            | Self::NoDownloads
            | Self::NoTranscript
            | Self::NotSaved { .. }
            | Self::Settings(_)
            | Self::NoClient { .. }
            | Self::NothingToCheck { .. } => ErrorKind::Failed,
        }
    }
}

fn of_login(error: &LoginError) -> ErrorKind {
    match error {
        LoginError::Loopback(_) | LoginError::Links(_) => ErrorKind::CannotListen,
        LoginError::Redirect { .. }
        | LoginError::OnlyByPaste
        | LoginError::NoLanding
        | LoginError::Param(_)
        | LoginError::Authorize(AuthorizeError::Param(_)) => ErrorKind::BadInput,
        LoginError::Pushed(error) | LoginError::Token(error) => of_token(error),
        LoginError::Recipe(error) => of_recipe(error),
        LoginError::Record(error) => of_record(error),
        LoginError::Refresh(error) => of_refresh(error),
        LoginError::Store(error) => of_store(error),
        LoginError::Vault(error) => of_vault(error),
        LoginError::Authorize(_)
        | LoginError::Browser(_)
        | LoginError::Over
        | LoginError::Gone { .. }
        | LoginError::NotThisLogin { .. }
        | LoginError::Denied { .. }
        | LoginError::CodeExpired
        | LoginError::Exchange(_)
        | LoginError::NotRead(_)
        | LoginError::IdToken(_) => ErrorKind::Failed,
    }
}

fn of_refresh(error: &RefreshError) -> ErrorKind {
    match error {
        RefreshError::LoginNeeded { .. }
        | RefreshError::Expired { .. }
        | RefreshError::NotRenewable { .. } => ErrorKind::LoginNeeded,
        RefreshError::Failed { source, .. } => of_token(source),
        RefreshError::Removed { .. } => ErrorKind::NotFound,
        RefreshError::Record(error) => of_record(error),
        RefreshError::Store(error) => of_store(error),
        RefreshError::Vault(error) => of_vault(error),
        RefreshError::BackingOff { .. }
        | RefreshError::Stopped
        | RefreshError::BadRawReply(_)
        | RefreshError::Key(_) => ErrorKind::Failed,
    }
}

fn of_record(error: &RecordError) -> ErrorKind {
    match error {
        RecordError::Store(error) => of_store(error),
        RecordError::Vault(error) => of_vault(error),
        RecordError::Changed(_) => ErrorKind::Changed,
        RecordError::NothingBehind(_) => ErrorKind::BadInput,
        RecordError::Key(error) => of_token(error),
        RecordError::Json(_) => ErrorKind::Failed,
    }
}

fn of_recipe(error: &RecipeError) -> ErrorKind {
    match error {
        RecipeError::Unknown { .. } => ErrorKind::NotFound,
        RecipeError::Unfit { .. } | RecipeError::NoSuchVariable { .. } => ErrorKind::BadInput,
        RecipeError::Unreadable { .. }
        | RecipeError::Syntax { .. }
        | RecipeError::Senseless { .. }
        | RecipeError::NeedsDescription { .. } => ErrorKind::Failed,
    }
}

fn of_token(error: &TokenError) -> ErrorKind {
    if error.blames_client() {
        ErrorKind::ClientRefused
    } else {
        ErrorKind::Failed
    }
}

fn of_send(error: &SendError) -> ErrorKind {
    match error {
        SendError::Draft(_) => ErrorKind::BadInput,
        SendError::NeedsConsent { .. } => ErrorKind::NeedsConsent,
        SendError::Body(error) => of_body(error),
        SendError::Http(_)
        | SendError::Dpop(_)
        | SendError::TimedOut { .. }
        | SendError::Cancelled => ErrorKind::Failed,
    }
}

fn of_body(error: &BodyError) -> ErrorKind {
    match error {
        BodyError::Vault(error) => of_vault(error),
        BodyError::DiskFull(_)
        | BodyError::Write { .. }
        | BodyError::Read(_)
        | BodyError::Output(_)
        | BodyError::Gone
        | BodyError::Damaged
        | BodyError::TooLong { .. }
        | BodyError::Interrupted(_)
        | BodyError::Stopped => ErrorKind::Failed,
    }
}

fn of_store(error: &StoreError) -> ErrorKind {
    match error {
        StoreError::NameTaken { .. } => ErrorKind::NameTaken,
        StoreError::NotFound(_) => ErrorKind::NotFound,
        StoreError::NotWritable { .. }
        | StoreError::Directory { .. }
        | StoreError::Foreign { .. }
        | StoreError::ReadOnly(_)
        | StoreError::KeyChanged
        | StoreError::DiskFull(_)
        | StoreError::Newer { .. }
        | StoreError::Corrupt(_)
        | StoreError::NoBackup(_)
        | StoreError::CheckFailed { .. }
        | StoreError::BadRow { .. }
        | StoreError::Busy(_)
        | StoreError::InUse
        | StoreError::Disk(_)
        | StoreError::Removed
        | StoreError::TokenChanged { .. }
        | StoreError::Database(_) => ErrorKind::Failed,
    }
}

fn of_vault(error: &VaultError) -> ErrorKind {
    match error {
        VaultError::Locked { .. }
        | VaultError::New
        | VaultError::KeyMissing
        | VaultError::KeyringLocked(_)
        | VaultError::NoKeyring(_)
        | VaultError::NoCollection(_)
        | VaultError::KeyringHangs(_)
        | VaultError::KeyringFailed(_)
        | VaultError::KeyringForgets
        | VaultError::WrongKey
        | VaultError::WrongPassphrase { .. }
        | VaultError::WrongRecovery { .. } => ErrorKind::VaultLocked,
        VaultError::Store(error) => of_store(error),
        VaultError::Exists
        | VaultError::EmptyPassphrase
        | VaultError::NoSlot(_)
        | VaultError::LastSlot(_)
        | VaultError::OtherSlot { .. }
        | VaultError::SlotOutOfReach { .. }
        | VaultError::MemoryOnly
        | VaultError::StoreKeeps
        | VaultError::Tampered { .. }
        | VaultError::Damaged(_)
        | VaultError::Newer { .. }
        | VaultError::NoDataKey
        | VaultError::Derivation { .. }
        | VaultError::Argon2(_)
        | VaultError::LockFile(_)
        | VaultError::LockHeld { .. }
        | VaultError::Interrupted(_) => ErrorKind::Failed,
    }
}

//! The error of the workbench's methods.
//!
//! An error has a message ([`std::fmt::Display`]), the server's own words ([`Error::said`]), and a
//! hint with the likely cause and the next step ([`Error::hint`]). [`Error::kind`] is for programs:
//! it decides the window's next step and the command line's exit status.

mod causes;
mod from;
mod kind;
mod told;

pub use self::kind::ErrorKind;
use crate::pasted_token::PastedTokenError;
use std::sync::Arc;

use thiserror::Error as ThisError;

use crate::{
    login::LoginError,
    recipe::RecipeError,
    refresh::RefreshError,
    request::{CollectionsError, HistoryError, SendError},
    server_move::Move,
};
use tokenry_import::ImportError;
use tokenry_oauth::{discovery::BadAddress, error::TokenError, registration::RegistrationError};
use tokenry_vault::{
    authentic::Changed,
    profile_secrets::NothingBehind,
    store::{Noun, StoreError},
    vault::VaultError,
};

#[derive(Debug, ThisError)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Discovery(#[from] BadAddress),
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    #[error(transparent)]
    Login(LoginError),
    /// Shared by all callers that waited for the same refresh.
    #[error(transparent)]
    Refresh(Arc<RefreshError>),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    #[error("“{server}” does not offer client registration.")]
    NoRegistration { server: String },
    #[error(
        "“{name}” was not registered by Tokenry, or its server does not support managing clients."
    )]
    NotManaged { name: String },
    #[error("Another client is already named “{name}”.")]
    ClientNameTaken { name: String },
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    History(HistoryError),
    #[error(transparent)]
    Collections(CollectionsError),
    /// A record that decides where secrets are sent was changed outside Tokenry.
    #[error(transparent)]
    Changed(Box<Changed>),
    #[error("No original of “{name}” is available.")]
    NothingKnown { name: String },
    #[error("It is too late to undo this removal.")]
    TooLate,
    /// The person cancelled it.
    #[error("Cancelled.")]
    Cancelled,
    #[error("No downloads folder was found.")]
    NoDownloads,
    #[error("No transcript is available.")]
    NoTranscript,
    #[error("{} could not be written.", path.display())]
    NotSaved {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Pasted(#[from] PastedTokenError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("The input contains nothing to import.")]
    NothingToImport,
    #[error("Everything in the input is already stored.")]
    AlreadyImported,
    #[error("Settings could not be written as JSON.")]
    Settings(#[from] serde_json::Error),
    #[error("The {what} is missing.")]
    Missing { what: &'static str },
    /// An edit would send a server's secrets to another origin.
    #[error("{0}")]
    Moves(Move),
    #[error("“{origin}” is not an origin.")]
    BadOrigin { origin: String },
    #[error(transparent)]
    NothingBehind(#[from] NothingBehind),
    #[error("This authentication method needs a client secret.")]
    SecretMissing,
    #[error(
        "“{typed}” is ambiguous: it can be {}, which differ only in case.",
        quoted(names)
    )]
    SeveralMeant {
        what: Noun,
        typed: String,
        names: Vec<String>,
    },
    #[error("“{name}” is not bound to a key, so no DPoP proof can be made.")]
    NotBound { name: String },
    #[error("“{name}” has no {what}.")]
    NoSuchPart { name: String, what: &'static str },
    #[error("The response for “{name}” has no member “{member}”.")]
    NoSuchMember {
        name: String,
        member: String,
        known: Vec<String>,
    },
    #[error("This is a refresh token, and no client was named to use it.")]
    RefreshTokenAlone,
    #[error("The client “{client}” does not belong to “{server}”.")]
    ClientElsewhere { client: String, server: String },
    #[error("“{name}” was issued to its client, so it cannot be assigned to another one.")]
    ClientIsItsOwn { name: String },
    /// Introspection and revocation need a client, and the token has none.
    #[error("“{name}” was pasted, so it has no client.")]
    NoClient { name: String },
    /// Neither a URL that needs a token nor an introspection endpoint is known.
    #[error("No URL of “{server}” is known with which to check a token.")]
    NothingToCheck { server: String },
}

/// Formats names as `“a” or “b”`.
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(" or ")
}

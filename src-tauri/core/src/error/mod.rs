//! What the workbench's methods answer when something cannot be done.
//!
//! Every error can say four things: what happened ([`std::fmt::Display`]), what the server said
//! word for word ([`Error::said`]), and what it most likely means and what to do
//! ([`Error::hint`]). [`Error::kind`] is what a program acts on: the window's next step, the
//! command line's exit status.

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
    /// Shared: everyone who waited for the same refresh gets it.
    #[error(transparent)]
    Refresh(Arc<RefreshError>),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    #[error("“{server}” does not register clients by itself.")]
    NoRegistration { server: String },
    #[error("“{name}” was not registered by Tokenry, or its server does not let it be managed.")]
    NotManaged { name: String },
    #[error("The name “{name}” is taken by another client.")]
    ClientNameTaken { name: String },
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    History(HistoryError),
    #[error(transparent)]
    Collections(CollectionsError),
    /// What decides where a secret goes is not as Tokenry stored it.
    #[error(transparent)]
    Changed(Box<Changed>),
    #[error("What Tokenry had stored of “{name}” is not known.")]
    NothingKnown { name: String },
    #[error("It is too late to bring this back.")]
    TooLate,
    /// By the person who waited for it.
    #[error("Cancelled.")]
    Cancelled,
    #[error("There is no downloads folder.")]
    NoDownloads,
    #[error("There is no transcript of this.")]
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
    #[error("What was read says nothing that could be stored.")]
    NothingToImport,
    #[error("All that was read is stored already.")]
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
        "“{typed}” can be {}: several {what}s are named so, but for capitals.",
        quoted(names)
    )]
    SeveralMeant {
        what: Noun,
        typed: String,
        names: Vec<String>,
    },
    #[error("“{name}” is not bound to a key, so it goes without a proof.")]
    NotBound { name: String },
    #[error("“{name}” has no {what}.")]
    NoSuchPart { name: String, what: &'static str },
    #[error("Nothing named “{member}” came with “{name}”.")]
    NoSuchMember {
        name: String,
        member: String,
        known: Vec<String>,
    },
    #[error("This is a refresh token, and no client is named that renews with it.")]
    RefreshTokenAlone,
    #[error("The client “{client}” is not one of {server}.")]
    ClientElsewhere { client: String, server: String },
    #[error("“{name}” was obtained by its client, and belongs to it.")]
    ClientIsItsOwn { name: String },
    /// Only a client can ask about a token or give it back, and this one has none.
    #[error("“{name}” was pasted and belongs to no client here.")]
    NoClient { name: String },
    /// No call is known that needs a token, and the server answers no questions about them.
    #[error("No call of {server} is known that needs a token.")]
    NothingToCheck { server: String },
}

/// “a” or “b”
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(" or ")
}

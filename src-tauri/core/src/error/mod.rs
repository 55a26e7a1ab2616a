//! What the workbench's methods answer when something cannot be done.
//!
//! Every error can say four things: what happened ([`std::fmt::Display`]), what the server said
//! word for word ([`Error::said`]), and what it most likely means and what to do
//! ([`Error::hint`]). [`Error::kind`] is what a program acts on: the window's next step, the
//! command line's exit status.

use crate::pasted_token::PastedTokenError;
use std::sync::Arc;

use serde::Serialize;
use thiserror::Error as ThisError;

use crate::{
    discovery::FindingError,
    login::LoginError,
    recipe::RecipeError,
    refresh::{PASTE_ANEW, RefreshError},
    request::{BodyError, CollectionsError, HistoryError, SendError},
    workbench::Move,
};
use tokenry_import::{ImportError, pasted::PastedError};
use tokenry_model::{id::Id, token::Token};
use tokenry_oauth::{
    authorize::AuthorizeError, discovery::BadAddress, error::TokenError,
    registration::RegistrationError,
};
use tokenry_vault::{
    authentic::{self, Changed, Untrue},
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
    Login(#[from] LoginError),
    /// Shared: everyone who waited for the same refresh gets it.
    #[error(transparent)]
    Refresh(#[from] Arc<RefreshError>),
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
    /// The token ended and nothing but a login renews it.
    #[error("“{name}” has expired and cannot be renewed without a login.")]
    Expired {
        id: Id<Token>,
        name: String,
        pasted: bool,
    },
}

/// What a program does about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    Failed,
    BadInput,
    NameTaken,
    NotFound,
    /// The vault does not open, for whatever reason: only a person can go on from there.
    VaultLocked,
    /// The login cannot listen for its answer. The person can still paste it.
    CannotListen,
    LoginNeeded,
    NeedsConsent,
    /// The server does not believe the client: another way to prove itself may help.
    ClientRefused,
    /// The database was changed by something else: a person has to look at it.
    Changed,
    Cancelled,
}

impl Error {
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(StoreError::NameTaken { .. }) | Self::ClientNameTaken { .. } => {
                ErrorKind::NameTaken
            }
            Self::Store(StoreError::NotFound(_))
            | Self::Login(LoginError::Store(StoreError::NotFound(_)))
            | Self::Recipe(RecipeError::Unknown { .. })
            | Self::NoSuchPart { .. }
            | Self::NoSuchMember { .. }
            | Self::NotBound { .. } => ErrorKind::NotFound,
            Self::Vault(error)
            | Self::Login(LoginError::Vault(error))
            | Self::Send(SendError::Body(BodyError::Vault(error))) => of_vault(error),
            Self::Login(LoginError::Loopback(_) | LoginError::Links(_)) => ErrorKind::CannotListen,
            Self::Token(error) | Self::Login(LoginError::Pushed(error))
                if error.blames_client() =>
            {
                ErrorKind::ClientRefused
            }
            Self::Refresh(error) => match error.as_ref() {
                RefreshError::Failed { source, .. } if source.blames_client() => {
                    ErrorKind::ClientRefused
                }
                RefreshError::LoginNeeded { .. } | RefreshError::NotRenewable { .. } => {
                    ErrorKind::LoginNeeded
                }
                RefreshError::Vault(error) => of_vault(error),
                RefreshError::Changed(_) => ErrorKind::Changed,
                RefreshError::Removed { .. } | RefreshError::Store(StoreError::NotFound(_)) => {
                    ErrorKind::NotFound
                }
                _ => ErrorKind::Failed,
            },
            Self::Expired { .. } => ErrorKind::LoginNeeded,
            Self::Changed(_) => ErrorKind::Changed,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Send(SendError::NeedsConsent { .. }) | Self::Moves(_) => ErrorKind::NeedsConsent,
            Self::Login(
                LoginError::Redirect { .. }
                | LoginError::OnlyByPaste
                | LoginError::NoLanding
                | LoginError::Param(_)
                | LoginError::Authorize(AuthorizeError::Param(_)),
            )
            | Self::Send(SendError::Draft(_))
            | Self::Collections(CollectionsError::NoName)
            | Self::Missing { .. }
            | Self::BadOrigin { .. }
            | Self::SecretMissing
            | Self::NothingBehind(_)
            | Self::Discovery(_)
            | Self::Recipe(RecipeError::Unfit { .. } | RecipeError::NoSuchVariable { .. })
            | Self::Import(_)
            | Self::NothingToImport
            | Self::AlreadyImported
            | Self::SeveralMeant { .. }
            | Self::RefreshTokenAlone
            | Self::ClientElsewhere { .. }
            | Self::ClientIsItsOwn { .. }
            | Self::Pasted(_) => ErrorKind::BadInput,
            _ => ErrorKind::Failed,
        }
    }

    /// What the server said, word for word, made harmless to show.
    pub fn said(&self) -> Option<String> {
        match self {
            Self::Token(error) | Self::Pasted(PastedTokenError::Reply(error)) => error.said(),
            Self::Refresh(error) => error.said(),
            Self::Registration(error) => error.said(),
            Self::Login(error) => error.said(),
            _ => None,
        }
    }

    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
            Self::Discovery(error) => error.hint().into(),
            Self::Recipe(error) => error.hint(),
            Self::Login(error) => error.hint(),
            Self::Refresh(error) => error.hint(),
            Self::Token(error) | Self::Pasted(PastedTokenError::Reply(error)) => error.hint().into(),
            Self::Registration(error) => error.hint(),
            Self::NoRegistration { .. } => "Register a client by hand on a page of the server, and add it.".into(),
            Self::NotManaged { .. } => "Change it on the server's own pages.".into(),
            Self::ClientNameTaken { .. } => "Nothing was sent. Choose another name.".into(),
            Self::Send(error) => error.hint(),
            Self::Collections(CollectionsError::NoName) => "Type a name.".into(),
            Self::History(_) | Self::Collections(_) => "It can only be removed.".into(),
            Self::Cancelled => "The server may have received it all the same, and may have acted on it.".into(),
            Self::NoDownloads => "Copy what you need, or use the command line: tokenry send -o FILE.".into(),
            Self::Changed(_) => authentic::HINT.into(),
            Self::NothingKnown { .. } => "Look at each of its fields, and confirm it or remove it.".into(),
            Self::TooLate => "A removal can be taken back for thirty seconds.".into(),
            Self::NoTranscript => "Do it once more: then there is one.".into(),
            Self::NotSaved { source, .. } => format!("The system said: {source}."),
            Self::Pasted(PastedTokenError::Text(PastedError::OAuth1)) => "Look whether the service also gives tokens of OAuth 2.0, or personal access tokens, and paste one of those.".into(),
            Self::Pasted(PastedTokenError::Text(PastedError::Placeholder { .. })) => "Documentation shows it in place of a token. Put your own there.".into(),
            Self::Pasted(_) => "Paste the token itself, the server's whole JSON reply, or a curl command with a bearer header.".into(),
            Self::Import(error) => error.hint(),
            Self::SeveralMeant { .. } => "Give the name with its capitals.".into(),
            Self::AlreadyImported => "Nothing was changed. What is new in it can be typed in at the server and its client.".into(),
            Self::NothingToImport => "A server's address, a client or requests have to be in it.".into(),
            Self::Settings(_) => "This is a fault of Tokenry. Please report it.".into(),
            Self::Missing { what } => format!("Fill in the {what}."),
            Self::Moves(moves) => format!(
                "Whoever runs {} could use them. If it is another server, add it as a server of its \
                 own.",
                moves.origins.join(" or ")
            ),
            Self::BadOrigin { .. } => {
                "An origin is a scheme, a host and maybe a port: https://api.example.org".into()
            }
            Self::SecretMissing => {
                "Enter the secret, or choose the method “none” if this is a public client.".into()
            }
            Self::NothingBehind(_) => {
                "Type the value itself, or leave it out. A stored value is not taken along to another address.".into()
            }
            Self::NotBound { .. } => {
                "Only tokens with the kind DPoP need one: their client binds them to a key.".into()
            }
            Self::NoSuchPart { what, .. } => {
                format!("The server sent no {what} when this token was obtained.")
            }
            Self::NoSuchMember { known, .. } if known.is_empty() => {
                "The server gave nothing with it beside the token.".into()
            }
            Self::NoSuchMember { known, .. } => {
                format!("The server gave with it: {}.", known.join(", "))
            }
            Self::RefreshTokenAlone => {
                "Name the client that it was made for: --client NAME. Without the access token that \
                 came with it, a refresh token is of use only to that client."
                    .into()
            }
            Self::ClientElsewhere { .. } => {
                "A refresh token works only with the client and the server that it was made for."
                    .into()
            }
            Self::ClientIsItsOwn { .. } => {
                "To have it with another client, log in there.".into()
            }
            Self::NoClient { .. } => "Revoke it on the server's own page, where it was made. To ask \
                the server about it, add a client of that server first."
                .into(),
            Self::NothingToCheck { .. } => "Give an address that needs the token, or send a request \
                with it."
                .into(),
            Self::Expired { pasted: true, .. } => PASTE_ANEW.into(),
            Self::Expired { .. } => "Log in again: its name and the requests that use it stay.".into(),
        }
    }
}

impl From<Untrue> for Error {
    fn from(error: Untrue) -> Self {
        match error {
            Untrue::Store(error) => Self::Store(error),
            Untrue::Vault(error) => Self::Vault(error),
            Untrue::Changed(changed) => Self::Changed(changed),
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

/// “a” or “b”
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(" or ")
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
        _ => ErrorKind::Failed,
    }
}

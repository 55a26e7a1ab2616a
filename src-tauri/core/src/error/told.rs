//! The parts of an error that a person reads besides its message.

use super::Error;
use crate::pasted_token::PastedTokenError;

use crate::request::CollectionsError;
use tokenry_import::pasted::PastedError;
use tokenry_vault::authentic::{self};

impl Error {
    /// The server's own words, redacted.
    pub fn said(&self) -> Option<String> {
        match self {
            Self::Token(error) | Self::Pasted(PastedTokenError::Reply(error)) => error.said(),
            Self::Refresh(error) => error.said(),
            Self::Registration(error) => error.said(),
            Self::Login(error) => error.said(),
            _ => None,
        }
    }

    /// The most likely cause, and the next step.
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
            Self::NoRegistration { .. } => "Register a client on the server's own pages, then add it here.".into(),
            Self::NotManaged { .. } => "Change it on the server's own pages.".into(),
            Self::ClientNameTaken { .. } => "Nothing was sent. Choose another name.".into(),
            Self::Send(error) => error.hint(),
            Self::Collections(CollectionsError::NoName) => "Enter a name.".into(),
            Self::History(error) => error.hint(),
            Self::Collections(_) => "It cannot be read any more. Remove it.".into(),
            Self::Cancelled => "The server may still have received the request and acted on it.".into(),
            Self::NoDownloads => "Copy what you need, or save it with the command line: tokenry send -o FILE.".into(),
            Self::Changed(_) => authentic::HINT.into(),
            Self::NothingKnown { .. } => "Check each of its fields, then confirm or remove it.".into(),
            Self::TooLate => "A removal can be undone for thirty seconds.".into(),
            Self::NoTranscript => "Repeat the action to record one.".into(),
            Self::NotSaved { source, .. } => format!("The operating system reported: {source}."),
            Self::Pasted(PastedTokenError::Text(PastedError::OAuth1)) => "Check whether the service also issues OAuth 2.0 tokens or personal access tokens, and paste one of those.".into(),
            Self::Pasted(PastedTokenError::Text(PastedError::Placeholder { .. })) => "This is a placeholder from documentation. Replace it with your own token.".into(),
            Self::Pasted(_) => "Paste the token itself, the complete JSON response of the token endpoint, or a curl command with a bearer header.".into(),
            Self::Import(error) => error.hint(),
            Self::SeveralMeant { .. } => "Type the name with the same upper and lower case.".into(),
            Self::AlreadyImported => "Nothing was changed. To update a stored server or client, edit it.".into(),
            Self::NothingToImport => "An import needs at least a server URL, a client or requests.".into(),
            Self::Settings(_) => "This is a bug in Tokenry. Please report it.".into(),
            Self::Missing { what } => format!("Fill in the {what}."),
            Self::Moves(moves) => format!(
                "Whoever runs {} could use them. If this is a different server, add it as a new \
                 server.",
                moves.origins.join(" or ")
            ),
            Self::BadOrigin { .. } => {
                "An origin consists of a scheme, a host and an optional port, such as https://api.example.org.".into()
            }
            Self::SecretMissing => {
                "Enter the secret, or choose the method “none” for a public client.".into()
            }
            Self::NothingBehind(_) => {
                "Enter the value again, or leave it out. A stored value is not reused for another URL.".into()
            }
            Self::NotBound { .. } => {
                "Only DPoP tokens have a key. They come from a client with DPoP turned on.".into()
            }
            Self::NoSuchPart { what, .. } => {
                format!("The server sent no {what} with this token.")
            }
            Self::NoSuchMember { known, .. } if known.is_empty() => {
                "The response contained nothing besides the token.".into()
            }
            Self::NoSuchMember { known, .. } => {
                format!("The response contained: {}.", known.join(", "))
            }
            Self::RefreshTokenAlone => {
                "Name the client that it was issued to with --client NAME. Only that client can use a \
                 refresh token."
                    .into()
            }
            Self::ClientElsewhere { .. } => {
                "A refresh token works only with the client and server that it was issued for."
                    .into()
            }
            Self::ClientIsItsOwn { .. } => {
                "To get a token for another client, log in with that client.".into()
            }
            Self::NoClient { .. } => "Revoke it on the server's own pages. To introspect it, add a \
                client of that server first."
                .into(),
            Self::NothingToCheck { .. } => "Name a URL that needs the token, or send a request with it."
                .into(),
        }
    }
}

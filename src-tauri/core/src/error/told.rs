//! What an error tells a person besides its message.

use super::Error;
use crate::pasted_token::PastedTokenError;

use crate::request::CollectionsError;
use tokenry_import::pasted::PastedError;
use tokenry_vault::authentic::{self};

impl Error {
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
            Self::History(error) => error.hint(),
            Self::Collections(_) => "It can only be removed.".into(),
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
        }
    }
}

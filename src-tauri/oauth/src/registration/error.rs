//! Why a client was not registered, in words.

use std::fmt;

use crate::{error::TokenError, http::HttpError, redirect::RedirectError};

#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    #[error("The registration access token cannot be sent in a header.")]
    BadToken,
    #[error("The registration could not be written as JSON.")]
    NotWritten(#[source] serde_json::Error),
    #[error("{0}")]
    Refused(Box<RegistrationRefusal>),
    #[error("The server's reply cannot be read.")]
    Unreadable(#[source] TokenError),
    #[error("The server's reply holds no client id.")]
    NoClientId,
    #[error("The server gave the client the method {method}, which Tokenry does not speak.")]
    UnknownMethod { method: String },
    #[error("The server gave the client a method that needs a secret, and no secret.")]
    NoSecret,
}

/// The server's error (RFC 7591 §3.2.2), without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRefusal {
    pub status: u16,
    /// `error`: a code of RFC 7591, or a sentence from Mastodon.
    pub code: Option<String>,
    pub description: Option<String>,
}

impl RegistrationError {
    /// The server's own words.
    pub fn said(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.description.clone(),
            _ => None,
        }
    }

    /// Returns the most likely meaning, and advice.
    pub fn hint(&self) -> String {
        match self {
            Self::Http(error) => error.hint().into(),
            Self::Refused(refusal) => refusal.hint().into(),
            Self::Unreadable(error) => format!("{error} Register the client by hand."),
            Self::Redirect(_) => "Nothing was sent. Change the redirect URI.".into(),
            Self::BadToken => "Check that the whole token was given, and nothing else.".into(),
            Self::NotWritten(_) => "This is a fault of Tokenry. Please report it.".into(),
            Self::NoClientId | Self::NoSecret | Self::UnknownMethod { .. } => {
                "The client was not stored here. Register one by hand, and choose the method there."
                    .into()
            }
        }
    }
}

impl fmt::Display for RegistrationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "The server refused: {}.", code.trim_end_matches('.')),
            None => write!(
                f,
                "The server refused the registration with status {} and no reason.",
                self.status
            ),
        }
    }
}

impl RegistrationRefusal {
    fn hint(&self) -> &'static str {
        match (self.code.as_deref(), self.status) {
            (Some("invalid_redirect_uri"), _) => {
                "The server does not accept this redirect URI. Try another kind: \
                 http://127.0.0.1/callback, app.tokenry:/callback, or an https address."
            }
            (Some("invalid_client_metadata"), _) => {
                "The server does not accept a part of what was sent: most likely a scope or the \
                 authentication method. Leave scopes out, or choose another method."
            }
            (Some("invalid_software_statement"), _) => {
                "The server wants a software statement, which was wrong. Register by hand."
            }
            (Some("unapproved_software_statement"), _) => {
                "The server registers only clients that somebody vouches for. Register by hand."
            }
            (Some("invalid_token"), _) | (_, 401 | 403) => {
                "The server registers clients only for those who have an access token for it. Ask \
                 whoever runs it for an initial access token, and give that; a registration that \
                 was there before may have been deleted."
            }
            (_, 404 | 405 | 501) => {
                "The server does not register clients at this address. Register by hand."
            }
            (_, 429) => "The server wants fewer requests. Wait a while, then try again.",
            (_, 500..) => "The fault is the server's. Try again later, or register by hand.",
            _ => "Change what is sent, or register the client by hand.",
        }
    }
}

//! The errors of a login.

use thiserror::Error;

use std::sync::Arc;

use crate::{
    account::AccountError, browser::BrowserError, links::LinksError, recipe::RecipeError,
    records::RecordError, refresh::RefreshError,
};
use tokenry_model::{
    authorization_params::BadParam,
    login::{LoginRemedy, LoginStep},
};
use tokenry_oauth::{
    authorize::AuthorizeError,
    callback::Denial,
    error::TokenError,
    id_token::IdTokenFault,
    loopback::LoopbackError,
    redirect::{RedirectError, refusals},
};
use tokenry_vault::{
    store::{Noun, StoreError},
    vault::VaultError,
};

#[derive(Debug, Error)]
pub enum LoginError {
    #[error(transparent)]
    Authorize(#[from] AuthorizeError),
    /// Detected before the browser opens.
    #[error(transparent)]
    Loopback(#[from] LoopbackError),
    /// Detected before the browser opens.
    #[error(transparent)]
    Links(#[from] LinksError),
    #[error("{uri} cannot be used as a redirect URI.")]
    Redirect {
        uri: String,
        #[source]
        source: RedirectError,
    },
    #[error("None of this client's redirect URIs can return to Tokenry automatically.")]
    OnlyByPaste,
    #[error("The implicit grant needs a redirect URI that is a URL, and this client has none.")]
    NoLanding,
    #[error(transparent)]
    Browser(#[from] BrowserError),
    #[error("This login has already ended.")]
    Over,
    /// Removed here or by another process.
    #[error("The {what} “{name}” was removed during this login.")]
    Gone { what: Noun, name: String },
    #[error("What you pasted does not belong to this login.")]
    NotThisLogin { reason: String },
    /// The server or the person denied the authorization request (RFC 6749 §4.1.2.1).
    #[error("{}", denied_message(error))]
    Denied {
        error: String,
        description: Option<String>,
        uri: Option<String>,
        /// The request used the implicit grant (RFC 6749 §4.2.2.1).
        implicit: bool,
    },
    /// The server rejected the pushed authorization request (RFC 9126 §2.3).
    #[error("The server rejected the pushed authorization request.")]
    Pushed(#[source] TokenError),
    #[error("The device code expired before the login was approved.")]
    CodeExpired,
    #[error("The code could not be exchanged for a token.")]
    Exchange(#[source] TokenError),
    /// The token came in the fragment of the callback URL (RFC 6749 §4.2.2).
    #[error("The token in the callback URL cannot be used.")]
    NotRead(#[source] TokenError),
    /// The ID token is not trustworthy.
    #[error(transparent)]
    IdToken(#[from] IdTokenFault),
    #[error(transparent)]
    Param(#[from] BadParam),
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The recipe of the server.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// The client or its server was changed outside Tokenry or cannot be opened.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A token to be exchanged could not be refreshed.
    #[error(transparent)]
    Refresh(#[from] Arc<RefreshError>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<AccountError> for LoginError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::IdToken(fault) => Self::IdToken(fault),
            AccountError::Certificate(fault) => Self::Token(fault.into()),
        }
    }
}

impl LoginError {
    pub(super) fn denied(denial: Denial, implicit: bool) -> Self {
        Self::Denied {
            error: denial.error,
            description: denial.description,
            uri: denial.uri,
            implicit,
        }
    }

    pub fn step(&self) -> LoginStep {
        match self {
            Self::Authorize(_)
            | Self::Param(_)
            | Self::Recipe(_)
            | Self::Pushed(_)
            | Self::Denied { .. } => LoginStep::Authorize,
            Self::Loopback(_)
            | Self::Links(_)
            | Self::Redirect { .. }
            | Self::OnlyByPaste
            | Self::NoLanding
            | Self::Browser(_)
            | Self::Over
            | Self::NotThisLogin { .. } => LoginStep::Callback,
            Self::CodeExpired
            | Self::Exchange(_)
            | Self::NotRead(_)
            | Self::IdToken(_)
            | Self::Token(_)
            | Self::Refresh(_) => LoginStep::Token,
            Self::Gone { .. } | Self::Record(_) | Self::Store(_) | Self::Vault(_) => {
                LoginStep::Store
            }
        }
    }

    pub fn said(&self) -> Option<String> {
        match self {
            Self::Denied {
                error,
                description,
                uri,
                ..
            } => {
                let said = [Some(error), description.as_ref(), uri.as_ref()];
                Some(
                    said.into_iter()
                        .flatten()
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(": "),
                )
            }
            Self::Exchange(error)
            | Self::Pushed(error)
            | Self::NotRead(error)
            | Self::Token(error) => error.said(),
            Self::Refresh(error) => error.said(),
            _ => None,
        }
    }

    /// The remedy that Tokenry can offer.
    pub fn remedy(&self) -> Option<LoginRemedy> {
        match self {
            Self::Exchange(error) | Self::Pushed(error) | Self::Token(error) => {
                if error.blames_redirect() || is_server_error(error) {
                    return Some(LoginRemedy::RedirectUri);
                }
                error.blames_client().then_some(LoginRemedy::OtherMethod)
            }
            Self::Denied { error, .. } => {
                let said = self.said().unwrap_or_default();
                let blamed = error == "server_error" || refusals::recognise(&said).is_some();
                blamed.then_some(LoginRemedy::RedirectUri)
            }
            _ => None,
        }
    }

    pub fn hint(&self) -> String {
        match self {
            Self::Param(bad) | Self::Authorize(AuthorizeError::Param(bad)) => bad.hint().into(),
            Self::Authorize(_) => "Check the settings of the server and of the client.".into(),
            Self::Loopback(error) => error.hint().into(),
            Self::Links(error) => error.hint(),
            Self::Redirect { source, .. } => source.to_string(),
            Self::OnlyByPaste => {
                "Paste the callback URL, or register http://127.0.0.1/callback.".into()
            }
            Self::Browser(_) => "Copy the URL and open it in a browser yourself.".into(),
            Self::CodeExpired => "Log in again to get a new code.".into(),
            Self::Over => "Start a new login.".into(),
            Self::Gone {
                what: Noun::Server, ..
            } => {
                "No token was stored. Add the server and a client again, then log in again.".into()
            }
            Self::Gone { what, .. } => {
                format!("No token was stored. Add the {what} again, then log in again.")
            }
            Self::NotThisLogin { reason } => reason.clone(),
            Self::Denied {
                error,
                implicit: true,
                ..
            } if error == "unsupported_response_type" || error == "unauthorized_client" => {
                "The server does not allow the implicit grant for this client. Log in with the \
                 authorization code grant."
                    .into()
            }
            Self::Denied { error, .. } => denied_hint(error).into(),
            Self::NoLanding => "Register one, such as http://127.0.0.1/callback.".into(),
            Self::Exchange(error) | Self::Pushed(error) | Self::NotRead(error) => {
                format!("{error} {}", error.hint())
            }
            Self::Token(error) => error.hint().into(),
            Self::IdToken(fault) => fault.hint().into(),
            Self::Recipe(error) => error.hint(),
            Self::Record(error) => error.hint(),
            Self::Refresh(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
        }
    }
}

/// Tests for `server_error`, with which some servers reject a redirect URI that does not match.
fn is_server_error(error: &TokenError) -> bool {
    matches!(error, TokenError::Server(refusal) if refusal.code == "server_error")
}

fn denied_message(error: &str) -> &'static str {
    match error {
        "access_denied" => "The login was denied.",
        _ => "The server refused the login.",
    }
}

/// The likely cause of an error code of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6.
fn denied_hint(error: &str) -> &'static str {
    match error {
        "access_denied" => {
            "You or a policy of the server denied access. Try again and allow it, or log in with \
             another account."
        }
        "invalid_scope" => {
            "One of the scopes is unknown to the server or not allowed for this client. Remove it \
             and try again."
        }
        "unauthorized_client" => {
            "The server does not allow this client to use this kind of login. Check its registration."
        }
        "unsupported_response_type" => {
            "The server does not allow the authorization code grant for this client. Check its registration."
        }
        "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => {
            "The server needs input from you but was not allowed to ask. If this login sends \
             prompt=none, remove it."
        }
        "temporarily_unavailable" => "The server has a problem. Try again later.",
        "server_error" => {
            "The server has a problem, or it cannot handle this request. Compare the redirect URI \
             with the registered one. If they match, try again later."
        }
        _ => {
            "Check the client id, the redirect URI and the scopes against the client's registration."
        }
    }
}

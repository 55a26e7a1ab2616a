//! Why a login could not be started, or how it failed.

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
    /// Found before the browser opens.
    #[error(transparent)]
    Loopback(#[from] LoopbackError),
    /// Found before the browser opens, too.
    #[error(transparent)]
    Links(#[from] LinksError),
    #[error("{uri} cannot be a redirect URI.")]
    Redirect {
        uri: String,
        #[source]
        source: RedirectError,
    },
    #[error("None of this client's redirect URIs comes back by itself.")]
    OnlyByPaste,
    #[error("The implicit grant ends on an address, and this client has none registered.")]
    NoLanding,
    #[error(transparent)]
    Browser(#[from] BrowserError),
    #[error("That login is over.")]
    Over,
    /// By somebody at this machine, or by another process of theirs.
    #[error("The {what} {name} was removed while this login ran.")]
    Gone { what: Noun, name: String },
    #[error("What you pasted does not belong to this login.")]
    NotThisLogin { reason: String },
    /// The server said no, or the person did there (RFC 6749 §4.1.2.1).
    #[error("{}", denied_message(error))]
    Denied {
        error: String,
        description: Option<String>,
        uri: Option<String>,
        /// The token itself was asked for (RFC 6749 §4.2.2.1).
        implicit: bool,
    },
    /// The request that was pushed beforehand (RFC 9126 §2.3).
    #[error("The server does not take the request for this login.")]
    Pushed(#[source] TokenError),
    #[error("Nobody typed the code in time.")]
    CodeExpired,
    #[error("The code could not be exchanged for a token.")]
    Exchange(#[source] TokenError),
    /// It came behind the # of an address (RFC 6749 §4.2.2).
    #[error("The token in the address cannot be used.")]
    NotRead(#[source] TokenError),
    /// What the server says about the account cannot be believed.
    #[error(transparent)]
    IdToken(#[from] IdTokenFault),
    #[error(transparent)]
    Param(#[from] BadParam),
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A recipe that the server was made from.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// The client or its server is not as Tokenry stored it, or cannot be opened.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A token that is to be exchanged could not be made fresh.
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

    /// What mends it, where Tokenry can help with that.
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
            Self::OnlyByPaste => "Paste the answer, or register http://127.0.0.1/callback.".into(),
            Self::Browser(_) => "Copy the address and open it in a browser yourself.".into(),
            Self::CodeExpired => "Log in again for a new code.".into(),
            Self::Over => "Start a new login.".into(),
            Self::Gone {
                what: Noun::Server, ..
            } => "No token was stored. Add the server and a client again, and log in once more."
                .into(),
            Self::Gone { what, .. } => {
                format!("No token was stored. Add the {what} again, and log in once more.")
            }
            Self::NotThisLogin { reason } => reason.clone(),
            Self::Denied {
                error,
                implicit: true,
                ..
            } if error == "unsupported_response_type" || error == "unauthorized_client" => {
                "The server does not give this client a token in the address (implicit grant). \
                 Log in in the browser in the usual way."
                    .into()
            }
            Self::Denied { error, .. } => denied_hint(error).into(),
            Self::NoLanding => "Register an address, such as http://127.0.0.1/callback.".into(),
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

/// Some servers answer so to a redirect URI that is not the registered one.
fn is_server_error(error: &TokenError) -> bool {
    matches!(error, TokenError::Server(refusal) if refusal.code == "server_error")
}

fn denied_message(error: &str) -> &'static str {
    match error {
        "access_denied" => "The login was denied.",
        _ => "The server refused the login.",
    }
}

/// What the codes of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6 most likely mean.
fn denied_hint(error: &str) -> &'static str {
    match error {
        "access_denied" => {
            "You, or the server's rules, said no. Try again and allow the access, or log in as \
             somebody who may."
        }
        "invalid_scope" => {
            "The server does not know one of the scopes, or does not allow it to this client. \
             Remove it and try again."
        }
        "unauthorized_client" => {
            "The server does not allow this client to log people in. Check its registration."
        }
        "unsupported_response_type" => {
            "The server does not offer the authorization code to this client. Check its registration."
        }
        "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => {
            "The server has to ask you something and could not. If this login sends prompt=none, \
             leave that out."
        }
        "temporarily_unavailable" => "The server has a problem. Try again later.",
        "server_error" => {
            "The server has a problem, or it stumbled over what this login sent. Compare the \
             redirect URI with the registered one; if they are the same, try again later."
        }
        _ => {
            "Check the client id, the redirect URI and the scopes against the client's registration."
        }
    }
}

//! Errors of token requests, and their meaning for the stored token.

mod dead_refresh;

use std::time::Duration;

use super::{dpop::DpopError, redirect::refusals, signing::KeyFault};
use crate::http::{HttpError, IdentityFault};
use tokenry_model::{
    client::{Client, SecretEnd},
    clock::Timestamp,
};

/// Why there is no token. `Display` says what happened, [`Self::said`] quotes the server,
/// [`Self::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("This server has no token endpoint.")]
    NoTokenEndpoint,
    #[error("This server has no {what} endpoint.")]
    NoEndpoint { what: &'static str },
    #[error(
        "The extra header {name:?} cannot be sent: its name or value is not allowed in a header."
    )]
    BadExtra { name: String },
    #[error(transparent)]
    Key(#[from] KeyFault),
    #[error(transparent)]
    Dpop(#[from] DpopError),
    #[error(transparent)]
    Identity(#[from] IdentityFault),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("The server refused: {}.", .0.code)]
    Server(Box<Refusal>),
    /// The client was refused, and its secret had an end that is over.
    #[error("The server refused: {}. The client's secret ended on {}.", .refusal.code, day(*.at))]
    SecretEnded {
        refusal: Box<Refusal>,
        at: Timestamp,
    },
    #[error("The server answered {status} without an OAuth error.")]
    Refused {
        status: u16,
        retry_after: Option<Duration>,
        excerpt: String,
    },
    #[error("The server's reply is empty.")]
    EmptyReply,
    #[error("{}", if *looks_like_html { "The server answered with a web page instead of a token." }
        else { "The server's reply is not JSON." })]
    NotJson {
        looks_like_html: bool,
        excerpt: String,
    },
    #[error("The reply names {name:?} twice.")]
    Duplicate { name: String },
    #[error("{}", no_token(names, candidates))]
    NoAccessToken {
        /// The server's own words, or the beginning of its reply.
        said: String,
        /// The names of the reply's members.
        names: Vec<String>,
        /// If there are several tokens, their members.
        candidates: Vec<String>,
    },
    #[error("The reply holds no {member}.")]
    NoMember { member: &'static str },
    #[error("The server's answer does not say whether the token is active.")]
    NoActive,
    #[error("The reply's {member} is not a text.")]
    NotText {
        member: &'static str,
        /// The server's own words, or the beginning of its reply.
        said: String,
    },
    #[error("The reply's {member} is larger than 256 KiB.")]
    TokenTooLarge { member: &'static str },
    #[error("The reply's {member} holds characters that cannot be sent in a header.")]
    BadCharacters { member: &'static str },
    #[error("The server gave a token of the type {given:?}, which is not sent as a bearer token.")]
    UnexpectedTokenType { given: String },
}

/// An error in the server's own words (RFC 6749 §5.2), without secrets and control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// `error`: `invalid_grant`, `invalid_client`, …
    pub code: String,
    /// `error_description`, or what the server has in its place.
    pub description: Option<String>,
    /// `error_uri`, where it is a web address.
    pub uri: Option<String>,
    pub retry_after: Option<Duration>,
}

/// The meaning of a failed refresh for the refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshVerdict {
    /// The server said `invalid_grant`, or the same in other words. If the stored refresh token is still the one that was
    /// sent, only a new login helps.
    Dead,
    /// Everything else: the token is kept, and tried again later.
    Transient { retry_after: Option<Duration> },
}

impl TokenError {
    /// Returns what happened, in one sentence.
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// Returns the server's words, with secrets masked and control characters removed.
    pub fn said(&self) -> Option<String> {
        match self {
            Self::Server(refusal) | Self::SecretEnded { refusal, .. } => {
                Some(match &refusal.description {
                    Some(description) => format!("{}: {description}", refusal.code),
                    None => refusal.code.clone(),
                })
            }
            _ => Some(self.excerpt())
                .filter(|excerpt| !excerpt.is_empty())
                .map(str::to_owned),
        }
    }

    /// `error` of the reply, where there was one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Server(refusal) | Self::SecretEnded { refusal, .. } => Some(&refusal.code),
            _ => None,
        }
    }

    /// Whether it is about how the client proves itself: another method may be what the server
    /// wants.
    pub fn blames_client(&self) -> bool {
        match self {
            Self::Server(refusal) => refusal.blames_client(),
            Self::Refused { status: 401, .. } => true,
            _ => false,
        }
    }

    /// Returns `true` if the error is about the redirect URI.
    pub fn blames_redirect(&self) -> bool {
        match self {
            Self::Server(_) => self
                .said()
                .is_some_and(|said| refusals::recognise(&said).is_some()),
            _ => false,
        }
    }

    /// Returns the most likely meaning, and advice.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoTokenEndpoint => "Enter the token endpoint in the server's settings.",
            Self::NoEndpoint { .. } => {
                "Not every server has one. If this one does, enter its address in the server's settings."
            }
            Self::BadExtra { .. } => "Check the settings of the server and of the client.",
            Self::Key(fault) => fault.hint(),
            Self::Dpop(error) => error.hint(),
            Self::Identity(fault) => fault.hint(),
            Self::Http(error) => error.hint(),
            Self::Server(refusal) => refusal.hint(),
            Self::SecretEnded { .. } => {
                "The server said at the registration when the secret would end. Read the registration again from the server, or update it there: most servers give out a new secret then. Else register a new client, or enter the new secret."
            }
            Self::Refused {
                status: 400,
                excerpt,
                ..
            } if excerpt.is_empty() => {
                "It gave no reason. Most likely the code or the refresh token is no longer good, or the client's secret is not right: log in again, and check the client where that does not help."
            }
            Self::Refused { status, .. } => refused_hint(*status),
            Self::EmptyReply => {
                "Check the token endpoint's address. Some servers answer like this to a wrong client secret."
            }
            Self::NotJson {
                looks_like_html: true,
                ..
            } => {
                "Check the token endpoint's address. In a hotel or a café, a page of the network may be in the way."
            }
            Self::NotJson { .. } => "Check the token endpoint's address.",
            Self::NoAccessToken { .. } => {
                "The server says in its own words why it gave none; or its token stands under another name. Then name that in the server's settings as the member that holds the token: tokenry server edit SERVER token-member=NAME"
            }
            Self::Duplicate { .. }
            | Self::NoActive
            | Self::NoMember { .. }
            | Self::NotText { .. }
            | Self::TokenTooLarge { .. }
            | Self::BadCharacters { .. } => {
                "The server breaks the standard here. Check the token endpoint's address, or ask whoever runs the server."
            }
            Self::UnexpectedTokenType { .. } => {
                "Tokens of this type want a signature or a proof with each request. If you know that this server takes it as a bearer token, say so: tokenry server edit SERVER token-types=any"
            }
        }
    }

    /// Adds what is known of the client: a refusal after its secret has expired has a plain cause.
    #[must_use]
    pub fn of_client(self, client: &Client, now: Timestamp) -> Self {
        match (self, client.secret_end(now)) {
            (Self::Server(refusal), Some(SecretEnd::Past(at))) if refusal.blames_client() => {
                Self::SecretEnded { refusal, at }
            }
            (error, _) => error,
        }
    }

    /// Whether the refresh token that was sent is dead, which `invalid_grant` says and some
    /// servers say in other words (`dead_refresh`).
    pub fn refresh_verdict(&self) -> RefreshVerdict {
        match self {
            Self::Server(refusal) if dead_refresh::is_meant_by(refusal) => RefreshVerdict::Dead,
            Self::Refused {
                status, excerpt, ..
            } if dead_refresh::is_told_by(*status, excerpt) => RefreshVerdict::Dead,
            Self::Server(refusal) => RefreshVerdict::Transient {
                retry_after: refusal.retry_after,
            },
            Self::Refused { retry_after, .. } => RefreshVerdict::Transient {
                retry_after: *retry_after,
            },
            _ => RefreshVerdict::Transient { retry_after: None },
        }
    }

    pub(super) fn excerpt(&self) -> &str {
        match self {
            Self::NotJson { excerpt, .. } | Self::Refused { excerpt, .. } => excerpt,
            Self::NoAccessToken { said, .. } | Self::NotText { said, .. } => said,
            _ => "",
        }
    }
}

impl Refusal {
    fn blames_client(&self) -> bool {
        let told = || {
            self.description
                .as_deref()
                .unwrap_or_default()
                .to_lowercase()
        };
        match self.code.as_str() {
            "invalid_client" | "incorrect_client_credentials" => true,
            // Keycloak says so of a wrong secret.
            "unauthorized_client" => told().contains("credentials") || told().contains("secret"),
            _ => false,
        }
    }

    fn hint(&self) -> &'static str {
        match self.code.as_str() {
            "invalid_grant" => {
                "The code or refresh token is no longer valid, was used before, or belongs to another client or redirect URI. Log in again."
            }
            "invalid_client" => {
                "The server does not accept this client: check client id and secret, and try the other authentication method (basic or post)."
            }
            "unauthorized_client" => {
                "The server does not allow this client to log in this way, or takes its secret for wrong. Check its registration and its secret."
            }
            "unsupported_grant_type" => {
                "The server does not offer this kind of login. Some servers say this too when they do not understand the request: try another token style (form, JSON, query)."
            }
            "invalid_scope" => {
                "The server does not know one of the scopes, or does not allow it to this client. Check their spelling in the server's documentation, or ask without the one it does not allow."
            }
            "invalid_request" => {
                "The server misses a parameter. Check redirect URI, authentication method and token style (form, JSON, query)."
            }
            "invalid_target" => {
                "The server does not know the resource or audience that was asked for. If you asked for several, it may give tokens for one API at a time: ask for one alone."
            }
            "unsupported_token_type" => {
                "The server does not take back tokens of this kind. It stays good until it ends."
            }
            "invalid_dpop_proof" => {
                "The server does not accept our proof of the token's key (DPoP). Most likely the clock of this computer is off: a proof is good for a minute or so."
            }
            "use_dpop_nonce" => {
                "The server wants another nonce in the proof of the token's key (DPoP) each time. Try again; if it stays so, ask whoever runs the server."
            }
            "access_denied" => {
                "You, or the server's rules, said no. Log in again and allow the access, or log in as somebody who may."
            }
            "expired_token" => "Nobody typed the code in time. Log in again for a new one.",
            "redirect_uri_mismatch" => {
                "Register exactly the redirect URI that Tokenry shows, character for character."
            }
            "bad_verification_code" => "The code has expired or was used before. Log in again.",
            "incorrect_client_credentials" => "Check client id and secret.",
            "temporarily_unavailable" | "server_error" | "slow_down" => "Try again later.",
            _ => refused_hint(self.status),
        }
    }
}

fn no_token(names: &[String], candidates: &[String]) -> String {
    if !candidates.is_empty() {
        let all = candidates.join(", ");
        return format!("The reply holds several access tokens, in the members {all}.");
    }
    match names {
        [] => "The reply holds no access token.".into(),
        names => {
            let shown: Vec<_> = names.iter().take(12).map(String::as_str).collect();
            let more = if names.len() > shown.len() {
                ", …"
            } else {
                ""
            };
            format!(
                "The reply holds no access token. It holds: {}{more}.",
                shown.join(", ")
            )
        }
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d at %H:%M UTC").to_string()
}

fn refused_hint(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            "Check client id and secret, and the authentication method. A firewall before the server may also be in the way."
        }
        404 | 405 | 410 => "Check the endpoint's address in the server's settings.",
        407 => "The network's proxy wants a password. Check the system's proxy settings.",
        415 => {
            "The server wants the request in another form: try another token style (form, JSON, query)."
        }
        429 => "The server asks for patience. Try again later.",
        500.. => "The server has a problem of its own. Try again later.",
        _ => "Check the settings of the server and of the client.",
    }
}

//! The kinds of steps, with what each carries, and their titles.

use serde::{Deserialize, Serialize};

use crate::{grant::Grant, token_type_hint::TokenTypeHint};

/// What a step did. Everything a title or the section of a standard depends on is here, so nothing
/// has to be found again in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StepKind {
    /// A look at a URL that may describe the server. `place` is the URL, without its origin where
    /// that is the server's own.
    Discovery {
        document: Option<MetadataDocument>,
        place: String,
    },
    Registration {
        operation: RegistrationOperation,
    },
    AuthorizationUrl,
    /// The pushed authorization request (RFC 9126).
    PushedAuthorization,
    /// The device authorization request (RFC 8628).
    DeviceAuthorization,
    Browser,
    /// A look at the authorization endpoint's page, to read why it refused.
    AuthorizationPage,
    Callback {
        outcome: CallbackOutcome,
    },
    Token {
        grant: Grant,
    },
    Refresh,
    Userinfo,
    Introspection,
    Keys,
    Revocation {
        token: TokenTypeHint,
    },
    /// A request of the workbench. `token` is the name of the token that it carries.
    Request {
        method: String,
        origin: String,
        token: Option<String>,
    },
    Redirect {
        origin: String,
        token: Option<String>,
    },
    Decision {
        decision: Decision,
    },
    Failure {
        message: String,
    },
    /// A step recorded before steps were typed.
    Untyped {
        topic: Topic,
        title: String,
    },
}

/// A metadata document at a well-known URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataDocument {
    OpenidConfiguration,
    AuthorizationServer,
    ProtectedResource,
}

/// An operation on a client registration (RFC 7591 and RFC 7592).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationOperation {
    Register,
    Read,
    Update,
    Delete,
}

/// What came to the redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CallbackOutcome {
    Code,
    Token,
    Error,
    /// It does not answer this login.
    Ignored {
        reason: String,
    },
}

/// A decision of Tokenry or of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Decision {
    /// The recipe's call that tells the account could not be made.
    AccountNotRequested {
        reason: String,
    },
    /// `signature` says whether and how the signature was verified.
    IdTokenAccepted {
        signature: String,
    },
    IdTokenIgnored {
        reason: String,
    },
    /// `slow_down` of the device grant (RFC 8628 §3.5).
    SlowDown {
        seconds: u64,
    },
    /// The API refused the token as invalid.
    RefreshAndResend,
    /// The person agreed to send the token to an origin that is not its server's.
    ForeignOrigin {
        token: String,
        origin: String,
    },
    Cancelled {
        message: String,
    },
}

/// The subject of a step, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Discovery,
    Registration,
    Authorize,
    Pushed,
    Device,
    Browser,
    Callback,
    Token,
    Refresh,
    Userinfo,
    Introspection,
    Keys,
    Revocation,
    Request,
    Redirect,
    Decision,
    Failure,
}

impl StepKind {
    pub fn topic(&self) -> Topic {
        match self {
            Self::Discovery { .. } => Topic::Discovery,
            Self::Registration { .. } => Topic::Registration,
            Self::AuthorizationUrl | Self::AuthorizationPage => Topic::Authorize,
            Self::PushedAuthorization => Topic::Pushed,
            Self::DeviceAuthorization => Topic::Device,
            Self::Browser => Topic::Browser,
            Self::Callback { .. } => Topic::Callback,
            Self::Token { .. } => Topic::Token,
            Self::Refresh => Topic::Refresh,
            Self::Userinfo => Topic::Userinfo,
            Self::Introspection => Topic::Introspection,
            Self::Keys => Topic::Keys,
            Self::Revocation { .. } => Topic::Revocation,
            Self::Request { .. } => Topic::Request,
            Self::Redirect { .. } => Topic::Redirect,
            Self::Decision { .. } => Topic::Decision,
            Self::Failure { .. } => Topic::Failure,
            Self::Untyped { topic, .. } => *topic,
        }
    }

    /// Returns one line: "Exchanged the authorization code for a token".
    pub fn title(&self) -> String {
        match self {
            Self::Discovery { place, .. } => format!("Requested {place}"),
            Self::Registration { operation } => operation.title().into(),
            Self::AuthorizationUrl => "Built the authorization URL".into(),
            Self::PushedAuthorization => "Pushed the authorization request".into(),
            Self::DeviceAuthorization => "Requested a device code".into(),
            Self::Browser => "Opened the system browser".into(),
            Self::AuthorizationPage => "Requested the login page without cookies".into(),
            Self::Callback { outcome } => outcome.title(),
            Self::Token { grant } => of_grant(*grant).into(),
            Self::Refresh => "Requested a new access token with the refresh token".into(),
            Self::Userinfo => "Requested the account".into(),
            Self::Introspection => "Introspected the access token".into(),
            Self::Keys => "Requested the server's signing keys".into(),
            Self::Revocation { token } => format!("Revoked the {}", token.name()),
            Self::Request {
                method,
                origin,
                token,
            } => format!("Sent {method} to {origin}{}", with(token.as_deref())),
            Self::Redirect { origin, token } => {
                format!("Followed a redirect to {origin}{}", with(token.as_deref()))
            }
            Self::Decision { decision } => decision.title(),
            Self::Failure { message } => message.clone(),
            Self::Untyped { title, .. } => title.clone(),
        }
    }

    /// Returns every text that may quote what a server or a person sent.
    pub(super) fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Discovery { place: text, .. }
            | Self::Callback {
                outcome: CallbackOutcome::Ignored { reason: text },
            }
            | Self::Failure { message: text }
            | Self::Untyped { title: text, .. } => vec![text],
            Self::Request { origin, token, .. } | Self::Redirect { origin, token } => {
                std::iter::once(origin).chain(token).collect()
            }
            Self::Decision { decision } => decision.texts_mut(),
            Self::Registration { .. }
            | Self::AuthorizationUrl
            | Self::AuthorizationPage
            | Self::PushedAuthorization
            | Self::DeviceAuthorization
            | Self::Browser
            | Self::Callback { .. }
            | Self::Token { .. }
            | Self::Refresh
            | Self::Userinfo
            | Self::Introspection
            | Self::Keys
            | Self::Revocation { .. } => Vec::new(),
        }
    }
}

impl RegistrationOperation {
    fn title(self) -> &'static str {
        match self {
            Self::Register => "Registered the client",
            Self::Read => "Requested the client registration",
            Self::Update => "Sent the changed client registration",
            Self::Delete => "Requested that the client registration be deleted",
        }
    }
}

impl CallbackOutcome {
    fn title(&self) -> String {
        match self {
            Self::Code => "Received the authorization code".into(),
            Self::Token => "Received a token in the URL fragment".into(),
            Self::Error => "Received an error instead of a code".into(),
            Self::Ignored { reason } => format!("Ignored: {reason}"),
        }
    }
}

impl Decision {
    fn title(&self) -> String {
        match self {
            Self::AccountNotRequested { reason } => {
                format!("Did not request the account: {reason}")
            }
            Self::IdTokenAccepted { signature } => {
                format!("Checked the ID token; its signature is {signature}")
            }
            Self::IdTokenIgnored { reason } => format!("Ignored the ID token: {reason}"),
            Self::SlowDown { seconds } => {
                format!("The server asked to slow down: polling every {seconds} s")
            }
            Self::RefreshAndResend => {
                "The API refused the token as invalid: refreshing it and sending again".into()
            }
            Self::ForeignOrigin { token, origin } => {
                format!("You agreed to send the token {token} to {origin}")
            }
            Self::Cancelled { message } => message.clone(),
        }
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::AccountNotRequested { reason: text }
            | Self::IdTokenAccepted { signature: text }
            | Self::IdTokenIgnored { reason: text }
            | Self::Cancelled { message: text } => vec![text],
            Self::ForeignOrigin { token, origin } => vec![token, origin],
            Self::SlowDown { .. } | Self::RefreshAndResend => Vec::new(),
        }
    }
}

fn of_grant(grant: Grant) -> &'static str {
    match grant {
        Grant::AuthorizationCode => "Exchanged the authorization code for a token",
        Grant::ClientCredentials => "Requested a token with the client's credentials",
        Grant::DeviceCode => "Polled the token endpoint with the device code",
        Grant::Implicit => "Read the token in the URL fragment",
        Grant::Password => "Requested a token with a user name and password",
        Grant::JwtBearer => "Requested a token with a JWT signed by the client",
        Grant::Assertion => "Requested a token with a JWT assertion",
        Grant::TokenExchange => "Exchanged a token for another",
        Grant::Pasted => "Read the pasted token",
    }
}

fn with(token: Option<&str>) -> String {
    token.map_or_else(String::new, |token| format!(" with the token {token}"))
}

//! A login's input ([`LoginForm`]), its progress ([`LoginStatus`]) and its phases ([`LoginPhase`]).

use serde::{Deserialize, Serialize};

use crate::{
    callback_method::CallbackMethod, client::Client, clock::Timestamp, id::Id, server::Server,
    token::Token, transcript::Transcript,
};

/// The lifetime of a `state`, and therefore of a login, in seconds.
pub const LONGEST_SECS: u32 = 600;

/// The options a person chooses for a login.
#[derive(Debug, Clone)]
pub struct LoginForm {
    pub client: Id<Client>,
    /// `None` names the token after the account, once that is known.
    pub token_name: Option<String>,
    /// `None` requests the client's default scopes.
    pub scopes: Option<Vec<String>>,
    /// Further parameters of the login's first request (`prompt`, `login_hint`, `audience`, …): to
    /// the authorize endpoint, to the device authorization endpoint, or to the token endpoint if no
    /// person is involved. `resource` may appear more than once and is sent with every token
    /// request ([`crate::authorization_params`]).
    pub params: Vec<(String, String)>,
    /// The token to replace by logging in again. It keeps its name and its requests.
    pub renew: Option<Id<Token>>,
    /// Seconds until the login times out, at most 600 (the lifetime of a `state`).
    pub timeout_secs: u32,
    /// Opens the system's browser. `false` only shows the URL.
    pub open_browser: bool,
    /// Does not listen for the callback even if that is possible. The person pastes it.
    pub paste_only: bool,
    /// The redirect URI to use. `None` selects the client's first one that works now.
    pub redirect: Option<String>,
    /// Uses the implicit grant (RFC 6749 §4.2), for old servers. The token comes back in the
    /// fragment of the URL, which a person pastes.
    pub implicit: bool,
    /// A person is available to paste the answer. Otherwise only automatic callbacks work.
    pub can_paste: bool,
}

/// The visible state of a login. It contains no secret except `state` in the URL for the browser,
/// which is useless without the verifier and shown only on request.
#[derive(Debug, Clone)]
pub struct LoginStatus {
    pub id: Id<Login>,
    pub client: Id<Client>,
    pub server: Id<Server>,
    pub client_name: String,
    pub server_name: String,
    pub callback_method: CallbackMethod,
    /// The exact `redirect_uri` that is sent. Empty for a login on another device.
    pub redirect_uri: String,
    /// Other registered redirect URIs that a new attempt could use.
    pub other_redirects: Vec<String>,
    /// Differences from what the client's settings suggest, with reasons, in sentences.
    pub remarks: Vec<String>,
    /// The options of this login, to start it again.
    pub form: LoginForm,
    /// The URL where the person logs in.
    pub authorize_url: url::Url,
    /// The code to enter there, for a login on another device (RFC 8628 §3.3).
    pub user_code: Option<UserCode>,
    pub phase: LoginPhase,
    /// An answer that cannot be matched to this login. It is shown while the login waits and when
    /// it ends.
    pub heard: Option<LoginHeard>,
    pub started_at: Timestamp,
    pub expires_at: Timestamp,
    pub transcript: Transcript,
}

/// The user code of a login on another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode {
    pub text: String,
    /// The URL that already contains the code, for a QR code.
    pub complete: Option<url::Url>,
}

/// Type parameter for [`Id<Login>`] only.
#[derive(Debug)]
pub enum Login {}

/// The phase of a login. The first two are in progress, the others are final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LoginPhase {
    /// Waiting for the person to return from the browser.
    WaitingForPerson {
        /// A stray or invalid callback that was ignored, shown so that it is no mystery.
        warning: Option<String>,
    },
    /// Exchanging the code for a token.
    Exchanging,
    Done {
        token: Id<Token>,
        token_name: String,
        /// A warning about the granted scopes ([`Token::scopes_warning`]).
        warning: Option<String>,
    },
    Failed {
        step: LoginStep,
        /// What happened.
        message: String,
        /// The server's words, verbatim.
        said: Option<String>,
        /// What to do.
        hint: String,
        /// The underlying errors, outermost first.
        causes: Vec<String>,
        remedy: Option<LoginRemedy>,
    },
    Cancelled,
    /// Nobody returned in time.
    TimedOut,
}

/// The step at which a login failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStep {
    /// The authorization request or its response (RFC 6749 §4.1.1 and §4.1.2).
    Authorize,
    /// The callback from the browser.
    Callback,
    /// The token request.
    Token,
    /// Storing the token.
    Store,
}

impl LoginStep {
    /// Returns the name used in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Callback => "callback",
            Self::Token => "token",
            Self::Store => "store",
        }
    }
}

/// The help that Tokenry offers after a failed login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginRemedy {
    /// The client may need another authentication method.
    OtherMethod,
    /// The redirect URI does not match a registered one.
    RedirectUri,
}

impl LoginPhase {
    pub fn is_over(&self) -> bool {
        !matches!(self, Self::WaitingForPerson { .. } | Self::Exchanging)
    }
}

/// An error that came back without `state`. Any program on this machine can send one, so the login
/// continues. It is still the most likely reason for the missing answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHeard {
    /// The server's words, verbatim.
    pub said: String,
    /// The most likely meaning, and what to do.
    pub hint: String,
    pub remedy: Option<LoginRemedy>,
}

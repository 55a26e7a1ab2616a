//! A login as it is asked for and shown: [`LoginForm`], [`LoginStatus`], and the [`LoginPhase`] in
//! which it stands.

use serde::{Deserialize, Serialize};

use crate::{
    callback_method::CallbackMethod, client::Client, clock::Timestamp, id::Id, server::Server,
    token::Token, transcript::Transcript,
};

/// A `state` lives ten minutes, and with it the login.
pub const LONGEST_SECS: u32 = 600;

/// What a person asks for when logging in.
#[derive(Debug, Clone)]
pub struct LoginForm {
    pub client: Id<Client>,
    /// `None`: named after the account once that is known.
    pub token_name: Option<String>,
    /// `None`: the client's default scopes.
    pub scopes: Option<Vec<String>>,
    /// Further parameters of the request with which the login begins (`prompt`, `login_hint`,
    /// `audience`, …): to the authorize endpoint, for a device's code, or to the token endpoint
    /// where no person is asked. `resource` may stand there more than once and goes along with
    /// every token request ([`crate::authorization_params`]).
    pub params: Vec<(String, String)>,
    /// Log in again: the token to renew in place, with its name and its requests.
    pub renew: Option<Id<Token>>,
    /// Seconds until the login is given up; 600 at most (a `state` lives ten minutes).
    pub timeout_secs: u32,
    /// Whether to open the system's browser, or only to show the address.
    pub open_browser: bool,
    /// Do not listen for the callback even where we could: the person pastes it.
    pub paste_only: bool,
    /// The redirect URI to use; `None`: the client's first one that works now.
    pub redirect: Option<String>,
    /// By the implicit grant (RFC 6749 §4.2), for old servers: the token itself comes back behind
    /// the # of the address, which a person pastes.
    pub implicit: bool,
    /// Somebody is there to paste the answer. If not, only what comes back by itself will do.
    pub can_paste: bool,
}

/// A login as it is shown while it runs. Holds no secret but the address for the browser,
/// which carries `state`: useless without the verifier, and shown on request only.
#[derive(Debug, Clone)]
pub struct LoginStatus {
    pub id: Id<Login>,
    pub client: Id<Client>,
    pub server: Id<Server>,
    pub client_name: String,
    pub server_name: String,
    pub callback_method: CallbackMethod,
    /// Exactly what is sent as `redirect_uri`; empty for a login on another device.
    pub redirect_uri: String,
    /// What else is registered, to log in with instead.
    pub other_redirects: Vec<String>,
    /// Why it is not what the client's settings make one expect, in sentences.
    pub remarks: Vec<String>,
    /// With what it was started, to start it again.
    pub form: LoginForm,
    /// Where the person goes.
    pub authorize_url: url::Url,
    /// What to type in there, for a login on another device (RFC 8628 §3.3).
    pub user_code: Option<UserCode>,
    pub phase: LoginPhase,
    /// What came back without saying that it answers this login, told while it waits and at its
    /// end.
    pub heard: Option<LoginHeard>,
    pub started_at: Timestamp,
    pub expires_at: Timestamp,
    pub transcript: Transcript,
}

/// The code of a login on another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode {
    pub text: String,
    /// The address that already holds the code, for a QR code.
    pub complete: Option<url::Url>,
}

/// Only used as the type in [`Id<Login>`].
#[derive(Debug)]
pub enum Login {}

/// Where a login stands. The first two are under way, the others are its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LoginPhase {
    /// Waiting for the person to come back from the browser.
    WaitingForPerson {
        /// A stray or wrong callback that was ignored, told so that nobody wonders.
        warning: Option<String>,
    },
    /// The code is being exchanged for a token.
    Exchanging,
    Done {
        token: Id<Token>,
        token_name: String,
        /// What to know of its scopes ([`Token::scopes_warning`]).
        warning: Option<String>,
    },
    Failed {
        step: LoginStep,
        /// What happened.
        message: String,
        /// What the server said, word for word.
        said: Option<String>,
        /// What to do.
        hint: String,
        remedy: Option<LoginRemedy>,
    },
    Cancelled,
    /// Nobody came back in time.
    TimedOut,
}

/// The step at which a login failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStep {
    /// The authorization request (RFC 6749 §4.1.1), or its answer.
    Authorize,
    /// The way back from the browser.
    Callback,
    /// The token request.
    Token,
    /// Storing what came.
    Store,
}

impl LoginStep {
    /// As it is told to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Callback => "callback",
            Self::Token => "token",
            Self::Store => "store",
        }
    }
}

/// What Tokenry can help with after a login that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginRemedy {
    /// The client may have to prove itself in another way.
    OtherMethod,
    /// The redirect URI is not the registered one.
    RedirectUri,
}

impl LoginPhase {
    pub fn is_over(&self) -> bool {
        !matches!(self, Self::WaitingForPerson { .. } | Self::Exchanging)
    }
}

/// An error that came back without `state`. Anybody on this machine can send one, so the login
/// goes on; but it is most likely the reason why no answer comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHeard {
    /// Word for word.
    pub said: String,
    /// What it most likely means, and what to do.
    pub hint: String,
    pub remedy: Option<LoginRemedy>,
}

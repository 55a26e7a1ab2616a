//! Why an API refused a call, and the one repair that most likely helps.

use serde::{Deserialize, Serialize};

use crate::{client::Client, clock::Timestamp, id::Id, server::Placement, token::Token};

/// Why a call was refused, for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    pub cause: Cause,
    /// What happened, in a sentence.
    pub happened: String,
    /// What the server said, word for word: the challenge and the body, a line each.
    pub said: Option<String>,
    /// What it most likely means.
    pub meaning: String,
    /// What else is worth knowing, in full sentences.
    pub remarks: Vec<String>,
    /// What to do, in a sentence.
    pub advice: String,
    /// What Tokenry can do about it.
    pub repair: Option<Repair>,
    /// The server may be asked about the token (RFC 7662): it knows whether it was revoked.
    pub may_ask: bool,
}

/// The known reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Cause {
    /// The request carried no token.
    NoToken,
    /// What was typed as a credential was refused.
    TypedCredential,
    /// A redirect led to another origin, and the token was not sent there.
    LeftBehind {
        origin: String,
    },
    /// It ended, at a time that somebody said or that the server keeps to itself.
    Expired {
        at: Option<Timestamp>,
    },
    /// By our clock it is good, by the server's it is not.
    Clock {
        ahead_secs: i64,
    },
    /// `nbf` has not come.
    NotYetValid {
        from: Option<Timestamp>,
    },
    Revoked,
    /// It is meant for another API (RFC 7519 §4.1.3).
    Audience {
        found: Vec<String>,
    },
    /// It was issued by somebody else.
    Issuer {
        found: Option<String>,
    },
    /// It does not allow this (RFC 6750 §3.1). `missing` is empty where the server does not say
    /// what would.
    Scope {
        missing: Vec<String>,
    },
    /// The login has to be stronger or more recent (RFC 9470).
    StrongerLogin {
        acr_values: Option<String>,
        max_age: Option<String>,
    },
    /// The server does not look where the token was put.
    NotSeen,
    /// It takes tokens only with proof of a key (RFC 9449).
    Bound,
    /// The proof of the token's key was refused.
    Proof,
    /// Refused without a reason that fits.
    Refused,
    /// The token was taken, and the account may not do this.
    Forbidden,
    /// An organisation wants this token to be let in by its single sign-on.
    SignOn {
        page: Option<String>,
    },
    /// Too many calls.
    Limited {
        until: Option<Timestamp>,
    },
    /// Something before the API answered: a firewall, a proxy.
    Gate,
    /// A page to log in, where an answer of the API was expected.
    LoginPage,
}

impl Cause {
    /// Whether it says of the token itself that it is good no more: at its own server, whatever is
    /// called there.
    pub fn voids_token(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::Revoked | Self::Refused)
    }
}

/// What can be done about a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Repair {
    /// Renew the token and send again.
    Refresh,
    /// Log in again for the same token and send again. `None`: with the scopes it had.
    LogIn {
        scopes: Option<Vec<String>>,
        /// Added to the authorization request.
        params: Vec<(String, String)>,
    },
    /// Get a new token in place of this one, by its own grant, for which nobody logs in. `None`:
    /// with the scopes it had.
    Obtain { scopes: Option<Vec<String>> },
    /// Get a first token: log in at this client.
    NewLogin { client: Id<Client> },
    /// Send again with another token.
    PickToken { token: Id<Token>, name: String },
    /// Paste a new token: this one cannot be had by a login.
    PasteToken,
    /// Put the token elsewhere and send again.
    Place { placement: Placement },
    /// Add a header to the request and send again.
    AddHeader { name: String, value: String },
    /// Send the request to where the redirect led; the person is asked first.
    SendThere { url: String },
    /// Add the server that guards this address, and log in there.
    AddServer { address: String },
    /// Change the client: what it asks for is not enough.
    EditClient,
    /// Do it again after this time.
    Wait { until: Timestamp },
    /// Set this machine's clock.
    SetClock,
    /// Open a page of the server in the browser.
    OpenPage { url: String },
}

//! The reason an API refused a call, and the repair most likely to help.

use serde::{Deserialize, Serialize};

use crate::{client::Client, clock::Timestamp, id::Id, server::Placement, token::Token};

/// An explanation of a refused call, for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    pub cause: Cause,
    /// What happened, in one sentence.
    pub happened: String,
    /// The server's words, verbatim: the challenge and the body, one line each.
    pub said: Option<String>,
    /// The most likely meaning.
    pub meaning: String,
    /// Further remarks, in full sentences.
    pub remarks: Vec<String>,
    /// The recommended action, in one sentence.
    pub advice: String,
    /// The repair that Tokenry offers.
    pub repair: Option<Repair>,
    /// The server supports introspection (RFC 7662), so Tokenry can ask whether the token was
    /// revoked.
    pub may_ask: bool,
}

/// The known reasons for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Cause {
    /// The request carried no token.
    NoToken,
    /// The credential that the person typed was refused.
    TypedCredential,
    /// A redirect led to another origin, so the token was not sent there.
    LeftBehind {
        origin: String,
    },
    /// The token has expired, at a known time or at one that only the server knows.
    Expired {
        at: Option<Timestamp>,
    },
    /// The token is valid by the local clock, but not by the server's.
    Clock {
        ahead_secs: i64,
    },
    /// The time in `nbf` has not been reached.
    NotYetValid {
        from: Option<Timestamp>,
    },
    Revoked,
    /// The token is meant for another API (RFC 7519 §4.1.3).
    Audience {
        found: Vec<String>,
    },
    /// The token was issued by another issuer.
    Issuer {
        found: Option<String>,
    },
    /// The token's scopes do not allow the call (RFC 6750 §3.1). `missing` is empty if the server
    /// does not name the required scopes.
    Scope {
        missing: Vec<String>,
    },
    /// The call requires a stronger or more recent login (RFC 9470).
    StrongerLogin {
        acr_values: Option<String>,
        max_age: Option<String>,
    },
    /// The server does not look for the token where it was sent.
    NotSeen,
    /// The server accepts tokens only with proof of possession of a key (RFC 9449).
    Bound,
    /// The server refused the DPoP proof.
    Proof,
    /// Refused for no recognisable reason.
    Refused,
    /// The token was accepted, but the account lacks the permission.
    Forbidden,
    /// An organisation requires the token to be authorized for its single sign-on.
    SignOn {
        page: Option<String>,
    },
    /// The rate limit was exceeded.
    Limited {
        until: Option<Timestamp>,
    },
    /// Something in front of the API answered, such as a firewall or a proxy.
    Gate,
    /// A login page came back instead of an API response.
    LoginPage,
}

impl Cause {
    /// Returns `true` if the reason makes the token useless for every call to its own server.
    pub fn voids_token(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::Revoked | Self::Refused)
    }
}

/// A repair for a refused call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Repair {
    /// Refresh the token and send again.
    Refresh,
    /// Log in again for the same token and send again. `None` keeps its scopes.
    LogIn {
        scopes: Option<Vec<String>>,
        /// Parameters added to the authorization request.
        params: Vec<(String, String)>,
    },
    /// Get a replacement by the token's own grant, which needs no login. `None` keeps its scopes.
    Obtain { scopes: Option<Vec<String>> },
    /// Log in at this client to get a first token.
    NewLogin { client: Id<Client> },
    /// Send again with another token.
    PickToken { token: Id<Token>, name: String },
    /// Paste a new token, because no login can provide one.
    PasteToken,
    /// Move the token to another place in the request and send again.
    Place { placement: Placement },
    /// Add a header to the request and send again.
    AddHeader { name: String, value: String },
    /// Send the request to the redirect's target, after asking the person.
    SendThere { url: String },
    /// Add the server that protects this URL, and log in there.
    AddServer { address: String },
    /// Edit the client, because it requests too little.
    EditClient,
    /// Send again after this time.
    Wait { until: Timestamp },
    /// Correct this machine's clock.
    SetClock,
    /// Open one of the server's pages in the browser.
    OpenPage { url: String },
}

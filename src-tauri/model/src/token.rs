//! Tokens: named grants with an account, scopes, an expiry and a history.

mod health;
mod members;
mod state;

use serde::{Deserialize, Serialize};

pub use self::{
    health::Health,
    members::{MemberSource, ShownMember, TokenMember, TokenMembers},
    state::{Margin, Relogin, StateChange, TokenState},
};

use crate::{
    authorization_params::AuthorizationParams,
    client::Client,
    clock::Timestamp,
    grant::Grant,
    id::Id,
    sealed::Sealed,
    server::{Placement, Server},
};

/// `token_type` of a bound token, and its authentication scheme (RFC 9449 §5, §7.1).
pub const DPOP: &str = "DPoP";

/// A stored token.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: Id<Token>,
    pub server: Id<Server>,
    /// `None` for a pasted token.
    pub client: Option<Id<Client>>,
    /// Unique among tokens.
    pub name: String,
    pub grant: Grant,
    pub account: Option<Account>,
    pub scopes: Scopes,
    /// `token_type` of the reply, or `Bearer` if it had none. `DPoP` for a token bound to a key
    /// (RFC 9449 §5).
    pub token_type: String,
    /// The placement of this token, if it was imported with one. Otherwise the client or the server
    /// decides.
    pub placement: Option<Placement>,
    pub expiry: Expiry,
    /// The state. Its reason is empty until the workbench opens `health_words`.
    pub health: Health,
    /// `health` including its reason, sealed.
    pub health_words: Option<Sealed>,
    /// Counts the changes of the secrets. It is part of their sealing.
    pub generation: i64,
    pub secrets: TokenSecrets,
    pub created_at: Timestamp,
    /// The time at which the current access token was obtained.
    pub obtained_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// The sealed parts of a token, under the server's data key.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenSecrets {
    pub access: Sealed,
    pub refresh: Option<Sealed>,
    pub id_token: Option<Sealed>,
    /// The refresh token before the last rotation, kept until the new access token has worked once.
    pub previous_refresh: Option<Sealed>,
    /// The private DPoP key of the token (RFC 9449).
    pub dpop_key: Option<Sealed>,
    /// Non-standard members of the token reply ([`TokenMembers`]).
    pub members: Option<Sealed>,
}

/// The account that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `sub` of the userinfo response or the ID token.
    pub subject: String,
    /// A label that a person recognises: preferred user name, e-mail, name, or else the subject.
    pub label: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    pub requested: Vec<String>,
    /// `None` if the reply named none, which means that the requested scopes were granted (RFC 6749
    /// §5.1).
    pub granted: Option<Vec<String>>,
    /// The other parameters of the request. Refreshes and the next login repeat them.
    #[serde(default, skip_serializing_if = "AuthorizationParams::is_empty")]
    pub further: AuthorizationParams,
    /// The detailed permissions of the token, according to the server (RFC 9396 §7): a JSON array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

impl Scopes {
    /// Returns the scopes that were requested but not granted.
    pub fn refused(&self) -> Vec<&str> {
        let granted = self.granted.as_ref().unwrap_or(&self.requested);
        missing(&self.requested, granted)
    }

    /// Returns the scopes that were granted but not requested. Empty if none were requested, since
    /// the server then chose.
    pub fn unasked(&self) -> Vec<&str> {
        match &self.granted {
            Some(granted) if !self.requested.is_empty() => missing(granted, &self.requested),
            _ => Vec::new(),
        }
    }
}

fn missing<'a>(of: &'a [String], in_: &[String]) -> Vec<&'a str> {
    let names = of.iter().filter(|name| !in_.contains(name));
    names.map(String::as_str).collect()
}

/// The expiry of the access token, and its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// `None` if unknown, or if the token never expires.
    pub at: Option<Timestamp>,
    pub source: ExpirySource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExpirySource {
    /// `expires_in` of the reply.
    ExpiresIn,
    /// `exp` of the JWT access token.
    JwtExp,
    /// `exp` of the introspection response (RFC 7662 §2.2).
    Introspection,
    /// Set by the person.
    Person,
    /// Set by the person to override the server. Also applies after a refresh.
    Corrected,
    /// The server sent zero, which does not mean an expiry.
    Zero,
    /// The server sent a value that is not a lifetime.
    Unreadable,
    /// Unknown.
    Unknown,
}

/// One entry of a token's history, stored sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenEvent {
    pub at: Timestamp,
    pub kind: TokenEventKind,
    /// One sentence, without secrets.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenEventKind {
    Created,
    Refreshed,
    RefreshFailed,
    LoggedInAgain,
    LoginNeeded,
    Recovered,
    Renamed,
    /// Edited by a person: client, expiry or placement.
    Changed,
    Revoked,
    /// Introspection found something new.
    Introspected,
}

/// The scope that requests a refresh token (OpenID Connect Core §11).
pub const OFFLINE: &str = "offline_access";
impl Token {
    /// Returns `true` if the access token needs a DPoP proof wherever it is sent (RFC 9449 §7.1). A
    /// server may issue a plain access token in spite of the proof, and bind only the refresh
    /// token.
    pub fn is_bound(&self) -> bool {
        self.secrets.dpop_key.is_some() && self.token_type.eq_ignore_ascii_case(DPOP)
    }

    /// Returns a warning if fewer or more scopes were granted than requested (RFC 6749 §3.3).
    pub fn scopes_warning(&self) -> Option<String> {
        let mut refused = self.scopes.refused();
        let mut warnings = Vec::new();
        if refused.contains(&OFFLINE) {
            // Some servers omit it from the scopes but issue a refresh token.
            refused.retain(|name| *name != OFFLINE);
            if self.secrets.refresh.is_none() {
                warnings.push(
                    "offline_access was requested, but no refresh token came: the token cannot be \
                     refreshed without a login. Many servers grant it only if the login asks for \
                     consent (prompt=consent), and only to authorized clients."
                        .to_owned(),
                );
            }
        }
        let unasked = self.scopes.unasked();
        if !refused.is_empty() {
            warnings.push(format!(
                "Fewer scopes were granted than requested: not {}. Calls that need them will be \
                 refused. Log in again and approve them, or ask the server's owner whether your \
                 account and this client may have them.",
                refused.join(", ")
            ));
        }
        if !unasked.is_empty() {
            warnings.push(format!(
                "More scopes were granted than requested: also {}. Whoever has the token can use \
                 them.",
                unasked.join(", ")
            ));
        }
        (!warnings.is_empty()).then(|| warnings.join(" "))
    }

    /// Returns `true` if a new access token can be obtained without a person.
    pub fn renewable(&self) -> bool {
        self.client.is_some()
            && (self.secrets.refresh.is_some()
                || matches!(self.grant, Grant::ClientCredentials | Grant::JwtBearer))
    }
}

/// Returns `true` if the token can travel in a header: visible ASCII only, with no space at either
/// end, where it would be lost in transit.
pub fn is_sendable(token: &str) -> bool {
    token.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && token.trim() == token
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(requested: &str, granted: Option<&str>) -> Scopes {
        let own = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Scopes {
            requested: own(requested),
            granted: granted.map(own),
            ..Scopes::default()
        }
    }

    #[test]
    fn fewer_and_more_scopes_are_told_apart() {
        let (none, write): (&[&str], &[&str]) = (&[], &["write"]);
        for (requested, granted, refused, unasked) in [
            ("read write", Some("read"), write, none),
            ("read", Some("write read"), none, write),
            ("read", Some("write"), &["read"], write),
            ("write read", Some("read write"), none, none),
            // No granted scopes means as requested. No requested scopes means the server chose.
            ("read write", None, none, none),
            ("", Some("read write"), none, none),
            ("write", Some(""), write, none),
        ] {
            let scopes = scopes(requested, granted);
            assert_eq!(scopes.refused(), refused, "{requested} {granted:?}");
            assert_eq!(scopes.unasked(), unasked, "{requested} {granted:?}");
        }
    }
}

//! A token: a named grant, with its account, scopes, expiry and history.

mod health;
mod members;

use serde::{Deserialize, Serialize};

pub use self::{
    health::Health,
    members::{MemberSource, ShownMember, TokenMember, TokenMembers},
};

use crate::{
    authorization_params::AuthorizationParams,
    client::Client,
    clock::{SignedDuration, Timestamp},
    id::Id,
    sealed::Sealed,
    server::{Placement, Server},
};

/// `token_type` of a bound token, and the scheme it is sent with (RFC 9449 §5, §7.1).
pub const DPOP: &str = "DPoP";

/// A stored token.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: Id<Token>,
    pub server: Id<Server>,
    /// Absent for a pasted token.
    pub client: Option<Id<Client>>,
    /// Unique among tokens.
    pub name: String,
    pub grant: Grant,
    pub account: Option<Account>,
    pub scopes: Scopes,
    /// `token_type` of the reply; `Bearer` where it had none. `DPoP` for a token that is bound to
    /// a key (RFC 9449 §5).
    pub token_type: String,
    /// How this very token is sent, where it was brought in with that; else as its client and
    /// server say.
    pub placement: Option<Placement>,
    pub expiry: Expiry,
    /// The state; why, only once the workbench has opened `health_words`.
    pub health: Health,
    /// `health` with its reason, sealed.
    pub health_words: Option<Sealed>,
    /// Counts the changes of the secrets; bound into their sealing.
    pub generation: i64,
    pub secrets: TokenSecrets,
    pub created_at: Timestamp,
    /// When the present access token was obtained.
    pub obtained_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// The sealed parts of a token, all under the server's data key.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenSecrets {
    pub access: Sealed,
    pub refresh: Option<Sealed>,
    pub id_token: Option<Sealed>,
    /// The refresh token before the last rotation, kept until the new access token has
    /// worked once.
    pub previous_refresh: Option<Sealed>,
    /// The private key of a token that was asked for with proof of a key (RFC 9449).
    pub dpop_key: Option<Sealed>,
    /// What the server gave with it beside what the standards name ([`TokenMembers`]).
    pub members: Option<Sealed>,
}

/// How the token came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    AuthorizationCode,
    ClientCredentials,
    /// On another device (RFC 8628).
    DeviceCode,
    /// In the browser, where the token itself came back (RFC 6749 §4.2).
    Implicit,
    /// With a person's name and password (RFC 6749 §4.3).
    Password,
    /// For a JWT that the client signed for the account (RFC 7523 §2.1): asked for again
    /// without a person.
    JwtBearer,
    /// For a JWT that somebody else signed.
    Assertion,
    /// For another token (RFC 8693).
    TokenExchange,
    Pasted,
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `sub` of userinfo or ID token.
    pub subject: String,
    /// What a person recognises: preferred user name, e-mail, name, or else the subject.
    pub label: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    pub requested: Vec<String>,
    /// `None` where the reply named none: then the requested ones were granted (RFC 6749 §5.1).
    pub granted: Option<Vec<String>>,
    /// What was asked for besides; a renewal and the next login ask for it again.
    #[serde(default, skip_serializing_if = "AuthorizationParams::is_empty")]
    pub further: AuthorizationParams,
    /// What the token allows in particular, by the server's word (RFC 9396 §7): a JSON array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

impl Scopes {
    /// Those that were asked for and not granted.
    pub fn refused(&self) -> Vec<&str> {
        let granted = self.granted.as_ref().unwrap_or(&self.requested);
        missing(&self.requested, granted)
    }

    /// Those that were granted and not asked for. Where none were asked for the server chose, and
    /// nothing is too much.
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

/// Until when the access token works, and who said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// `None`: not known, or never.
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
    /// `exp` of the server's answer about the token (RFC 7662 §2.2).
    Introspection,
    /// Set by the person.
    Person,
    /// Set by the person against the server's word; holds for renewals too.
    Corrected,
    /// The server names zero, which says nothing of an end.
    Zero,
    /// What the server says is no lifetime.
    Unreadable,
    /// Nobody said.
    Unknown,
}

/// What a person sees at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// Works, as far as is known.
    Valid,
    /// Works, but within the refresh margin of its end.
    Expiring,
    /// Past its end, and can be renewed without asking a person.
    Refreshable,
    /// Past its end, and only a new login helps.
    Expired,
    /// The API refused it a moment ago.
    Refused,
    /// The server refused the refresh token.
    LoginNeeded,
    /// Nobody said when it ends.
    NoExpiry,
}

/// One line of a token's history. It is stored sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenEvent {
    pub at: Timestamp,
    pub kind: TokenEventKind,
    /// A sentence, without secrets.
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
    /// By a person: its client, its end, how it is sent.
    Changed,
    Revoked,
    /// The server was asked about the token and told something new.
    Introspected,
}

/// The scope that asks for a refresh token (OpenID Connect Core §11).
pub const OFFLINE: &str = "offline_access";
/// Clocks that are set right move by less.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// How long before its end a token is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin(pub SignedDuration);

impl Default for Margin {
    fn default() -> Self {
        Self(SignedDuration::from_secs(60))
    }
}

impl Token {
    /// It was obtained in the future: this computer's clock was wrong then, or is now. An end
    /// that was counted from there says nothing.
    pub fn clock_was_wrong(&self, now: Timestamp) -> bool {
        self.expiry.source == ExpirySource::ExpiresIn
            && self.obtained_at.duration_since(now) > CLOCK_TOLERANCE
    }

    /// When the access token ends. Where the clock was wrong, a token that can be renewed is due
    /// now, and of another nobody knows.
    pub fn ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.clock_was_wrong(now) {
            return self.expiry.at;
        }
        self.expiry.at.filter(|_| self.renewable()).map(|_| now)
    }

    /// What a person should know about a clock that was wrong.
    pub fn clock_warning(&self, now: Timestamp) -> Option<String> {
        let told = "By this computer's clock it was obtained in the future: the clock was wrong \
                    then, or is wrong now. So it is not known when it ends.";
        let next = if self.renewable() {
            " It is renewed before it is used."
        } else {
            " If it is refused, log in again."
        };
        self.clock_was_wrong(now).then(|| format!("{told}{next}"))
    }

    /// The margin for this very token: the setting, but never more than a tenth of its lifetime.
    pub fn margin(&self, setting: Margin) -> SignedDuration {
        match self.expiry.at {
            Some(at) => setting.0.min((at.duration_since(self.obtained_at)) / 10),
            None => setting.0,
        }
    }

    pub fn state(&self, now: Timestamp, setting: Margin) -> TokenState {
        if matches!(self.health, Health::LoginNeeded { .. }) {
            return TokenState::LoginNeeded;
        }
        let ends_at = self.ends_at(now);
        let refused = matches!(self.health, Health::Refused { .. });
        if refused && ends_at.is_none_or(|at| at > now) {
            return TokenState::Refused;
        }
        let Some(at) = ends_at else {
            return TokenState::NoExpiry;
        };
        let left = at.duration_since(now);
        if left > self.margin(setting) {
            TokenState::Valid
        } else if left > SignedDuration::ZERO {
            TokenState::Expiring
        } else if self.renewable() {
            TokenState::Refreshable
        } else {
            TokenState::Expired
        }
    }

    /// Does the access token need proof of its key wherever it is sent (RFC 9449 §7.1)? A server
    /// may give a plain one in spite of the proof, and bind the refresh token alone.
    pub fn is_bound(&self) -> bool {
        self.secrets.dpop_key.is_some() && self.token_type.eq_ignore_ascii_case(DPOP)
    }

    /// What a person should know where fewer or more scopes came than were asked for
    /// (RFC 6749 §3.3); nothing where they are the same.
    pub fn scopes_warning(&self) -> Option<String> {
        let mut refused = self.scopes.refused();
        let mut told = Vec::new();
        if refused.contains(&OFFLINE) {
            // Some servers do not name it, and give what it asks for all the same.
            refused.retain(|name| *name != OFFLINE);
            if self.secrets.refresh.is_none() {
                told.push(
                    "offline_access was asked for, and no refresh token came: the token is not \
                     renewed without a login. Many servers grant it only where the login asks for \
                     consent (prompt=consent), and only to clients that may have it."
                        .to_owned(),
                );
            }
        }
        let unasked = self.scopes.unasked();
        if !refused.is_empty() {
            told.push(format!(
                "Fewer scopes were granted than were asked for: not {}. Calls that need them will \
                 be refused. Log in again and agree to them, or ask the server's owner whether your \
                 account and this client may have them.",
                refused.join(", ")
            ));
        }
        if !unasked.is_empty() {
            told.push(format!(
                "More scopes were granted than were asked for: also {}. Whoever has the token can \
                 use them.",
                unasked.join(", ")
            ));
        }
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// Can a new access token be had without asking a person?
    pub fn renewable(&self) -> bool {
        self.client.is_some()
            && (self.secrets.refresh.is_some()
                || matches!(self.grant, Grant::ClientCredentials | Grant::JwtBearer))
    }
}

/// Whether a token can travel in a header: visible ASCII and nothing else, and no space at its
/// ends, where it would be lost on the way.
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
            // Nothing said means as asked; nothing asked means as the server likes.
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

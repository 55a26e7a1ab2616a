//! The state of a token: now, later, and the ways out of it.

use serde::{Deserialize, Serialize};

use super::{ExpirySource, Health, Token};
use crate::{
    clock::{SignedDuration, Timestamp},
    grant::Grant,
};

/// Tolerance for clocks that are set correctly.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The state of a token at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// Works, as far as known.
    Valid,
    /// Works, but expires within the refresh margin.
    Expiring,
    /// Expired, but can be refreshed without a person.
    Refreshable,
    /// Expired. Only a new login helps.
    Expired,
    /// Recently refused by the API.
    Refused,
    /// The server refused the refresh token.
    LoginNeeded,
    /// No known expiry.
    NoExpiry,
}

/// A state that a token enters at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateChange {
    pub at: Timestamp,
    pub state: TokenState,
}

/// How a token can be obtained again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relogin {
    /// A person logs in with the browser.
    Browser,
    /// A person enters a code on another device.
    Device,
    /// Nobody has to do anything.
    Unattended,
    /// A person enters again what was not kept: a password, an assertion, a token.
    Form,
    /// Not with Tokenry.
    None,
}

/// The time before expiry at which a token is refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin(pub SignedDuration);

impl Default for Margin {
    fn default() -> Self {
        Self(SignedDuration::from_secs(60))
    }
}

impl Token {
    /// Returns `true` if the token was obtained in the future, because the local clock was wrong
    /// then or is wrong now. An expiry computed from that time is meaningless.
    pub fn clock_was_wrong(&self, now: Timestamp) -> bool {
        self.expiry.source == ExpirySource::ExpiresIn
            && self.obtained_at.duration_since(now) > CLOCK_TOLERANCE
    }

    /// Returns the expiry of the access token. If the clock was wrong, a refreshable token is due
    /// now, and the expiry of any other is unknown.
    pub fn ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.clock_was_wrong(now) {
            return self.expiry.at;
        }
        self.expiry.at.filter(|_| self.renewable()).map(|_| now)
    }

    /// Returns a warning about a wrong clock.
    pub fn clock_warning(&self, now: Timestamp) -> Option<String> {
        let cause = "According to this computer's clock, it was obtained in the future: the clock \
                    was wrong then, or is wrong now. Its expiry is therefore unknown.";
        let next = if self.renewable() {
            " It is refreshed before it is used."
        } else {
            " If it is refused, log in again."
        };
        self.clock_was_wrong(now).then(|| format!("{cause}{next}"))
    }

    /// Returns the margin for this token: the setting, but at most a tenth of the token's lifetime.
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

    /// Returns the states to come as time passes, in order, as long as nothing else happens.
    pub fn next_states(&self, now: Timestamp, setting: Margin) -> Vec<StateChange> {
        let Some(end) = self.ends_at(now) else {
            return Vec::new();
        };
        let moments = [end - self.margin(setting), end];
        let mut before = self.state(now, setting);
        let mut changes = Vec::new();
        for at in moments.into_iter().filter(|at| *at > now) {
            let state = self.state(at, setting);
            if state != before {
                changes.push(StateChange { at, state });
            }
            before = state;
        }
        changes
    }

    /// Returns how the token can be obtained again, apart from a refresh.
    pub fn relogin(&self) -> Relogin {
        if self.client.is_none() {
            return Relogin::None;
        }
        match self.grant {
            Grant::AuthorizationCode | Grant::Implicit => Relogin::Browser,
            Grant::DeviceCode => Relogin::Device,
            Grant::ClientCredentials | Grant::JwtBearer => Relogin::Unattended,
            Grant::Password | Grant::Assertion | Grant::TokenExchange => Relogin::Form,
            Grant::Pasted => Relogin::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Ambient,
        id::Id,
        sealed::Sealed,
        token::{Expiry, Scopes, TokenSecrets},
    };

    const OBTAINED: i64 = 1_790_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(OBTAINED + seconds).expect("a time")
    }

    /// A refreshable token with this lifetime, in seconds.
    fn token(life: Option<i64>) -> Token {
        let ambient = Ambient::system();
        Token {
            id: Id::new(&ambient),
            server: Id::new(&ambient),
            client: Some(Id::new(&ambient)),
            name: "alice".into(),
            grant: Grant::AuthorizationCode,
            account: None,
            scopes: Scopes::default(),
            token_type: "Bearer".into(),
            placement: None,
            expiry: Expiry {
                at: life.map(at),
                source: ExpirySource::ExpiresIn,
            },
            health: Health::Fine,
            health_words: None,
            generation: 1,
            secrets: TokenSecrets {
                access: Sealed::from_bytes(vec![1]),
                refresh: Some(Sealed::from_bytes(vec![2])),
                id_token: None,
                previous_refresh: None,
                dpop_key: None,
                members: None,
            },
            created_at: at(0),
            obtained_at: at(0),
            used_at: None,
        }
    }

    #[test]
    fn the_states_to_come_are_those_that_come() {
        let unrefreshable = |mut token: Token| {
            token.secrets.refresh = None;
            token
        };
        let refused = |mut token: Token| {
            token.health = Health::LoginNeeded {
                reason: "invalid_grant".into(),
            };
            token
        };
        let (soon, over) = (TokenState::Expiring, TokenState::Refreshable);
        for (token, now, expected) in [
            (token(Some(3600)), 0, vec![(3540, soon), (3600, over)]),
            // A tenth of a short life.
            (token(Some(100)), 0, vec![(90, soon), (100, over)]),
            (token(Some(3600)), 3550, vec![(3600, over)]),
            (token(Some(3600)), 3600, vec![]),
            (
                unrefreshable(token(Some(3600))),
                3550,
                vec![(3600, TokenState::Expired)],
            ),
            (refused(token(Some(3600))), 0, vec![]),
            (token(None), 0, vec![]),
        ] {
            let changes = token.next_states(at(now), Margin::default());
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(seconds, state)| StateChange {
                    at: at(seconds),
                    state,
                })
                .collect();
            assert_eq!(changes, expected, "{:?} at {now}", token.expiry);
            for change in changes {
                assert_eq!(token.state(change.at, Margin::default()), change.state);
            }
        }
    }

    #[test]
    fn each_grant_says_how_it_is_repeated() {
        for (grant, relogin) in [
            (Grant::AuthorizationCode, Relogin::Browser),
            (Grant::DeviceCode, Relogin::Device),
            (Grant::ClientCredentials, Relogin::Unattended),
            (Grant::Password, Relogin::Form),
            (Grant::Pasted, Relogin::None),
        ] {
            let mut token = token(None);
            token.grant = grant;
            assert_eq!(token.relogin(), relogin);
            token.client = None;
            assert_eq!(token.relogin(), Relogin::None, "its client is gone");
        }
    }
}

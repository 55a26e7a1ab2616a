//! The consequences of a failed refresh: the time until the next one, and whether the refresh token
//! may have been consumed.

use std::time::Duration;

use super::RefreshError;
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    token::{Health, Token},
};
use tokenry_oauth::{error::TokenError, http::HttpError};

const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// The reason why the token is not refreshed automatically at the moment.
pub(super) fn at_rest(token: &Token, now: Timestamp) -> Option<RefreshError> {
    let name = token.name.clone();
    match &token.health {
        Health::Fine | Health::Refused { .. } => None,
        Health::BackingOff { until, reason, .. } => {
            waits(*until, now).then(|| RefreshError::BackingOff {
                name,
                reason: reason.clone(),
                until: *until,
            })
        }
        Health::LoginNeeded { reason } => Some(RefreshError::LoginNeeded {
            name,
            reason: reason.clone(),
            source: None,
        }),
    }
}

/// Tests whether the wait is still in effect. One beyond the longest possible wait comes from a clock
/// that was wrong, and does not count.
pub(super) fn waits(until: Timestamp, now: Timestamp) -> bool {
    let left = until.duration_since(now);
    left > SignedDuration::ZERO && left <= LONGEST
}

/// Tests whether the server may have received a request that got no response. Without a connection it
/// cannot have.
pub(super) fn may_have_arrived(error: &TokenError) -> bool {
    matches!(
        error,
        TokenError::Http(
            HttpError::TimedOut { .. }
                | HttpError::Reset { .. }
                | HttpError::Undecodable { .. }
                | HttpError::TooLarge { .. }
                | HttpError::Failed { .. }
        )
    )
}

/// The time until the next attempt. It doubles from 5 seconds to 10 minutes, with up to a quarter of
/// jitter. It is at least the server's `Retry-After` (RFC 9110 §10.2.3), and at most an hour.
pub(super) fn wait(
    failures: u32,
    retry_after: Option<Duration>,
    jitter: [u8; 2],
) -> SignedDuration {
    let doubled = 5_i64.saturating_mul(1 << failures.saturating_sub(1).min(7));
    let millis = doubled.min(600) * 1000;
    let jitter = millis / 4 * i64::from(u16::from_le_bytes(jitter)) / i64::from(u16::MAX);
    let own = SignedDuration::from_millis(millis + jitter);
    let asked =
        SignedDuration::try_from(retry_after.unwrap_or_default()).unwrap_or(SignedDuration::MAX);
    own.max(asked).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_with_jitter_and_respects_retry_after() {
        assert_eq!(wait(1, None, [0, 0]), SignedDuration::from_secs(5));
        assert_eq!(wait(3, None, [0, 0]), SignedDuration::from_secs(20));
        assert_eq!(wait(40, None, [255, 255]), SignedDuration::from_secs(750));
        let asked = Duration::from_mins(2);
        assert_eq!(wait(1, Some(asked), [9, 9]), SignedDuration::from_mins(2));
        let absurd = Duration::from_hours(90);
        assert_eq!(wait(1, Some(absurd), [0, 0]), SignedDuration::from_hours(1));
    }
}

//! Times in text for people.

use tokenry_model::clock::{SignedDuration, Timestamp};

/// Returns "43 min left" or "expired 3 h ago".
pub(crate) fn left(at: Timestamp, now: Timestamp) -> String {
    let left = at.duration_since(now);
    if left > SignedDuration::ZERO {
        format!("{} left", roughly(left))
    } else {
        format!("expired {} ago", roughly(-left))
    }
}

/// Returns "2027-01-31 12:00:00 UTC (43 min left)".
pub(crate) fn exactly_left(at: Timestamp, now: Timestamp) -> String {
    format!("{} ({})", exactly(at), left(at, now))
}

/// Returns "2027-01-31 12:00:00 UTC".
pub(crate) fn exactly(at: Timestamp) -> String {
    let text = at.to_string();
    let seconds = text.split(['.', 'Z']).next().unwrap_or(&text);
    format!("{} UTC", seconds.replace('T', " "))
}

/// Formats a duration in one unit, such as "43 min" or "6 d".
fn roughly(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        172_800..63_072_000 => format!("{} d", seconds / 86_400),
        _ => format!("{} years", seconds / 31_536_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_told_in_one_unit() {
        let now = Timestamp::from_second(1_700_000_000).expect("a time");
        let told = |seconds| left(now + SignedDuration::from_secs(seconds), now);
        assert_eq!(told(90), "90 s left");
        assert_eq!(told(43 * 60 + 12), "43 min left");
        assert_eq!(told(6 * 86_400 + 5), "6 d left");
        assert_eq!(told(-3 * 3_600), "expired 3 h ago");
        assert_eq!(exactly(now), "2023-11-14 22:13:20 UTC");
    }
}

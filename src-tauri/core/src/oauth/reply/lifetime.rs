//! How long a token lives, by its reply: `expires_in` (RFC 6749 §5.1), or what servers write in its
//! place.

use std::time::Duration;

use super::super::{members::Members, said};
use crate::clock::Timestamp;

/// Longer lifetimes are taken for this one: ten years.
pub(crate) const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// Seconds since 1970 lie between these two (2020 and 2103), and no lifetime does.
const TIMES: std::ops::Range<f64> = 1_577_836_800.0..4_200_000_000.0;

/// What some servers write for "never": the largest number that they have.
const NEVER: f64 = 2_147_483_647.0;

/// Names that servers use in place of `expires_in`: for a lifetime, or for a time.
const OTHERS: [&str; 9] = [
    "expires_at",
    "expires_on",
    "expires",
    "expiresIn",
    "expiresAt",
    "expires_in_seconds",
    "expiry",
    "expiry_date",
    "expiration",
];

/// When a token ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lifetime {
    #[default]
    Unsaid,
    /// From when it was asked for. Zero where the server names nothing above it.
    For(Duration),
    Until(Timestamp),
    /// The server says something that is no lifetime.
    Unreadable,
}

/// Reads `expires_in`, or failing that what stands in its place; with the name that was read.
pub(crate) fn of(
    members: &Members,
    deviations: &mut Vec<String>,
) -> (Lifetime, Option<&'static str>) {
    let said = |name: &&'static str| {
        let raw = members.raw(name)?;
        (!matches!(raw, "\"\"")).then_some((*name, raw))
    };
    let standard = ["expires_in"].iter().find_map(said);
    let Some((name, raw)) = standard.or_else(|| OTHERS.iter().find_map(said)) else {
        return (Lifetime::Unsaid, None);
    };
    let text = members.text(name);
    let written = text.as_ref().map_or(raw, |text| text.trim());
    if standard.is_none() {
        deviations.push(format!("The reply says {name} instead of expires_in."));
    }
    let Ok(number) = written.parse::<f64>() else {
        if let Some(at) = time(written) {
            deviations.push(format!("{name} is a time instead of a number of seconds."));
            return (Lifetime::Until(at), Some(name));
        }
        let quoted: String = said::clean(written).chars().take(40).collect();
        deviations.push(format!(
            "The server's lifetime could not be read: {name} is {quoted}, not a number of seconds."
        ));
        return (Lifetime::Unreadable, Some(name));
    };
    if text.is_some() {
        deviations.push(format!("{name} is a text instead of a number."));
    }
    (number_of_seconds(name, number, deviations), Some(name))
}

fn number_of_seconds(name: &str, number: f64, deviations: &mut Vec<String>) -> Lifetime {
    if number.is_nan() || number < 0.0 {
        deviations.push(format!("{name} is below zero and was taken as zero."));
        return Lifetime::For(Duration::ZERO);
    }
    for seconds in [number, number / 1000.0] {
        if TIMES.contains(&seconds)
            && (seconds - NEVER).abs() > 0.5
            && let Some(at) = instant(seconds)
        {
            if name == "expires_in" {
                deviations.push("expires_in is a time instead of a lifetime.".into());
            }
            return Lifetime::Until(at);
        }
    }
    if number > LONGEST.as_secs_f64() {
        deviations.push(format!(
            "{name} is absurdly large and was taken as ten years."
        ));
        return Lifetime::For(LONGEST);
    }
    if number.fract() != 0.0 {
        deviations.push(format!("{name} is a fraction."));
    }
    Lifetime::For(Duration::from_secs_f64(number.trunc()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of this century fit"
)]
fn instant(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_second(seconds as i64).ok()
}

/// A time as RFC 3339 has it, and as HTTP has it; without an offset it is taken for UTC.
fn time(text: &str) -> Option<Timestamp> {
    let utc = || {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        let zoned = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    };
    let http = || {
        let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
        Some(parser.parse_zoned(text).ok()?.timestamp())
    };
    text.parse().ok().or_else(utc).or_else(http)
}

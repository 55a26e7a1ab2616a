//! How long a token lives, by its reply: `expires_in` (RFC 6749 §5.1), or what servers write in its
//! place.

use std::time::Duration;

use super::super::{reply_fields::ReplyFields, sanitize};
use tokenry_model::{clock::Timestamp, spelling::squashed};

/// Longer lifetimes are taken for this one: ten years.
pub(crate) const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// Seconds since 1970 lie between these two (2020 and 2103), and no lifetime does.
const TIMES: std::ops::Range<f64> = 1_577_836_800.0..4_200_000_000.0;

/// Values that servers send for "never": their largest numbers.
const NEVER: f64 = 2_147_483_647.0;

/// Names that servers use in place of `expires_in`, for a lifetime or for a time: without their
/// separators, in small letters, and without `access_token` or `token` before them. The better
/// known first.
const OTHERS: [&str; 22] = [
    "expiresat",
    "expireson",
    "expires",
    "expiresin",
    "expiresinseconds",
    "expirein",
    "expireat",
    "expire",
    "expiry",
    "expirydate",
    "expirytime",
    "expireinseconds",
    "expiretime",
    "expirestime",
    "expiration",
    "expirationtime",
    "expirationdate",
    "expireseconds",
    "validuntil",
    "lifetime",
    "ttl",
    "exp",
];

/// A time before this one (2001) is what a program writes that knows no end: the zero of Go, .NET
/// or Unix.
const FIRST: i64 = 978_307_200;

/// Words of servers for "no expiry", without separators.
const ENDLESS: [&str; 9] = [
    "never",
    "neverexpires",
    "none",
    "no",
    "unlimited",
    "infinite",
    "infinity",
    "forever",
    "permanent",
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
    members: &ReplyFields,
    deviations: &mut Vec<String>,
) -> (Lifetime, Option<String>) {
    let said = |name: &str| members.raw(name).filter(|raw| *raw != "\"\"");
    let standard = said("expires_in").map(|raw| ("expires_in", raw));
    let Some((name, raw)) = standard.or_else(|| other(members)) else {
        return (Lifetime::Unsaid, None);
    };
    let read = || Some(name.to_owned());
    let text = members.text(name);
    let written = text.as_ref().map_or(raw, |text| text.trim());
    let shown = sanitize::clean(name);
    if standard.is_none() {
        deviations.push(format!("The reply says {shown} instead of expires_in."));
    }
    if let Ok(number) = written.parse::<f64>() {
        if text.is_some() {
            deviations.push(format!("{shown} is a text instead of a number."));
        }
        return (number_of_seconds(&shown, number, deviations), read());
    }
    // The last year that calendars of programs have stands for no end as well.
    if ENDLESS.contains(&squashed(written).as_str()) || written.starts_with("9999-") {
        deviations.push(format!("{shown} says that the token does not end."));
        return (Lifetime::For(Duration::ZERO), read());
    }
    if let Some(at) = time(written) {
        let zone = if names_no_zone(raw) {
            " It names no zone and was taken as UTC."
        } else {
            ""
        };
        deviations.push(format!(
            "{shown} is a time instead of a number of seconds.{zone}"
        ));
        if at.as_second() < FIRST {
            return (Lifetime::For(Duration::ZERO), read());
        }
        return (Lifetime::Until(at), read());
    }
    if let Some(lifetime) = span(written) {
        deviations.push(format!("{shown} has a unit instead of being a number."));
        return (number_of_seconds(&shown, lifetime, deviations), read());
    }
    let quoted: String = sanitize::clean(written).chars().take(40).collect();
    deviations.push(format!(
        "The server's lifetime could not be read: {shown} is {quoted}, not a number of seconds."
    ));
    (Lifetime::Unreadable, read())
}

/// The number or time that a member gives, as it is written. What says in words that there is no
/// end is told already.
pub(super) fn said_of(members: &ReplyFields, name: &str) -> Option<String> {
    let text = members.text(name);
    let written = match &text {
        Some(text) => text.trim(),
        None => members.raw(name)?,
    };
    let counts = written.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let counts = counts && !written.starts_with("9999-");
    counts.then(|| sanitize::clean(written).chars().take(40).collect())
}

/// The member that stands in the place of `expires_in`.
fn other(members: &ReplyFields) -> Option<(&str, &str)> {
    let rank = |name: &str| {
        let name = squashed(name);
        let own = ["accesstoken", "token"]
            .iter()
            .find_map(|before| name.strip_prefix(before))
            .unwrap_or(&name);
        OTHERS.iter().position(|known| *known == own)
    };
    let plain = |json: &str| !json.starts_with(['{', '[']) && !matches!(json, "null" | "\"\"");
    members
        .iter()
        .filter(|(_, json)| plain(json))
        .filter_map(|(name, json)| Some(((names_no_zone(json), rank(name)?), name, json)))
        .min_by_key(|(rank, ..)| *rank)
        .map(|(_, name, json)| (name, json))
}

/// Whether it is a time of day without a zone. Azure's command line writes its own zone's so, beside
/// a number.
fn names_no_zone(json: &str) -> bool {
    let Some((day, rest)) = json.split_once(':') else {
        return false;
    };
    let zone = |c: char| c.is_ascii_alphabetic() || matches!(c, '+' | '-');
    !rest.contains(zone) && !day.contains(|c: char| c.is_ascii_alphabetic() && c != 'T')
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
        let text = text.strip_suffix("UTC").unwrap_or(text).trim_end();
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

/// Seconds of the two forms that a standard defines: `PT1H` (ISO 8601) and `3600s` (the JSON of
/// Protocol Buffers). Others (`1h`, `60m`) are told and not guessed at: to some `m` is a month.
fn span(text: &str) -> Option<f64> {
    let seconds = text.strip_suffix('s').and_then(|text| text.parse().ok());
    if seconds.is_some() || !text.starts_with('P') {
        return seconds;
    }
    let span: jiff::Span = text.parse().ok()?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    span.total((jiff::Unit::Second, days)).ok()
}

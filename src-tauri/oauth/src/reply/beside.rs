//! Deviations of a reply, and its non-standard members.

use super::{
    super::{authorization_params::DETAILS, reply_fields::ReplyFields},
    holder::Holder,
};
use tokenry_model::{
    secret::Secret,
    spelling::squashed,
    token::{MemberSource, TokenMembers},
};

/// The name under which a member stands here: the standard's own, or the same and `others` as
/// other programs spell them (`refreshToken`, `RefreshToken`).
pub(super) fn spelled<'a>(
    members: &'a ReplyFields,
    standard: &'static str,
    others: &[&str],
) -> &'a str {
    if members.raw(standard).is_some() {
        return standard;
    }
    let plain = squashed(standard);
    let is_it = |name: &str| {
        let name = squashed(name);
        name == plain || others.contains(&name.as_str())
    };
    let found = members
        .iter()
        .find(|(name, json)| *json != "null" && is_it(name));
    found.map_or(standard, |(name, _)| name)
}

/// Some servers write the whole header: no token holds a space (RFC 6750 §2.1).
pub(super) fn without_scheme(access: Secret, deviations: &mut Vec<String>) -> Secret {
    let scheme = "Bearer ";
    let text = access.expose();
    let (start, rest) = match text.get(..scheme.len()) {
        Some(start) => (start, text[scheme.len()..].trim()),
        None => return access,
    };
    if !start.eq_ignore_ascii_case(scheme) || rest.is_empty() || rest.contains(' ') {
        return access;
    }
    deviations.push("The access token begins with Bearer, which was taken off.".into());
    Secret::new(rest)
}

/// The members that nothing here reads by its name.
pub(super) fn beside(holder: &Holder, read: &[&str], deviations: &mut Vec<String>) -> TokenMembers {
    let mut kept = TokenMembers::default();
    let mut left_out = 0;
    for (at, (name, json)) in holder.members.iter().enumerate() {
        if read.contains(&name) {
            continue;
        }
        let inner = holder.path.as_deref().filter(|_| at < holder.own);
        let fits = match inner {
            Some(path) => kept.add(MemberSource::Reply, &format!("{path}.{name}"), json),
            None => kept.add(MemberSource::Reply, name, json),
        };
        left_out += usize::from(!fits);
    }
    if left_out > 0 {
        deviations.push(format!(
            "The reply holds more than Tokenry keeps beside a token: members left out: {left_out}."
        ));
    }
    kept
}

/// An array of objects; some servers put it into a text.
pub(super) fn details(
    members: &ReplyFields,
    deviations: &mut Vec<String>,
) -> Option<serde_json::Value> {
    let raw = members.raw(DETAILS)?;
    let inner = members.text(DETAILS);
    if inner.is_some() {
        deviations.push("authorization_details is a text instead of a list.".into());
    }
    let details: Option<serde_json::Value> =
        serde_json::from_str(inner.as_ref().map_or(raw, |text| text)).ok();
    let details = details.filter(serde_json::Value::is_array);
    if details.is_none() {
        deviations.push("authorization_details is not a list and was ignored.".into());
    }
    details
}

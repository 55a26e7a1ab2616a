//! Writing a token, and what has a token's place, into headers and addresses.

use reqwest::header::HeaderName;
use url::{Url, form_urlencoded};

use super::{Place, Slot};
use tokenry_model::redact::Redactor;

pub(in crate::request) fn with_prefix(prefix: &str, token: &str) -> String {
    if prefix.is_empty() {
        token.to_owned()
    } else {
        format!("{prefix} {token}")
    }
}

/// `x-api-key` as people write it: `X-Api-Key`.
pub(in crate::request) fn spelled(name: &HeaderName) -> String {
    name.as_str()
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect::<Vec<_>>()
        .join("-")
}

/// An address as it may be shown: with the token by name, other secrets masked.
pub(in crate::request) fn shown_url(slot: Option<&Slot>, url: &Url, redactor: &Redactor) -> String {
    let Some(slot) = slot else {
        return redactor.url(url);
    };
    let Place::Query { name } = &slot.place else {
        return redactor.url(url);
    };
    let mut url = url.clone();
    remove_parameter(&mut url, |n, _| n == name);
    let fragment = url.fragment().map(|text| format!("#{text}"));
    url.set_fragment(None);
    let joint = if url.query().is_some() { '&' } else { '?' };
    let (shown, fragment) = (redactor.url(&url), fragment.unwrap_or_default());
    format!("{shown}{joint}{name}={}{fragment}", slot.shown())
}

/// Removes the parameters that `unwanted` picks by name and value, and leaves the others
/// written exactly as they were. Tells how many there were.
pub(in crate::request) fn remove_parameter(
    url: &mut Url,
    unwanted: impl Fn(&str, &str) -> bool,
) -> usize {
    let Some(query) = url.query() else { return 0 };
    let parts: Vec<&str> = query.split('&').collect();
    let kept: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| {
            form_urlencoded::parse(part.as_bytes())
                .next()
                .is_none_or(|(name, value)| !unwanted(&name, &value))
        })
        .collect();
    let removed = parts.len() - kept.len();
    if removed > 0 {
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(&kept));
    }
    removed
}

//! Encoding of a token, or of its shown name, in headers and URLs.

use reqwest::header::HeaderName;
use url::{Url, form_urlencoded};

use super::Slot;
use crate::request::token_placement::ResolvedPlacement;
use tokenry_model::redact::Redactor;

pub(in crate::request) fn with_prefix(prefix: &str, token: &str) -> String {
    if prefix.is_empty() {
        token.to_owned()
    } else {
        format!("{prefix} {token}")
    }
}

/// Capitalizes a header name: `x-api-key` becomes `X-Api-Key`.
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

/// Returns a URL that may be shown: the token replaced by its name, other secrets masked.
pub(in crate::request) fn shown_url(slot: Option<&Slot>, url: &Url, redactor: &Redactor) -> String {
    let Some(slot) = slot else {
        return redactor.url(url);
    };
    let ResolvedPlacement::Query { name } = &slot.place else {
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

/// Removes the parameters for which `unwanted` returns true, and keeps the exact spelling of the
/// others. Returns the number of removed parameters.
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

//! How parameters travel: as a form, as JSON, or in the query. Here secrets are exposed, into
//! buffers that are wiped when the request is dropped; what stands in an address is not.

use std::collections::BTreeMap;

use bytes::Bytes;
use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Parameters, client_auth::Proof};
use crate::{error::TokenError, token_endpoint::TokenEndpoint};
use tokenry_model::server::{Extra, ExtraPlace, TokenStyle};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// Writes the request in the style that the server likes. An extra replaces its namesake among the
/// parameters where it travels with them.
pub(super) fn encode(
    endpoint: &TokenEndpoint<'_>,
    parameters: &Parameters<'_>,
    proof: &Proof,
    extras: &[&Extra],
) -> Result<reqwest::Request, TokenError> {
    let placed = |place| {
        let there = extras.iter().filter(move |extra| extra.place == place);
        there.map(|extra| (extra.name.as_str(), extra.value.as_str()))
    };
    let (mut query, mut body): (Pairs<'_>, Pairs<'_>) = (Vec::new(), Vec::new());
    let (way, place) = match endpoint.style {
        TokenStyle::Query => (&mut query, ExtraPlace::Query),
        TokenStyle::Form | TokenStyle::Json => (&mut body, ExtraPlace::Body),
    };
    let replaced = |name| placed(place).any(|(extra, _)| extra == name);
    way.extend(parameters.exposed().filter(|(name, _)| !replaced(*name)));
    query.extend(placed(ExtraPlace::Query));
    body.extend(placed(ExtraPlace::Body));

    let (kind, content) = match endpoint.style {
        TokenStyle::Json => (JSON, json(&body)),
        TokenStyle::Form | TokenStyle::Query => (FORM, form(&body)),
    };
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, JSON);
    if let Some(proof) = &proof.authorization {
        headers.insert(AUTHORIZATION, proof.clone());
    }
    for (name, value) in placed(ExtraPlace::Header) {
        let (name, value) = header(name, value)?;
        headers.insert(name, value);
    }
    if !content.is_empty() {
        headers.entry(CONTENT_TYPE).or_insert(kind);
    }
    if let Some(proof) = &proof.of_address {
        headers.entry(AUTHORIZATION).or_insert(proof.clone());
    }

    let mut request = reqwest::Request::new(Method::POST, address(endpoint.url, &query));
    *request.headers_mut() = headers;
    // An empty body is sent as such: some servers insist on a Content-Length.
    *request.body_mut() = Some(wiped(content));
    Ok(request)
}

/// A header that a person set, as it can be sent.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), TokenError> {
    let bad = || TokenError::BadExtra {
        name: name.to_owned(),
    };
    let value = HeaderValue::try_from(value).map_err(|_| bad())?;
    Ok((HeaderName::try_from(name).map_err(|_| bad())?, value))
}

/// The address that is called: its name and password go as a header, and its fragment nowhere.
fn address(endpoint: &Url, query: &Pairs<'_>) -> Url {
    let mut url = endpoint.clone();
    url.set_fragment(None);
    // Addresses of http and https always can be without.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

fn form(pairs: &Pairs<'_>) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(String::with_capacity(room(pairs, 3)));
    form_urlencoded::Serializer::new(&mut *text).extend_pairs(pairs);
    Zeroizing::new(std::mem::take(&mut *text).into_bytes())
}

/// Repeated parameters become a list.
fn json(pairs: &Pairs<'_>) -> Zeroizing<Vec<u8>> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Member<'a> {
        One(&'a str),
        List(Vec<&'a str>),
    }
    let mut object: BTreeMap<&str, Member<'_>> = BTreeMap::new();
    for (name, value) in pairs {
        object
            .entry(name)
            .and_modify(|member| match member {
                Member::One(first) => *member = Member::List(vec![first, value]),
                Member::List(list) => list.push(value),
            })
            .or_insert(Member::One(value));
    }
    let mut text = Zeroizing::new(Vec::with_capacity(room(pairs, 6)));
    serde_json::to_writer(&mut *text, &object).expect("texts always serialize");
    text
}

/// As much as the pairs can become where a byte becomes so many: a buffer that grows leaves copies
/// behind.
fn room(pairs: &Pairs<'_>, widest: usize) -> usize {
    let text =
        |(name, value): &(&str, &str)| widest * (name.len() + value.len()) + "\"\":[\"\"],".len();
    "{}".len() + pairs.iter().map(text).sum::<usize>()
}

/// A body that holds this very buffer, which is wiped when the last who holds it is done.
fn wiped(content: Zeroizing<Vec<u8>>) -> reqwest::Body {
    Bytes::from_owner(content).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_buffer_grows_while_it_is_filled() {
        let odd = "\u{1}\"\\/ é&=+\u{7f}\n".repeat(50);
        for pairs in [
            vec![],
            vec![("a", "")],
            vec![
                ("a", odd.as_str()),
                (odd.as_str(), "b"),
                ("a", "c"),
                ("a", "d"),
            ],
        ] {
            let (form, json) = (form(&pairs), json(&pairs));
            assert_eq!(form.capacity(), room(&pairs, 3));
            assert_eq!(json.capacity(), room(&pairs, 6));
            let read: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            assert!(read.is_object(), "{read}");
        }
    }

    #[test]
    fn the_body_is_the_buffer_that_is_wiped() {
        let content = form(&vec![("code", "s3cret")]);
        let at = content.as_ptr();
        let body = wiped(content);
        assert_eq!(body.as_bytes(), Some(&b"code=s3cret"[..]));
        assert_eq!(body.as_bytes().map(<[u8]>::as_ptr), Some(at), "not a copy");
    }
}

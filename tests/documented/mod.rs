//! Five systems whose documents show, request for request, how a token is got. The command line does
//! the same with the recipe for each, at the very addresses of the document: a real server answers for
//! them, and a [`Tap`](tokenry_stage::Tap) hears where every parameter went.
//!
//! And the same for the one document of ours that shows a whole way: the README.
//!
//! What Tokenry adds to a document's parameters is PKCE (RFC 7636) and, where the document has none,
//! `state`; what it leaves out is a parameter without a value.

mod financial_cents;
mod firefly_iii;
pub(crate) mod firmafon;
pub(crate) mod flexli;
mod gotosocial;
mod readme;

use std::collections::BTreeMap;

use serde_json::Value;
use tokenry_stage::Call;
use url::{Url, form_urlencoded};

/// Names and values of a query or a form. A name that is there twice fails the test.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let again = found.insert(name.clone().into_owned(), value.into_owned());
        assert_eq!(again, None, "{name} is there twice: {text}");
    }
    found
}

/// Must be exactly these; `None` stands for a value that is new each time and may not be empty.
fn assert_parameters(found: &BTreeMap<String, String>, expected: &[(&str, Option<&str>)]) {
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let mut wanted: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted, "{found:?}");
    for (name, value) in expected {
        match value {
            Some(value) => assert_eq!(found[*name], *value, "{name}"),
            None => assert!(!found[*name].is_empty(), "{name}"),
        }
    }
}

/// The authorize address without its query.
fn place(url: &Url) -> String {
    url[..url::Position::AfterPath].to_owned()
}

/// A POST whose parameters are in the query and nowhere else.
fn assert_only_query(call: &Call, expected: &[(&str, Option<&str>)]) {
    assert_parameters(&pairs(&call.query), expected);
    assert_eq!(call.body, "", "{call:?}");
    assert_eq!(call.header("content-type"), None, "{call:?}");
    assert_eq!(call.header("authorization"), None, "{call:?}");
}

/// A POST whose parameters are in a form and nowhere else.
fn assert_only_form(call: &Call, expected: &[(&str, Option<&str>)]) {
    assert_eq!(
        call.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_parameters(&pairs(&call.body), expected);
    assert_eq!(call.query, "", "{call:?}");
    assert_eq!(call.header("authorization"), None, "{call:?}");
}

/// A POST whose parameters are a JSON object and nowhere else.
fn assert_only_json(call: &Call, expected: &[(&str, Option<&str>)]) {
    assert_eq!(call.header("content-type"), Some("application/json"));
    let body: BTreeMap<String, String> = serde_json::from_str(&call.body).expect("texts by name");
    assert_parameters(&body, expected);
    assert_eq!(call.query, "", "{call:?}");
    assert_eq!(call.header("authorization"), None, "{call:?}");
}

/// The one request there with this method and path.
fn only(mut calls: Vec<Call>) -> Call {
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

/// The reply to a token request, and the members it had.
fn reply(call: &Call) -> (Value, Vec<String>) {
    assert_eq!(call.status, Some(200), "{call:?}");
    let reply: Value = serde_json::from_str(&call.reply).expect("JSON");
    let members = reply.as_object().expect("an object").keys().cloned();
    let members = members.collect();
    (reply, members)
}

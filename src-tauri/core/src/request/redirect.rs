//! Redirects (RFC 9110 §15.4): the next request, and what it must not contain.
//!
//! On a redirect to another scheme, host or port every credential is dropped for good. A later
//! redirect to the first origin does not restore it, since the other origin chose the target. A
//! body is sent again only to the same origin.

mod credentials;

use reqwest::{
    Method, StatusCode,
    header::{
        CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, HOST,
        HeaderMap, HeaderValue,
    },
};
use url::Url;

pub(super) use self::credentials::{Credentials, is_secret_header};
use super::{compose::strip_userinfo, outgoing_body::OutgoingBody};

/// Maximum number of redirects.
pub(super) const MAX: usize = 10;

/// One request of the chain, without its token, which is added if `carries_token`.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// The body, including the token if its place is a form field.
    pub(super) body: Option<OutgoingBody>,
    pub(super) carries_token: bool,
    /// Changes made by redirects, in full sentences.
    pub(super) notes: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Turn {
    /// The response is not a redirect.
    Arrived,
    /// The redirect is not followed, for this reason.
    Stopped(String),
    Onward(Box<Hop>),
}

/// Decides what follows the response to `hop`.
pub(super) fn turn(
    hop: &Hop,
    status: StatusCode,
    location: Option<&HeaderValue>,
    credentials: &Credentials,
) -> Turn {
    let (301 | 302 | 303 | 307 | 308, Some(location)) = (status.as_u16(), location) else {
        return Turn::Arrived;
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let Ok(url) = hop.url.join(&location) else {
        return Turn::Stopped("The redirect was not followed: its URL is invalid.".into());
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Turn::Stopped(format!(
            "The redirect was not followed: it leads to a {}: URL.",
            url.scheme()
        ));
    }

    let mut next = Hop {
        url,
        notes: Vec::new(),
        ..hop.clone()
    };
    if strip_userinfo(&mut next.url) {
        next.notes
            .push("The user name and password in the redirect URL were left out.".into());
    }
    change_method(&mut next, status);
    if next.url.origin() == hop.url.origin() {
        return Turn::Onward(Box::new(next));
    }

    let (from, to) = (origin(&hop.url), origin(&next.url));
    if next.body.is_some() {
        return Turn::Stopped(format!(
            "The redirect was not followed: it leads from {from} to {to} and would send the body \
             there. If that is intended, send the request directly to {to}."
        ));
    }
    next.headers.remove(HOST);
    match credentials.leave_behind(&mut next) {
        Err(credentials::InPath) => Turn::Stopped(format!(
            "The redirect was not followed: it leads from {from} to {to}, and its URL contains a \
             credential."
        )),
        Ok(dropped) if dropped.is_empty() => {
            next.notes.push(format!(
                "The redirect leads from {from} to {to}. There was no credential to drop."
            ));
            Turn::Onward(Box::new(next))
        }
        Ok(dropped) => {
            next.notes.push(format!(
                "The redirect leads from {from} to {to}. Not sent there: {}.",
                dropped.join(", ")
            ));
            Turn::Onward(Box::new(next))
        }
    }
}

/// Changes the method (RFC 9110 §15.4): 303 turns every method but HEAD into a GET, 301 and 302 do
/// so with a POST, as in every browser, and 307 and 308 change nothing.
fn change_method(next: &mut Hop, status: StatusCode) {
    let becomes_get = match status.as_u16() {
        303 => next.method != Method::GET && next.method != Method::HEAD,
        301 | 302 => next.method == Method::POST,
        _ => false,
    };
    if !becomes_get {
        return;
    }
    next.notes.push(format!(
        "The {} became a GET without a body, as status {} requires.",
        next.method,
        status.as_u16()
    ));
    next.method = Method::GET;
    next.body = None;
    for name in [
        CONTENT_TYPE,
        CONTENT_LENGTH,
        CONTENT_ENCODING,
        CONTENT_LANGUAGE,
        CONTENT_LOCATION,
    ] {
        next.headers.remove(name);
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

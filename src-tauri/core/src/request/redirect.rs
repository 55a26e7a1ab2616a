//! Following a redirect by hand (RFC 9110 §15.4): what the next request is, and what it must
//! not take along.
//!
//! On the way to another scheme, host or port every credential is dropped, for good: a later
//! hop back to the first origin does not bring it back, since the other origin chose where
//! that hop goes. A body is sent again to the same origin only.

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

/// How many redirects are followed.
pub(super) const MAX: usize = 10;

/// One request on the way, without the token: that is added while `carries_token`.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// Already with the token, where that is a form field.
    pub(super) body: Option<OutgoingBody>,
    pub(super) carries_token: bool,
    /// What was changed or dropped on the way here, in full sentences.
    pub(super) notes: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Turn {
    /// This answer is no redirect.
    Arrived,
    /// It is one that is not followed, for this reason.
    Stopped(String),
    Onward(Box<Hop>),
}

/// What follows from an answer to `hop`.
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
        return Turn::Stopped("The redirect was not followed: its address cannot be read.".into());
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Turn::Stopped(format!(
            "The redirect was not followed: it leads to a {}: address.",
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
            .push("The user name and password in the redirect's address were left out.".into());
    }
    change_method(&mut next, status);
    if next.url.origin() == hop.url.origin() {
        return Turn::Onward(Box::new(next));
    }

    let (from, to) = (origin(&hop.url), origin(&next.url));
    if next.body.is_some() {
        return Turn::Stopped(format!(
            "The redirect was not followed: it leads from {from} to {to}, and would send the \
             body there. If that is right, send the request to {to} yourself."
        ));
    }
    next.headers.remove(HOST);
    match credentials.leave_behind(&mut next) {
        Err(credentials::InPath) => Turn::Stopped(format!(
            "The redirect was not followed: it leads from {from} to {to}, and its address \
             repeats a credential."
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

/// RFC 9110 §15.4: 303 makes every method but HEAD a GET; 301 and 302 do so with a POST, as
/// every browser does; 307 and 308 change nothing.
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
        "The {} became a GET without a body, as status {} asks.",
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

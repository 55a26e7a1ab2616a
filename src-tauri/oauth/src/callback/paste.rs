//! What a person pastes after a login: whatever can be copied is understood, and what is plainly
//! no code is not sent as one.
//!
//! A text can be read in more than one way (a line break may be part of a letter or of a wrapped
//! address). [`readings`] lists the ways; our own `state` tells which one is right.

mod readings;

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

use super::{
    Answered, CallbackVerdict, Denial, LONGEST_ADDRESS, NotOurs, Odd, Pending, address_verdict,
    code, fragment, query_verdict, refuse_odd_characters, same_place,
};
use tokenry_model::{callback_method::CallbackMethod, jwt::Jwt, secret::Secret};

/// Characters that no code contains, with their names.
const NO_CODE: [(&str, &str); 7] = [
    ("://", "an address"),
    ("%3a%2f%2f", "an address"),
    ("{", "“{”"),
    ("}", "“}”"),
    ("<", "“<”"),
    (">", "“>”"),
    ("\"", "a quotation mark"),
];

pub(super) fn verdict(pending: &Pending, text: &str) -> Result<CallbackVerdict, NotOurs> {
    if text.len() > LONGEST_ADDRESS {
        return Err(NotOurs::TooLong);
    }
    let text = readings::unwrapped(text);
    if text.is_empty() {
        return Err(NotOurs::Nothing);
    }
    if !pending.implicit && is_access_token(text) {
        return Err(NotOurs::AccessToken);
    }
    let mut refused: Option<NotOurs> = None;
    for reading in readings::of(text, pending.code_name.as_deref()) {
        let judged = if pending.implicit {
            fragment::pasted(pending, &reading)
        } else {
            answer(pending, &reading)
        };
        match judged {
            Ok(verdict) => return Ok(verdict),
            Err(reason)
                if refused
                    .as_ref()
                    .is_none_or(|known| tells_more(&reason, known)) =>
            {
                refused = Some(reason);
            }
            Err(_) => {}
        }
    }
    match refused {
        Some(reason) => Err(reason),
        None if pending.implicit => fragment::pasted(pending, text),
        None => bare(without_state(pending, text)).map(CallbackVerdict::Code),
    }
}

/// Some pages show the code with the state behind it, as `code#state`.
fn without_state<'a>(pending: &Pending, text: &'a str) -> &'a str {
    match text.rsplit_once('#') {
        Some((code, state)) if !code.is_empty() && pending.state.same_as(state) => code,
        _ => text,
    }
}

/// Which reason helps a person more, where a text was read in several ways.
fn tells_more(reason: &NotOurs, known: &NotOurs) -> bool {
    let rank = |reason: &NotOurs| match reason {
        NotOurs::BadCharacter(_) => 5,
        NotOurs::OtherIssuer { .. } | NotOurs::NoIssuer | NotOurs::AccessToken => 4,
        NotOurs::DeniedWithoutState(_) => 3,
        NotOurs::OtherState => 2,
        NotOurs::OtherAddress | NotOurs::NotWhole => 0,
        _ => 1,
    };
    rank(reason) > rank(known)
}

/// One reading: an address, with or without its scheme, or the query alone.
fn answer(pending: &Pending, text: &str) -> Result<CallbackVerdict, NotOurs> {
    refuse_odd_characters(text)?;
    if let Some(code) = code_page(pending, text) {
        return code;
    }
    let (place, rest) = match text.find(['?', '#']) {
        Some(at) => (&text[..at], text[at + 1..].trim_start_matches(['?', '#'])),
        None if text.contains('=') && !text.contains(":/") => ("", text),
        None => (text, ""),
    };
    // What the browser landed on, in a fragment where the server likes that: the state is looked
    // at all the same.
    let query = match rest.split_once('#') {
        Some((query, behind)) if !speaks(query) && speaks(behind) => behind,
        Some((query, _)) => query,
        None => rest,
    };
    if place.is_empty() || is_ours(pending, place) {
        return query_verdict(pending, &with_name(query));
    }
    if place.contains(":/") {
        return address_verdict(pending, text);
    }
    Err(NotOurs::OtherAddress)
}

/// Handles a text copied from after `code=`.
fn with_name(query: &str) -> String {
    let first = query.split('&').next().unwrap_or_default();
    if first.contains('=') || !query.contains("&state=") {
        return query.to_owned();
    }
    format!("code={query}")
}

fn speaks(query: &str) -> bool {
    let query = query.to_ascii_lowercase();
    ["code=", "error=", "state="]
        .iter()
        .any(|name| query.contains(name))
}

/// Is it the redirect URI, or what a browser shows of it? Browsers hide the scheme and `www.`, and
/// servers lead from http to https and to or from a slash at the end.
fn is_ours(pending: &Pending, place: &str) -> bool {
    let Ok(expected) = Url::parse(&pending.redirect_uri) else {
        return false;
    };
    if let Ok(url) = Url::parse(place)
        && place.contains(":/")
        && same_place(&url, &expected)
    {
        return true;
    }
    // The target of a request, as a server's log has it.
    if place.starts_with('/') && !place.starts_with("//") {
        return place.trim_end_matches('/') == expected.path().trim_end_matches('/');
    }
    let bare = |text: &str| {
        let text = text.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let rest = rest.trim_start_matches("//");
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_ascii_lowercase();
        (
            scheme.to_ascii_lowercase(),
            host,
            path.trim_end_matches('/').to_owned(),
        )
    };
    let (scheme, host, path) = bare(place);
    let (own_scheme, own_host, own_path) = bare(expected.as_str());
    let upgraded = own_scheme == "http" && scheme == "https";
    let hidden = scheme.is_empty() && matches!(own_scheme.as_str(), "http" | "https");
    (hidden || upgraded || scheme == own_scheme)
        && !own_host.is_empty()
        && path == own_path
        && host == own_host
}

/// The address of the page on which an out-of-band server shows the code. It may lack the
/// state; then it is worth as much as the bare code.
fn code_page(pending: &Pending, text: &str) -> Option<Result<CallbackVerdict, NotOurs>> {
    let page = Url::parse(text).ok()?;
    if CallbackMethod::of(&pending.redirect_uri) != CallbackMethod::OutOfBand
        || page.origin() != pending.authorize_endpoint.origin()
    {
        return None;
    }
    let query = page.query()?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    if pairs.any(|(name, _)| name == "state") {
        return Some(query_verdict(pending, query));
    }
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, text) = pairs.find(|(name, _)| name == "code")?;
    Some(code(&text).map(|code| CallbackVerdict::Code(alone(code))))
}

fn alone(code: Secret) -> Answered {
    Answered {
        code,
        beside: Vec::new(),
        remarks: Vec::new(),
    }
}

/// The code alone. One copied from the address bar is still percent-encoded there.
fn bare(text: &str) -> Result<Answered, NotOurs> {
    let low = text.to_ascii_lowercase();
    let plainly = NO_CODE.iter().find(|(sign, _)| low.contains(sign));
    if let Some(odd) = text.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(NotOurs::BadCharacter(Odd(odd)));
    }
    if let Some((_, what)) = plainly {
        return Err(NotOurs::NotACode { what });
    }
    let mut answered = alone(code(text)?);
    if let Some(decoded) = decoded(text) {
        answered.code = code(&decoded)?;
        let remark = "The pasted code was percent-encoded, as it stands in an address: decoded.";
        answered.remarks.push(remark.into());
    }
    Ok(answered)
}

/// The text without its percent-encoding, where all of it is encoded well.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    parts.next();
    let mut any = false;
    for part in parts {
        let digits = part.as_bytes().get(..2)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        any = true;
    }
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    any.then(|| decoded.into_owned())
}

/// Returns `true` if the text looks like a token instead of a code.
fn is_access_token(text: &str) -> bool {
    const PREFIXES: [&str; 9] = [
        "ghp_",
        "gho_",
        "github_pat_",
        "glpat-",
        "ya29.",
        "xoxb-",
        "xoxp-",
        "Bearer ",
        "bearer ",
    ];
    let is_object = text.starts_with('{') && text.contains("access_token");
    let is_jwt = Jwt::decode(text).is_some_and(|jwt| {
        let names = ["scope", "scopes", "scp"];
        jwt.header["typ"] == "at+jwt" || names.iter().any(|name| jwt.claims.get(name).is_some())
    });
    is_object || is_jwt || PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

impl Denial {
    /// Word for word, in one line.
    pub fn said(&self) -> String {
        let said = [
            Some(&self.error),
            self.description.as_ref(),
            self.uri.as_ref(),
        ];
        let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
        said.join(": ")
    }
}

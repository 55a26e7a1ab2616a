//! What comes back from the browser: is it ours, and what does it say (RFC 6749 §4.1.2,
//! RFC 9207)?
//!
//! Anybody on this machine can send us an address. One that does not carry our `state`
//! changes nothing: it is ignored, and the login goes on. What a person pastes is read in [`paste`];
//! what the implicit grant brings stands behind the # and is read in [`fragment`].

mod fragment;
mod not_ours;
mod paste;

use url::{Url, form_urlencoded};

pub use self::not_ours::{NotOurs, Odd};
use super::{raw_reply::RawReply, sanitize};
use tokenry_model::{redact::is_jwt, secret::Secret, spelling::squashed};

/// No address of a callback is longer.
const LONGEST_ADDRESS: usize = 64 * 1024;

/// No authorization code is longer.
const LONGEST_CODE: usize = 16 * 1024;

/// What servers call the code that do not call it `code`, in small letters and without
/// separators, and how such a name ends. Looked for only beside our own `state`, and only where the
/// server's settings name nothing else.
const OTHER_CODES: [&str; 3] = ["code", "grantcode", "logincode"];
const OTHER_CODE_ENDS: [&str; 4] = ["authcode", "oauthcode", "authorizationcode", "accesscode"];

/// What servers call an error, and its description, that do not call it `error`: in small letters
/// and without separators. Looked for only beside our own `state`, where there is no code.
const OTHER_ERRORS: [&str; 7] = [
    "errorreason",
    "errorcode",
    "errcode",
    "errortype",
    "errorsubcode",
    "oautherror",
    "err",
];
const OTHER_DESCRIPTIONS: [&str; 6] = [
    "errordescription",
    "errormessage",
    "errormsg",
    "errmsg",
    "errdescription",
    "oautherrordescription",
];

/// What the standards put into an answer (RFC 6749 §4.1.2, RFC 9207, OpenID Connect Session
/// Management §3). Whatever else a server puts there is kept with the token.
const STANDARD: [&str; 8] = [
    "code",
    "state",
    "iss",
    "scope",
    "session_state",
    "error",
    "error_description",
    "error_uri",
];

/// Expectations of a running login about its callback.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Exactly as it was sent.
    pub redirect_uri: String,
    /// Where the browser was sent. A server that shows the code does so on a page of its own,
    /// and that page's address is welcome too.
    pub authorize_endpoint: Url,
    pub state: Secret,
    /// If known, an `iss` in the response must equal it.
    pub issuer: Option<String>,
    /// The server promises `iss` in every answer (RFC 9207 §3).
    pub promises_iss: bool,
    /// The token itself was asked for, and comes behind a # (RFC 6749 §4.2.2).
    pub implicit: bool,
    /// The server's name for the code, if it is not `code`.
    pub code_name: Option<String>,
}

/// The server's answer to a login is no. Quoted, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    pub error: String,
    pub description: Option<String>,
    pub uri: Option<String>,
}

/// A successful authorization response.
#[derive(Debug)]
pub struct Answered {
    /// The code to exchange.
    pub code: Secret,
    /// Other parameters: `realmId`, `accounts-server`, `shop`…
    pub beside: Vec<(String, Secret)>,
    /// Deviations from the standard, in full sentences.
    pub remarks: Vec<String>,
}

/// The meaning of a callback URL or a pasted text.
#[derive(Debug)]
pub enum CallbackVerdict {
    /// Ignored; the login goes on.
    NotOurs(NotOurs),
    Denied(Denial),
    Code(Answered),
    /// The token, as if the token endpoint had replied with it.
    Token(RawReply),
}

/// Judges an address that reached the listener or the deep link.
pub fn judge_address(pending: &Pending, address: &str) -> CallbackVerdict {
    address_verdict(pending, address).unwrap_or_else(CallbackVerdict::NotOurs)
}

/// Judges a form that a browser posted to the redirect URI (OAuth 2.0 Form Post Response Mode).
pub fn judge_form(pending: &Pending, form: &str) -> CallbackVerdict {
    let verdict = if form.len() > LONGEST_ADDRESS {
        Err(NotOurs::TooLong)
    } else if pending.implicit {
        fragment::verdict(pending, form)
    } else {
        query_verdict(pending, form)
    };
    verdict.unwrap_or_else(CallbackVerdict::NotOurs)
}

/// Judges what a person pasted: the whole address, its query, text that holds one of these, or a
/// bare code. A bare code has no state; it is bound to this login by PKCE and by the person's hand.
pub fn judge_paste(pending: &Pending, text: &str) -> CallbackVerdict {
    paste::verdict(pending, text).unwrap_or_else(CallbackVerdict::NotOurs)
}

fn address_verdict(pending: &Pending, address: &str) -> Result<CallbackVerdict, NotOurs> {
    if address.len() > LONGEST_ADDRESS {
        return Err(NotOurs::TooLong);
    }
    refuse_odd_characters(address)?;
    let url = Url::parse(address).map_err(|_| NotOurs::OtherAddress)?;
    let expected = Url::parse(&pending.redirect_uri).map_err(|_| NotOurs::OtherAddress)?;
    if !same_place(&url, &expected) {
        return Err(NotOurs::OtherAddress);
    }
    if pending.implicit {
        return fragment::landed(pending, &url);
    }
    let query = url.query().unwrap_or_default();
    let in_fragment = url.fragment().unwrap_or_default();
    if ["access_token=", "id_token=", "code=", "error="]
        .iter()
        .any(|name| in_fragment.contains(name))
    {
        return Err(NotOurs::Fragment);
    }
    query_verdict(pending, query)
}

/// Compares everything but query and fragment, as written: a server redirects to exactly
/// what was registered.
fn same_place(url: &Url, expected: &Url) -> bool {
    url.scheme() == expected.scheme()
        && url.host() == expected.host()
        && url.port_or_known_default() == expected.port_or_known_default()
        && url.path() == expected.path()
        && url.username() == expected.username()
        && url.password() == expected.password()
}

/// The parameters of a response to this login.
struct Said(Vec<(String, String)>);

impl Said {
    /// Fails unless it carries our state, and comes from the server that was asked.
    fn of(pending: &Pending, pairs: &str) -> Result<Self, NotOurs> {
        let pairs = form_urlencoded::parse(pairs.as_bytes()).into_owned();
        let said = Self(pairs.filter(|(_, value)| !value.is_empty()).collect());
        // The state comes first: without it nothing is believed, and only an error is repeated.
        let Some(state) = said.one("state")? else {
            if said.one("response")?.is_some_and(is_jwt) {
                return Err(NotOurs::Signed);
            }
            let denial = said.denial()?;
            return Err(denial.map_or(NotOurs::NoState, NotOurs::DeniedWithoutState));
        };
        if !pending.state.same_as(state) {
            return Err(NotOurs::OtherState);
        }
        match (said.one("iss")?, &pending.issuer) {
            (Some(found), Some(issuer)) if found != issuer => {
                let found = sanitize::clean(found);
                Err(NotOurs::OtherIssuer { found })
            }
            // An ID token beside it says the same (RFC 9207 §4), and is looked at there.
            (None, _) if pending.promises_iss => {
                let named = pending.implicit && said.one("id_token")?.is_some();
                if named {
                    Ok(said)
                } else {
                    Err(NotOurs::NoIssuer)
                }
            }
            _ => Ok(said),
        }
    }

    fn one(&self, name: &str) -> Result<Option<&str>, NotOurs> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        match found.next() {
            Some(_) => Err(NotOurs::Twice {
                name: sanitize::clean(name),
            }),
            None => Ok(first),
        }
    }

    fn denial(&self) -> Result<Option<Denial>, NotOurs> {
        let Some(error) = self.one("error")? else {
            return Ok(None);
        };
        Ok(Some(Denial {
            error: sanitize::clean(error),
            description: self.one("error_description")?.map(sanitize::clean),
            uri: self
                .one("error_uri")?
                .map(sanitize::clean)
                .filter(|uri| uri.starts_with("https://") || uri.starts_with("http://")),
        }))
    }

    fn denied(&self) -> Result<Option<CallbackVerdict>, NotOurs> {
        Ok(self.denial()?.map(CallbackVerdict::Denied))
    }

    /// The code, and under which name it stands there.
    fn code(&self, own: Option<&str>) -> Result<(&str, &str), NotOurs> {
        for name in own.into_iter().chain(["code"]) {
            if let Some((name, code)) = self.0.iter().find(|(known, _)| known == name) {
                self.one(name)?;
                return Ok((name, code));
            }
        }
        if own.is_none()
            && let Some((name, code)) = self.0.iter().find(|(name, _)| is_other_code(name))
        {
            self.one(name)?;
            return Ok((name, code));
        }
        let others: Vec<String> = self
            .others()
            .map(|(name, _)| sanitize::clean(name))
            .collect();
        Err(if others.is_empty() {
            NotOurs::NoCode
        } else {
            let names = others.join(", ");
            NotOurs::OtherNames { names }
        })
    }

    /// An error in the server's own words. Nobody puts one beside a code.
    fn denied_otherwise(&self) -> Option<Denial> {
        let named = |names: &[&str]| {
            let all = names.iter();
            all.filter_map(|wanted| self.0.iter().find(|(name, _)| squashed(name) == *wanted))
                .map(|(_, value)| sanitize::clean(value))
                // Nought is no error.
                .find(|value| value != "0")
        };
        let description = named(&OTHER_DESCRIPTIONS);
        let error = named(&OTHER_ERRORS).or_else(|| description.clone())?;
        Some(Denial {
            description: description.filter(|text| *text != error),
            error,
            uri: None,
        })
    }

    /// Returns the non-standard parameters.
    fn others(&self) -> impl Iterator<Item = &(String, String)> {
        let standard = |name: &str| STANDARD.contains(&name);
        self.0.iter().filter(move |(name, _)| !standard(name))
    }
}

fn query_verdict(pending: &Pending, query: &str) -> Result<CallbackVerdict, NotOurs> {
    let said = Said::of(pending, query)?;
    if let Some(denied) = said.denied()? {
        return Ok(denied);
    }
    if said.one("access_token")?.is_some() {
        return Err(NotOurs::AccessToken);
    }
    let (name, text) = match said.code(pending.code_name.as_deref()) {
        Ok(found) => found,
        Err(reason) => {
            let denial = said.denied_otherwise().ok_or(reason)?;
            return Ok(CallbackVerdict::Denied(denial));
        }
    };
    let others = said.others().filter(|(other, _)| other != name);
    let mut answered = Answered {
        code: code(text)?,
        beside: others
            .map(|(name, value)| (name.clone(), Secret::new(value.as_str())))
            .collect(),
        remarks: Vec::new(),
    };
    if name != "code" {
        let remark = format!("The code came as {name}, where the standard has code.");
        answered.remarks.push(remark);
    }
    Ok(CallbackVerdict::Code(answered))
}

fn is_other_code(name: &str) -> bool {
    let name = squashed(name);
    OTHER_CODES.contains(&name.as_str()) || OTHER_CODE_ENDS.iter().any(|end| name.ends_with(end))
}

/// A code is visible ASCII (RFC 6749 appendix A.11).
fn code(text: &str) -> Result<Secret, NotOurs> {
    if text.len() > LONGEST_CODE {
        return Err(NotOurs::TooLong);
    }
    match text.chars().find(|c| !c.is_ascii_graphic()) {
        Some(odd) => Err(NotOurs::BadCharacter(Odd(odd))),
        None => Ok(Secret::new(text)),
    }
}

fn refuse_odd_characters(text: &str) -> Result<(), NotOurs> {
    let odd = |c: &char| c.is_control() || sanitize::is_invisible(*c);
    match text.chars().find(odd) {
        Some(odd) => Err(NotOurs::BadCharacter(Odd(odd))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;

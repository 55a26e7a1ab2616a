//! What comes back from the browser: is it ours, and what does it say (RFC 6749 §4.1.2,
//! RFC 9207)?
//!
//! Anybody on this machine can send us an address. One that does not carry our `state`
//! changes nothing: it is ignored, and the login goes on. What the implicit grant brings stands
//! behind the # and is read in [`fragment`].

mod fragment;

use url::{Url, form_urlencoded};

use super::{jwt::Jwt, raw_reply::RawReply, redirect::Way, said};
use crate::secret::Secret;

/// No address of a callback is longer.
const LONGEST_ADDRESS: usize = 64 * 1024;

/// No authorization code is longer.
const LONGEST_CODE: usize = 16 * 1024;

/// What a login under way knows about the answer it waits for.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Exactly as it was sent.
    pub redirect_uri: String,
    /// Where the browser was sent. A server that shows the code does so on a page of its own,
    /// and that page's address is welcome too.
    pub authorize_endpoint: Url,
    pub state: Secret,
    /// Where known, an `iss` in the answer must be the same.
    pub issuer: Option<String>,
    /// The server promises `iss` in every answer (RFC 9207 §3).
    pub promises_iss: bool,
    /// The token itself was asked for, and comes behind a # (RFC 6749 §4.2.2).
    pub implicit: bool,
}

/// What an address or a pasted text is.
#[derive(Debug)]
pub enum CallbackVerdict {
    /// Ignored; the login goes on.
    NotOurs(NotOurs),
    /// The server's answer to this login is no. Quoted, without control characters.
    Denied {
        error: String,
        description: Option<String>,
        uri: Option<String>,
    },
    /// The code to exchange.
    Code(Secret),
    /// The token, as if the token endpoint had replied with it.
    Token(RawReply),
}

/// Why something is not the answer to this login. `Display` is a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    #[error("Nothing was pasted.")]
    Nothing,
    #[error("This is too long to be the address or the code of a login.")]
    TooLong,
    #[error("This holds characters that neither an address nor a code can hold.")]
    BadCharacters,
    #[error("This address is not the redirect URI of this login.")]
    OtherAddress,
    #[error(
        "The answer came behind a #, as the implicit grant has it. This login asked for a code: start one that takes the token from the address."
    )]
    Fragment,
    #[error(
        "This holds an access token instead of a code. To keep a token you already have, add it as a pasted token."
    )]
    AccessToken,
    #[error(
        "The address carries no state, so it cannot be told which login it belongs to. If the page shows a code, paste just the code."
    )]
    NoState,
    #[error("The address belongs to another login: its state is not the one of this login.")]
    OtherState,
    #[error("The address says the same thing twice ({name}).")]
    Twice { name: String },
    #[error("The answer comes from another server: {found}.")]
    OtherIssuer { found: String },
    #[error("The answer does not say which server it comes from, though this server promises to.")]
    NoIssuer,
    #[error("The address holds neither a code nor an error.")]
    NoCode,
    #[error(
        "The server answered with a code, and not with a token in the address: it does not offer the implicit grant to this client. Log in in the browser in the usual way."
    )]
    CodeInstead,
    #[error(
        "The address holds nothing behind a #. Copy all of it from the browser's address bar, as soon as the page has loaded: some pages take the end away."
    )]
    NoFragment,
    #[error("The address holds neither a token nor an error behind its #.")]
    NoToken,
    #[error(
        "This is not the whole address. Copy all that stands in the browser's address bar, also what comes behind the #."
    )]
    NotWhole,
}

/// Judges an address that reached the listener or the deep link.
pub fn judge_address(pending: &Pending, address: &str) -> CallbackVerdict {
    address_verdict(pending, address).unwrap_or_else(CallbackVerdict::NotOurs)
}

/// Judges what a person pasted: the whole address, its query, or a bare code. A bare code has
/// no state; it is bound to this login by PKCE and by the person's hand.
pub fn judge_paste(pending: &Pending, text: &str) -> CallbackVerdict {
    paste_verdict(pending, text).unwrap_or_else(CallbackVerdict::NotOurs)
}

fn paste_verdict(pending: &Pending, text: &str) -> Result<CallbackVerdict, NotOurs> {
    if text.len() > LONGEST_ADDRESS {
        return Err(NotOurs::TooLong);
    }
    let text = text.trim().trim_matches(['"', '\'', '<', '>']).trim();
    if text.is_empty() {
        return Err(NotOurs::Nothing);
    }
    if pending.implicit {
        return fragment::pasted(pending, text);
    }
    if is_access_token(text) {
        return Err(NotOurs::AccessToken);
    }
    refuse_odd_characters(text)?;
    let query = text.strip_prefix('?').unwrap_or(text);
    let is_query = query.starts_with("code=")
        || query.starts_with("error=")
        || (query.contains("state=") && (query.contains("&code=") || query.contains("&error=")));
    if let Some(code) = code_page(pending, text) {
        code
    } else if text.contains(":/") || text.starts_with(pending.redirect_uri.as_str()) {
        address_verdict(pending, text)
    } else if is_query {
        query_verdict(pending, query.split('#').next().unwrap_or_default())
    } else {
        code(text).map(CallbackVerdict::Code)
    }
}

/// The address of the page on which an out-of-band server shows the code. It may lack the
/// state; then it is worth as much as the bare code.
fn code_page(pending: &Pending, text: &str) -> Option<Result<CallbackVerdict, NotOurs>> {
    let page = Url::parse(text).ok()?;
    if Way::of(&pending.redirect_uri) != Way::OutOfBand
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
    Some(code(&text).map(CallbackVerdict::Code))
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

/// What an answer to this very login says.
struct Said(Vec<(String, String)>);

impl Said {
    /// Fails unless it carries our state, and comes from the server that was asked.
    fn of(pending: &Pending, pairs: &str) -> Result<Self, NotOurs> {
        let pairs = form_urlencoded::parse(pairs.as_bytes()).into_owned();
        let said = Self(pairs.filter(|(_, value)| !value.is_empty()).collect());
        // The state comes first: without it nothing else is looked at.
        let state = said.one("state")?.ok_or(NotOurs::NoState)?;
        if !pending.state.same_as(state) {
            return Err(NotOurs::OtherState);
        }
        match (said.one("iss")?, &pending.issuer) {
            (Some(found), Some(issuer)) if found != issuer => {
                let found = said::clean(found);
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
                name: said::clean(name),
            }),
            None => Ok(first),
        }
    }

    fn denied(&self) -> Result<Option<CallbackVerdict>, NotOurs> {
        let Some(error) = self.one("error")? else {
            return Ok(None);
        };
        Ok(Some(CallbackVerdict::Denied {
            error: said::clean(error),
            description: self.one("error_description")?.map(said::clean),
            uri: self
                .one("error_uri")?
                .map(said::clean)
                .filter(|uri| uri.starts_with("https://") || uri.starts_with("http://")),
        }))
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
    code(said.one("code")?.ok_or(NotOurs::NoCode)?).map(CallbackVerdict::Code)
}

/// A code is visible ASCII (RFC 6749 appendix A.11).
fn code(text: &str) -> Result<Secret, NotOurs> {
    if text.len() > LONGEST_CODE {
        return Err(NotOurs::TooLong);
    }
    if !text.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return Err(NotOurs::BadCharacters);
    }
    Ok(Secret::new(text))
}

fn refuse_odd_characters(text: &str) -> Result<(), NotOurs> {
    if text
        .chars()
        .any(|c| c.is_control() || said::is_invisible(c))
    {
        return Err(NotOurs::BadCharacters);
    }
    Ok(())
}

/// Whether a person pasted a token in place of a code, as far as can be seen.
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

#[cfg(test)]
mod tests;

//! What comes back from the browser: is it ours, and what does it say (RFC 6749 §4.1.2,
//! RFC 9207)?
//!
//! Anybody on this machine can send us an address. One that does not carry our `state`
//! changes nothing: it is ignored, and the login goes on.

use url::{Url, form_urlencoded};

use super::{jwt::Jwt, redirect::Way, said};
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
        "The answer came behind a #, as an old kind of login does. Tokenry does not accept tokens this way."
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

fn query_verdict(pending: &Pending, query: &str) -> Result<CallbackVerdict, NotOurs> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let one = |name: &str| -> Result<Option<&str>, NotOurs> {
        let mut found = pairs.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        match found.next() {
            Some(_) => Err(NotOurs::Twice {
                name: name.to_owned(),
            }),
            None => Ok(first),
        }
    };
    // The state comes first: without it nothing else is looked at.
    let state = one("state")?.ok_or(NotOurs::NoState)?;
    if !pending.state.same_as(state) {
        return Err(NotOurs::OtherState);
    }
    match (one("iss")?, &pending.issuer) {
        (Some(found), Some(issuer)) if found != issuer => {
            return Err(NotOurs::OtherIssuer {
                found: said::clean(found),
            });
        }
        (None, _) if pending.promises_iss => return Err(NotOurs::NoIssuer),
        _ => {}
    }
    if let Some(error) = one("error")? {
        return Ok(CallbackVerdict::Denied {
            error: said::clean(error),
            description: one("error_description")?.map(said::clean),
            uri: one("error_uri")?
                .map(said::clean)
                .filter(|uri| uri.starts_with("https://") || uri.starts_with("http://")),
        });
    }
    if one("access_token")?.is_some() {
        return Err(NotOurs::AccessToken);
    }
    code(one("code")?.ok_or(NotOurs::NoCode)?).map(CallbackVerdict::Code)
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

//! The address as people type it, and the one that is called.

use base64::Engine as _;
use reqwest::header::HeaderValue;
use url::Url;

use super::{ComposeError, Part, printable, refuse_breaks, refuse_controls};
use crate::{http::is_loopback, variables::written_in};

/// Reads an address. A missing scheme means https, and http for loopback hosts.
pub(super) fn parse(typed: &str) -> Result<Url, ComposeError> {
    let text = typed.trim_matches(' ');
    if text.is_empty() {
        return Err(ComposeError::NoAddress);
    }
    // The parser would drop line breaks and tabs in silence.
    let part = || Part::Address;
    refuse_controls(text, part)?;
    if text.contains('\t') {
        return Err(ComposeError::Control {
            part: part(),
            character: "a tab".into(),
        });
    }
    let before_query = text.split(['?', '#']).next().unwrap_or_default();
    refuse_breaks(before_query, part)?;
    let names = written_in(text);
    if !names.is_empty() {
        return Err(ComposeError::Variables { names });
    }

    let read = |text: &str| {
        Url::parse(text).map_err(|source| ComposeError::BadAddress {
            address: printable(typed.trim_matches(' ')),
            source,
        })
    };
    let url = match text.split_once("://") {
        Some((scheme, _)) if is_scheme(scheme) => read(text)?,
        _ => {
            let rest = text.trim_start_matches('/');
            let url = read(&format!("https://{rest}"))?;
            if is_loopback(&url) {
                read(&format!("http://{rest}"))?
            } else {
                url
            }
        }
    };
    match url.scheme() {
        "https" | "http" => Ok(url),
        scheme => Err(ComposeError::Scheme {
            scheme: scheme.into(),
        }),
    }
}

/// Takes user name and password out of the address: as a header they are seen, recorded and
/// dropped like every other credential (RFC 7617).
pub(super) fn take_userinfo(url: &mut Url) -> Result<Option<HeaderValue>, ComposeError> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let pair = [
        decoded(url.username()),
        b":".to_vec(),
        decoded(url.password().unwrap_or_default()),
    ]
    .concat();
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value =
        HeaderValue::from_str(&format!("Basic {encoded}")).map_err(|_| ComposeError::Control {
            part: Part::Address,
            character: "a control character".into(),
        })?;
    value.set_sensitive(true);
    strip_userinfo(url);
    Ok(Some(value))
}

/// Whether there was anything to strip. Addresses of http and https always can be without.
pub(in crate::request) fn strip_userinfo(url: &mut Url) -> bool {
    let had = !url.username().is_empty() || url.password().is_some();
    if had {
        let _ = url.set_password(None);
        let _ = url.set_username("");
    }
    had
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn decoded(text: &str) -> Vec<u8> {
    percent_encoding::percent_decode_str(text).collect()
}

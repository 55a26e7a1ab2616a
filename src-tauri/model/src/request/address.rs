//! URLs as people type them.

use url::Url;

use super::{
    ComposeError, Draft, Part,
    controls::{printable, refuse_breaks, refuse_controls},
};
use crate::{hosts::is_loopback, variables::written_in};

/// Parses a typed URL. A missing scheme means https, or http for loopback hosts.
pub fn address(typed: &str) -> Result<Url, ComposeError> {
    let text = typed.trim_matches(' ');
    if text.is_empty() {
        return Err(ComposeError::NoAddress);
    }
    // The URL parser would silently drop line breaks and tabs.
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

impl Draft {
    /// Returns the parsed URL of the draft, or `None` if it is invalid.
    pub fn target(&self) -> Option<Url> {
        address(&self.url).ok()
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

//! How a login gets its answer back: decided by what the redirect URI looks like. How servers
//! refuse one is in [`refusals`], and what may be wrong with it in [`difference`].

pub mod difference;
pub mod refusals;

use serde::{Deserialize, Serialize};
use url::Url;

use tokenry_model::hosts::is_loopback;

/// The scheme that the system hands to Tokenry.
pub const DEEP_LINK: &str = "app.tokenry:/callback";

/// The redirect URI of servers that show a code to copy.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// The ways a code comes back to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// `http://127.0.0.1[:port]/path`, `http://[::1]…`, `http://localhost…`: we listen
    /// (RFC 8252 §7.3).
    Loopback,
    /// `app.tokenry:/callback`: the system hands us the address (RFC 8252 §7.1).
    DeepLink,
    /// `urn:ietf:wg:oauth:2.0:oob`: the server shows a code to paste.
    OutOfBand,
    /// Anything else: the person pastes the address the browser landed on.
    PasteAddress,
    /// None: the person types a code on another device, and we ask until then (RFC 8628).
    AnotherDevice,
}

/// What a server makes of the port in a redirect URI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PortRule {
    /// It has to be the registered one.
    Exact,
    /// It may differ (RFC 8252 §7.3).
    Any,
    #[default]
    Unknown,
}

/// Why a text cannot be a redirect URI (RFC 6749 §3.1.2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    #[error("A redirect URI is missing. http://127.0.0.1/callback suits most servers.")]
    Missing,
    #[error("The redirect URI holds spaces or control characters.")]
    Spaces,
    #[error(
        "The redirect URI is not a whole address: it needs a scheme, as in http://127.0.0.1/callback."
    )]
    NotAnAddress,
    #[error("A redirect URI must not hold a fragment (#…).")]
    Fragment,
    #[error("A redirect URI cannot begin with {scheme}:.")]
    Scheme { scheme: String },
    #[error("A redirect URI must not hold a user name or password.")]
    Userinfo,
}

impl Way {
    /// The way of a redirect URI as it is registered. A text that is none is something that
    /// only a person can bring back.
    pub fn of(redirect_uri: &str) -> Self {
        if redirect_uri.eq_ignore_ascii_case(OUT_OF_BAND)
            || redirect_uri.eq_ignore_ascii_case("urn:ietf:wg:oauth:2.0:oob:auto")
        {
            return Self::OutOfBand;
        }
        match Url::parse(redirect_uri) {
            Ok(url) if url.scheme() == "http" && can_listen(&url) => Self::Loopback,
            Ok(url) if url.scheme() == "app.tokenry" => Self::DeepLink,
            _ => Self::PasteAddress,
        }
    }
}

/// Refuses what no server can send a browser to, and tells the way of what is left.
pub fn check(redirect_uri: &str) -> Result<Way, RedirectError> {
    if redirect_uri.is_empty() {
        return Err(RedirectError::Missing);
    }
    if redirect_uri.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(RedirectError::Spaces);
    }
    let url = Url::parse(redirect_uri).map_err(|_| RedirectError::NotAnAddress)?;
    if url.fragment().is_some() {
        return Err(RedirectError::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RedirectError::Userinfo);
    }
    match url.scheme() {
        scheme @ ("javascript" | "data" | "file" | "blob" | "about" | "vbscript") => {
            Err(RedirectError::Scheme {
                scheme: scheme.to_owned(),
            })
        }
        _ => Ok(Way::of(redirect_uri)),
    }
}

/// What a person should know about a redirect URI that is allowed, in full sentences. What its
/// server thinks of it is in the recipe (`Recipe::redirect_advice`).
pub fn advice(redirect_uri: &str) -> Vec<String> {
    let mut advice = Vec::new();
    let Ok(url) = Url::parse(redirect_uri) else {
        return advice;
    };
    if Way::of(redirect_uri) == Way::Loopback
        && url.port().is_none()
        && url.host_str() == Some("localhost")
    {
        advice.push(
            "Without a port, localhost means port 80, which Tokenry may not be allowed to use. \
             Register http://127.0.0.1/callback, or add a port."
                .into(),
        );
    }
    if Way::of(redirect_uri) == Way::PasteAddress {
        advice.push(
            "Tokenry cannot receive this address by itself: after logging in, copy the address \
             that the browser landed on and paste it."
                .into(),
        );
    }
    advice
}

/// Only hosts that we can bind: any other name below `.localhost` may lead elsewhere.
fn can_listen(url: &Url) -> bool {
    is_loopback(url) && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_looks_decide_the_way() {
        for (uri, way) in [
            ("http://127.0.0.1/callback", Way::Loopback),
            ("http://127.0.0.1:8123/cb", Way::Loopback),
            ("http://[::1]:9/cb", Way::Loopback),
            ("http://localhost:3000/", Way::Loopback),
            ("HTTP://LOCALHOST:3000/", Way::Loopback),
            ("app.tokenry:/callback", Way::DeepLink),
            ("urn:ietf:wg:oauth:2.0:oob", Way::OutOfBand),
            ("https://localhost/callback", Way::PasteAddress),
            ("https://example.org/callback", Way::PasteAddress),
            ("http://172.16.0.2/callback", Way::PasteAddress),
            ("http://127.0.0.2/callback", Way::PasteAddress),
            ("com.example.app:/callback", Way::PasteAddress),
        ] {
            assert_eq!(Way::of(uri), way, "{uri}");
            assert_eq!(check(uri), Ok(way), "{uri}");
        }
    }

    #[test]
    fn what_no_server_accepts_is_refused_with_a_reason() {
        for (uri, error) in [
            ("", RedirectError::Missing),
            ("http://a b/", RedirectError::Spaces),
            ("http://a/\n", RedirectError::Spaces),
            ("127.0.0.1/callback", RedirectError::NotAnAddress),
            ("http://127.0.0.1/cb#x", RedirectError::Fragment),
            ("http://me@127.0.0.1/cb", RedirectError::Userinfo),
            (
                "javascript:alert(1)",
                RedirectError::Scheme {
                    scheme: "javascript".into(),
                },
            ),
        ] {
            assert_eq!(check(uri), Err(error), "{uri}");
        }
    }

    #[test]
    fn advice_is_given_where_it_helps() {
        assert!(advice("http://127.0.0.1:9/callback").is_empty());
        assert!(advice("http://localhost/cb")[0].contains("port 80"));
        assert!(advice("https://example.org/cb")[0].contains("paste"));
    }
}

//! Redirect URIs: what can be one, and what to know about it. How its answer comes back is
//! [`CallbackMethod`]; how servers refuse one is in [`refusals`], and what may be wrong with it in
//! [`difference`].

pub mod difference;
pub mod refusals;

use url::Url;

use tokenry_model::callback_method::CallbackMethod;

/// Rules of servers for the port of a redirect URI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PortRule {
    /// The port must be the registered one.
    Exact,
    /// The port may differ (RFC 8252 §7.3).
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

/// Refuses what no server can send a browser to, and tells the way of what is left.
pub fn check(redirect_uri: &str) -> Result<CallbackMethod, RedirectError> {
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
        _ => Ok(CallbackMethod::of(redirect_uri)),
    }
}

/// What a person should know about a redirect URI that is allowed, in full sentences. What its
/// server thinks of it is in the recipe (`Recipe::redirect_advice`).
pub fn advice(redirect_uri: &str) -> Vec<String> {
    let mut advice = Vec::new();
    let Ok(url) = Url::parse(redirect_uri) else {
        return advice;
    };
    if CallbackMethod::of(redirect_uri) == CallbackMethod::Loopback
        && url.port().is_none()
        && url.host_str() == Some("localhost")
    {
        advice.push(
            "Without a port, localhost means port 80, which Tokenry may not be allowed to use. \
             Register http://127.0.0.1/callback, or add a port."
                .into(),
        );
    }
    if CallbackMethod::of(redirect_uri) == CallbackMethod::PasteAddress {
        advice.push(
            "Tokenry cannot receive this address by itself: after logging in, copy the address \
             that the browser landed on and paste it."
                .into(),
        );
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_looks_decide_the_way() {
        for (uri, way) in [
            ("http://127.0.0.1/callback", CallbackMethod::Loopback),
            ("http://127.0.0.1:8123/cb", CallbackMethod::Loopback),
            ("http://[::1]:9/cb", CallbackMethod::Loopback),
            ("http://localhost:3000/", CallbackMethod::Loopback),
            ("HTTP://LOCALHOST:3000/", CallbackMethod::Loopback),
            ("app.tokenry:/callback", CallbackMethod::DeepLink),
            ("urn:ietf:wg:oauth:2.0:oob", CallbackMethod::OutOfBand),
            ("https://localhost/callback", CallbackMethod::PasteAddress),
            ("https://example.org/callback", CallbackMethod::PasteAddress),
            ("http://172.16.0.2/callback", CallbackMethod::PasteAddress),
            ("http://127.0.0.2/callback", CallbackMethod::PasteAddress),
            ("com.example.app:/callback", CallbackMethod::PasteAddress),
        ] {
            assert_eq!(CallbackMethod::of(uri), way, "{uri}");
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

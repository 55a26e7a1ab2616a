//! The ways an authorization code comes back. The form of the redirect URI decides between them.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::hosts::is_loopback;

/// The redirect URI that the operating system hands to Tokenry as a deep link.
pub const DEEP_LINK: &str = "app.tokenry:/callback";

/// The redirect URI of servers that show a code to copy.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// The way an authorization code comes back to Tokenry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackMethod {
    /// `http://127.0.0.1[:port]/path`, `http://[::1]…`, `http://localhost…`: Tokenry listens there
    /// (RFC 8252 §7.3).
    Loopback,
    /// `app.tokenry:/callback`: the operating system hands over the URL (RFC 8252 §7.1).
    DeepLink,
    /// `urn:ietf:wg:oauth:2.0:oob`: the server shows a code to paste.
    OutOfBand,
    /// Any other redirect URI: the person pastes the URL on which the browser landed.
    PasteAddress,
    /// No redirect URI: the person types a code on another device while Tokenry polls (RFC 8628).
    AnotherDevice,
}

impl CallbackMethod {
    /// Returns the method for a registered redirect URI. A text that is not a URL can only be
    /// pasted.
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

/// Accepts only hosts that Tokenry can bind. Other names under `.localhost` may resolve elsewhere.
fn can_listen(url: &Url) -> bool {
    is_loopback(url) && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

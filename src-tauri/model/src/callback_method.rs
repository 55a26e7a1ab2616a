//! How a login gets its answer back: decided by what the redirect URI looks like.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::hosts::is_loopback;

/// The scheme that the system hands to Tokenry.
pub const DEEP_LINK: &str = "app.tokenry:/callback";

/// The redirect URI of servers that show a code to copy.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// How an authorization code comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackMethod {
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

impl CallbackMethod {
    /// The method of a redirect URI as it is registered. A text that is none is something that
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

/// Only hosts that we can bind: any other name below `.localhost` may lead elsewhere.
fn can_listen(url: &Url) -> bool {
    is_loopback(url) && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

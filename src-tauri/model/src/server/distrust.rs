//! Reasons to distrust a URL that a document names.

use url::Url;

use crate::hosts::{is_loopback, is_private};

/// Returns the reason to distrust an endpoint. A public server must not send us into our own
/// network, nor credentials over plain http.
pub fn distrust(endpoint: &Url, issuer: &Url) -> Option<&'static str> {
    if is_template(endpoint) {
        return Some("it contains a placeholder, which the server's documentation explains");
    }
    match endpoint.scheme() {
        "https" if is_private(endpoint) && !is_private(issuer) => {
            Some("it is on a private network, and the server is not")
        }
        "https" => None,
        "http" if is_loopback(endpoint) && is_loopback(issuer) => None,
        "http" if is_private(endpoint) && is_private(issuer) => None,
        "http" => Some("it uses plain http"),
        _ => Some("it is not a web URL"),
    }
}

/// Matches `https://login.example/{tenant}/token`, as in documents written for many tenants.
fn is_template(url: &Url) -> bool {
    let path = url.path();
    let opens = path.find('{').or_else(|| path.find("%7B"));
    let closes = path.rfind('}').or_else(|| path.rfind("%7D"));
    opens.zip(closes).is_some_and(|(open, close)| open < close)
}

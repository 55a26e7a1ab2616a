//! How a login gets its answer back: decided by what the redirect URI looks like.

use serde::{Deserialize, Serialize};

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
}

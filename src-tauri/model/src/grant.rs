//! The grants by which tokens are obtained.

use serde::{Deserialize, Serialize};

/// The way the token was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    AuthorizationCode,
    ClientCredentials,
    /// The device authorization grant (RFC 8628).
    DeviceCode,
    /// The implicit grant, where the token itself comes back through the browser (RFC 6749 §4.2).
    Implicit,
    /// The resource owner password credentials grant (RFC 6749 §4.3).
    Password,
    /// A JWT that the client signed for the account (RFC 7523 §2.1). It can be repeated without a
    /// person.
    JwtBearer,
    /// A JWT signed by another party (RFC 7523 §2.1).
    Assertion,
    /// Token exchange (RFC 8693).
    TokenExchange,
    Pasted,
}

//! Token type hints (RFC 7009 §2.1).

use serde::{Deserialize, Serialize};

/// The token of a grant that is sent to the revocation or introspection endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenTypeHint {
    Access,
    Refresh,
}

impl TokenTypeHint {
    /// Returns the value of `token_type_hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }

    /// Returns the name in prose.
    pub fn name(self) -> &'static str {
        match self {
            Self::Access => "access token",
            Self::Refresh => "refresh token",
        }
    }
}

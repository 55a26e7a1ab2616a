//! Grant types by their standard names (RFC 6749 §1.3 and its family).

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    AuthorizationCode,
    ClientCredentials,
    RefreshToken,
    DeviceCode,
    Password,
    Implicit,
    TokenExchange,
    JwtBearer,
    /// Tokens that people create on a page of the server and paste.
    PersonalAccessToken,
}

impl GrantType {
    /// Returns the grant with this name in a registration.
    pub fn named(name: &str) -> Option<Self> {
        const ALL: [GrantType; 8] = [
            GrantType::AuthorizationCode,
            GrantType::ClientCredentials,
            GrantType::RefreshToken,
            GrantType::DeviceCode,
            GrantType::Password,
            GrantType::Implicit,
            GrantType::TokenExchange,
            GrantType::JwtBearer,
        ];
        let mut all = ALL.into_iter();
        all.find(|grant| grant.registered() == Some(name))
    }

    /// Returns the name for `grant_types` in a registration (RFC 7591 §2), or `None` if clients are
    /// not registered for this grant.
    pub fn registered(self) -> Option<&'static str> {
        Some(match self {
            Self::AuthorizationCode => "authorization_code",
            Self::ClientCredentials => "client_credentials",
            Self::RefreshToken => "refresh_token",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::Password => "password",
            Self::Implicit => "implicit",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::JwtBearer => "urn:ietf:params:oauth:grant-type:jwt-bearer",
            Self::PersonalAccessToken => return None,
        })
    }
}

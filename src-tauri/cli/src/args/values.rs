//! Values with a syntax of their own: placements, changes and times.

use clap::ValueEnum;
use tokenry_model::{
    client::AuthMethod,
    clock::{SignedDuration, Timestamp},
    grant_type,
    server::{Placement, TokenStyle},
};

/// Encoding of token endpoint parameters.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Style {
    Form,
    Json,
    Query,
}

impl From<Style> for TokenStyle {
    fn from(style: Style) -> Self {
        match style {
            Style::Form => Self::Form,
            Style::Json => Self::Json,
            Style::Query => Self::Query,
        }
    }
}

/// Client authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Auth {
    /// ID and secret in an Authorization: Basic header
    #[value(alias = "client_secret_basic")]
    Basic,
    /// ID and secret among the parameters
    #[value(alias = "client_secret_post")]
    Post,
    /// ID and secret in an Authorization: Basic header without form-urlencoding, for servers
    /// that do not decode it
    BasicRaw,
    /// A JWT signed with the secret
    #[value(alias = "client_secret_jwt")]
    SecretJwt,
    /// A JWT signed with a private key (PEM or JWK); give the key as the secret
    #[value(alias = "private_key_jwt")]
    PrivateKeyJwt,
    /// A certificate from an authority that the server trusts; give certificate and key (PEM) as
    /// the secret
    #[value(alias = "tls_client_auth")]
    Tls,
    /// A registered self-signed certificate; given in the same way
    #[value(alias = "self_signed_tls_client_auth")]
    SelfSignedTls,
    /// No authentication: a public client
    None,
}

impl From<Auth> for AuthMethod {
    fn from(auth: Auth) -> Self {
        match auth {
            Auth::Basic => Self::ClientSecretBasic,
            Auth::Post => Self::ClientSecretPost,
            Auth::BasicRaw => Self::ClientSecretBasicRaw,
            Auth::SecretJwt => Self::ClientSecretJwt,
            Auth::PrivateKeyJwt => Self::PrivateKeyJwt,
            Auth::Tls => Self::TlsClientAuth,
            Auth::SelfSignedTls => Self::SelfSignedTlsClientAuth,
            Auth::None => Self::None,
        }
    }
}

/// Grant type of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrantType {
    /// Log in with the browser
    #[value(alias = "authorization_code")]
    AuthorizationCode,
    #[value(alias = "refresh_token")]
    RefreshToken,
    /// Log in on another device (RFC 8628)
    #[value(
        alias = "device_code",
        alias = "urn:ietf:params:oauth:grant-type:device_code"
    )]
    DeviceCode,
    #[value(alias = "client_credentials")]
    ClientCredentials,
    Password,
    Implicit,
    /// RFC 8693
    #[value(alias = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
    /// RFC 7523
    #[value(alias = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    JwtBearer,
}

impl From<GrantType> for grant_type::GrantType {
    fn from(grant: GrantType) -> Self {
        match grant {
            GrantType::AuthorizationCode => Self::AuthorizationCode,
            GrantType::RefreshToken => Self::RefreshToken,
            GrantType::DeviceCode => Self::DeviceCode,
            GrantType::ClientCredentials => Self::ClientCredentials,
            GrantType::Password => Self::Password,
            GrantType::Implicit => Self::Implicit,
            GrantType::TokenExchange => Self::TokenExchange,
            GrantType::JwtBearer => Self::JwtBearer,
        }
    }
}

/// `KEY=VALUE`, split at the first `=`.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) key: String,
    pub(crate) value: String,
}

pub(super) fn parse_change(text: &str) -> Result<Change, String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok(Change {
            key: key.trim().to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("expected KEY=VALUE".into()),
    }
}

/// Parses `header`, `header:NAME`, `header:NAME:PREFIX`, `query:NAME`, `body:NAME`.
pub(crate) fn parse_placement(text: &str) -> Result<Placement, String> {
    let (place, name) = text.split_once(':').unwrap_or((text, ""));
    match (place, name) {
        ("header", "") => Ok(Placement::default()),
        ("header", name) => {
            let (name, prefix) = name.split_once(':').unwrap_or((name, ""));
            Ok(Placement::Header {
                name: name.into(),
                prefix: prefix.trim().into(),
            })
        }
        ("query" | "body", "") => Err(format!(
            "missing parameter name, as in {place}:access_token"
        )),
        ("query", name) => Ok(Placement::Query { name: name.into() }),
        ("body", name) => Ok(Placement::Body { name: name.into() }),
        _ => Err("expected header, header:NAME[:PREFIX], query:NAME or body:NAME".into()),
    }
}

/// Parses `2027-01-31T12:00:00Z`, `2027-01-31`, seconds since 1970, or an offset from now: `90d`,
/// `12h`, `30m`.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).map_err(|_| "the time is out of range".into());
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    if let Ok(time) = format!("{text}T00:00:00Z").parse::<Timestamp>() {
        return Ok(time);
    }
    let unit = text.chars().next_back();
    let seconds = match unit {
        Some('d') => 86_400,
        Some('h') => 3_600,
        Some('m') => 60,
        Some('s') => 1,
        _ => 0,
    };
    let number: Option<i64> = text
        .get(..text.len().saturating_sub(1))
        .and_then(|n| n.parse().ok());
    match number.and_then(|number| number.checked_mul(seconds)) {
        Some(seconds) if seconds > 0 => tokenry_model::clock::Ambient::system()
            .now()
            .checked_add(SignedDuration::from_secs(seconds))
            .map_err(|_| "the time is out of range".into()),
        _ => Err("expected a time such as 2027-01-31T12:00:00Z, 2027-01-31 or 90d".into()),
    }
}

/// Splits scopes at spaces.
pub(crate) fn scopes(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placement_names_what_it_needs() {
        assert_eq!(parse_placement("header"), Ok(Placement::default()));
        assert_eq!(
            parse_placement("header:X-Api-Key"),
            Ok(Placement::Header {
                name: "X-Api-Key".into(),
                prefix: String::new()
            })
        );
        assert_eq!(
            parse_placement("header:Authorization:Token"),
            Ok(Placement::Header {
                name: "Authorization".into(),
                prefix: "Token".into()
            })
        );
        assert_eq!(
            parse_placement("query:access_token"),
            Ok(Placement::Query {
                name: "access_token".into()
            })
        );
        assert!(parse_placement("query").is_err(), "a parameter has a name");
        assert!(parse_placement("cookie:x").is_err());
    }

    #[test]
    fn a_time_may_be_a_date_or_a_distance() {
        let told = |text: &str| parse_time(text).map(|time| time.to_string());
        assert_eq!(told("2027-01-31").as_deref(), Ok("2027-01-31T00:00:00Z"));
        assert_eq!(told("1700000000").as_deref(), Ok("2023-11-14T22:13:20Z"));
        assert_eq!(
            told("2027-01-31T12:00:00+02:00").as_deref(),
            Ok("2027-01-31T10:00:00Z")
        );
        let now = tokenry_model::clock::Ambient::system().now();
        let later = parse_time("2d").expect("two days are a time");
        assert_eq!(later.duration_since(now).as_hours(), 48);
        for wrong in ["soon", "", "d", "-3d", "5w"] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
    }
}

//! Clients: registrations at a server.

pub mod registration;

use serde::{Deserialize, Serialize};

use crate::{
    clock::{SignedDuration, Timestamp},
    id::Id,
    sealed::Sealed,
    server::{Extra, Placement, Server, ServerProfile, TokenStyle},
};

/// A stored client.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    pub id: Id<Client>,
    pub server: Id<Server>,
    pub profile: ClientProfile,
    /// Sealed under the server's data key; absent for a public client.
    pub secret: Option<Sealed>,
    /// The expiry of the secret, if the server gave one (`client_secret_expires_at`, RFC 7591
    /// §3.2.1).
    pub secret_expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The warning about a client secret's expiry appears this long beforehand.
const TOLD_BEFORE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The expiry of a client secret that is worth a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretEnd {
    Near(Timestamp),
    Past(Timestamp),
}

impl Client {
    pub fn secret_end(&self, now: Timestamp) -> Option<SecretEnd> {
        let at = self.secret_expires_at?;
        if at <= now {
            return Some(SecretEnd::Past(at));
        }
        let near = self.secret_warned_from().is_some_and(|from| from <= now);
        near.then_some(SecretEnd::Near(at))
    }

    /// Returns the time from which the secret's expiry is worth a warning.
    pub fn secret_warned_from(&self) -> Option<Timestamp> {
        self.secret_expires_at?.checked_sub(TOLD_BEFORE).ok()
    }
}

/// The settings of a client, except its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientProfile {
    /// Unique among clients.
    pub name: String,
    /// `client_id` (RFC 6749 §2.2).
    pub client_id: String,
    pub auth: AuthMethod,
    /// Exactly as registered at the server, character for character. Its form decides how a login
    /// gets its code back ([`crate::callback_method::CallbackMethod`]).
    pub redirect_uri: String,
    /// Further registered redirect URIs. A login uses one of these if the first cannot work.
    #[serde(default)]
    pub further_redirects: Vec<String>,
    /// Requested if a login names no scopes.
    pub scopes: Vec<String>,
    /// Overrides the server's token style.
    #[serde(default)]
    pub token_style: Option<TokenStyle>,
    #[serde(default)]
    pub placement: Option<Placement>,
    /// Added after the server's extras. An extra with the same name and place replaces the
    /// server's.
    #[serde(default)]
    pub extras: Vec<Extra>,
    #[serde(default)]
    pub hardening: ClientSecurity,
    /// The values shown as `[redacted]` in the other fields (`tokenry_vault::profile_secrets`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

impl ClientProfile {
    /// Returns the other registered redirect URIs, in the person's order.
    pub fn redirects_but(&self, redirect_uri: &str) -> Vec<String> {
        let all = std::iter::once(&self.redirect_uri).chain(&self.further_redirects);
        all.filter(|uri| *uri != redirect_uri).cloned().collect()
    }
}

/// Options beyond the plain grant, for servers that require or support them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientSecurity {
    pub signing: Signing,
    /// Pushes the authorization request (RFC 9126), even if the server does not require it.
    pub pushed: bool,
    /// Asks for tokens bound to a key (DPoP, RFC 9449), which are useless without that key.
    pub dpop: bool,
}

/// The way a client signs its assertions (RFC 7523).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signing {
    /// `RS256`, `ES256`, `HS512`, …; `None` selects the usual algorithm of the key.
    pub alg: Option<String>,
    /// `kid`, if the key itself does not carry one.
    pub key_id: Option<String>,
    pub audience: AssertionAudience,
}

/// The audience of a client assertion (`aud`, RFC 7523 §3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssertionAudience {
    /// The URL of the token endpoint.
    #[default]
    Endpoint,
    /// The issuer, if known.
    Issuer,
}

/// The client authentication method at the token endpoint (RFC 6749 §2.3, RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AuthMethod {
    /// `client_secret_basic`: id and secret form-urlencoded in an `Authorization: Basic` header.
    #[serde(rename = "client_secret_basic")]
    ClientSecretBasic,
    /// `client_secret_post`: id and secret among the parameters.
    #[serde(rename = "client_secret_post")]
    ClientSecretPost,
    /// Like `client_secret_basic`, without form-urlencoding: for servers that do not decode it.
    #[serde(rename = "client_secret_basic_raw")]
    ClientSecretBasicRaw,
    /// `client_secret_jwt`: a JWT signed with the secret (RFC 7523 §2.2).
    #[serde(rename = "client_secret_jwt")]
    ClientSecretJwt,
    /// `private_key_jwt`: a JWT signed with a private key, which is stored in place of the secret
    /// (RFC 7523 §2.2).
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
    /// `tls_client_auth`: a certificate from an authority that the server trusts, presented in the
    /// TLS handshake (RFC 8705 §2.1). Certificate and key are stored as PEM in place of the secret.
    #[serde(rename = "tls_client_auth")]
    TlsClientAuth,
    /// `self_signed_tls_client_auth`: a certificate that is itself registered at the server (RFC
    /// 8705 §2.2).
    #[serde(rename = "self_signed_tls_client_auth")]
    SelfSignedTlsClientAuth,
    /// `none`: a public client sends its id among the parameters and never a `Basic` header.
    #[serde(rename = "none")]
    None,
}

impl AuthMethod {
    /// All methods, in order of preference.
    pub const ALL: [Self; 8] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::PrivateKeyJwt,
        Self::ClientSecretJwt,
        Self::ClientSecretBasicRaw,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
        Self::None,
    ];

    /// Returns the name used in metadata and registrations (RFC 7591 §2). The raw variant is
    /// Tokenry's own.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretBasicRaw => "client_secret_basic_raw",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
            Self::None => "none",
        }
    }

    /// Returns `true` if the client presents a certificate (RFC 8705).
    pub fn is_tls(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }

    /// Returns the method of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

impl ServerProfile {
    /// Returns the server as this client uses it: a client with a certificate uses the server's
    /// mutual TLS endpoint aliases, if there are any (RFC 8705 §5).
    #[must_use]
    pub fn seen_by(mut self, client: &ClientProfile) -> Self {
        if !client.auth.is_tls() {
            return self;
        }
        let ends = &mut self.endpoints;
        for (name, place) in [
            ("token_endpoint", &mut ends.token),
            ("userinfo_endpoint", &mut ends.userinfo),
            ("revocation_endpoint", &mut ends.revocation),
            ("introspection_endpoint", &mut ends.introspection),
            ("device_authorization_endpoint", &mut ends.device),
            (
                "pushed_authorization_request_endpoint",
                &mut ends.pushed_authorization,
            ),
        ] {
            if let Some(alias) = self.mtls_aliases.get(name) {
                *place = Some(alias.clone());
            }
        }
        self
    }
}

//! A client: a registration at one server.

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
    /// When the secret ends, where the server said so (`client_secret_expires_at`, RFC 7591
    /// §3.2.1).
    pub secret_expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The end of a client's secret is told this long before.
const TOLD_BEFORE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A secret whose end is worth a warning.
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

    /// From when on the end of the secret is worth a warning.
    pub fn secret_warned_from(&self) -> Option<Timestamp> {
        self.secret_expires_at?.checked_sub(TOLD_BEFORE).ok()
    }
}

/// All that a person says about a client, but for its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientProfile {
    /// Unique among clients.
    pub name: String,
    /// `client_id` (RFC 6749 §2.2).
    pub client_id: String,
    pub auth: AuthMethod,
    /// Exactly as registered at the server, character for character. What it looks like
    /// decides how a login gets its code back ([`crate::callback_method::CallbackMethod`]).
    pub redirect_uri: String,
    /// What is registered there besides: a login takes one of these where the first cannot work.
    #[serde(default)]
    pub further_redirects: Vec<String>,
    /// Asked for when a login names no others.
    pub scopes: Vec<String>,
    /// Where this client differs from its server's habits.
    #[serde(default)]
    pub token_style: Option<TokenStyle>,
    #[serde(default)]
    pub placement: Option<Placement>,
    /// Added after the server's extras; the same name at the same place replaces those.
    #[serde(default)]
    pub extras: Vec<Extra>,
    #[serde(default)]
    pub hardening: ClientSecurity,
    /// What stands as `[redacted]` in the rest ([`tokenry_vault::profile_secrets`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

impl ClientProfile {
    /// The registered redirect URIs without this one, in the person's order.
    pub fn redirects_but(&self, redirect_uri: &str) -> Vec<String> {
        let all = std::iter::once(&self.redirect_uri).chain(&self.further_redirects);
        all.filter(|uri| *uri != redirect_uri).cloned().collect()
    }
}

/// What a client does beyond the plain grant, where its server wants or offers it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientSecurity {
    pub signing: Signing,
    /// Pushes the authorize request beforehand (RFC 9126), also where the server does not
    /// require it.
    pub pushed: bool,
    /// Asks for tokens that are bound to a key (DPoP, RFC 9449): whoever copies one cannot use it.
    pub dpop: bool,
}

/// How a client signs what it proves itself with (RFC 7523).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signing {
    /// `RS256`, `ES256`, `HS512`, …; by itself the usual one of the key.
    pub alg: Option<String>,
    /// `kid`, where the key itself does not name it.
    pub key_id: Option<String>,
    pub audience: AssertionAudience,
}

/// For whom an assertion is meant (`aud`, RFC 7523 §3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssertionAudience {
    /// The token endpoint's address.
    #[default]
    Endpoint,
    /// The issuer, where it is known.
    Issuer,
}

/// How a client proves who it is at the token endpoint (RFC 6749 §2.3, RFC 7591 §2).
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
    /// `private_key_jwt`: a JWT signed with a private key, which stands in the secret's place.
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
    /// `tls_client_auth`: a certificate of an authority that the server knows, shown in the TLS
    /// handshake (RFC 8705 §2.1). With its key it stands in the secret's place, as PEM.
    #[serde(rename = "tls_client_auth")]
    TlsClientAuth,
    /// `self_signed_tls_client_auth`: one that was registered itself (RFC 8705 §2.2).
    #[serde(rename = "self_signed_tls_client_auth")]
    SelfSignedTlsClientAuth,
    /// `none`: a public client sends its id among the parameters and never a `Basic` header.
    #[serde(rename = "none")]
    None,
}

impl AuthMethod {
    /// Those that a server may name in its metadata, ours first.
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

    /// As the metadata and a registration have it (RFC 7591 §2); the raw variant is ours.
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

    /// Does the client show a certificate (RFC 8705)?
    pub fn is_tls(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }

    /// The method of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

impl ServerProfile {
    /// The server as this client sees it: with a certificate it goes to other endpoints, where
    /// the server has such (RFC 8705 §5).
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

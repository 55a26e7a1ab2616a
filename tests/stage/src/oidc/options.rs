//! How a server is set up: its clients, and how long and in what shape it gives tokens.

use serde::Serialize;
use serde_json::{Value, json};

/// The set-up of an [`OidcServer`](super::OidcServer).
///
/// By default: the four clients named by this type's constants, opaque access tokens that live an
/// hour, a refresh token with every login, PKCE required, discovery on, registration off.
#[derive(Debug, Clone, Serialize)]
pub struct OidcOptions {
    /// The registrations, in the form of RFC 7591.
    pub clients: Vec<Value>,
    /// How long access tokens live, in seconds.
    pub access_token_ttl: u32,
    /// How long authorization codes live, in seconds.
    pub code_ttl: u32,
    /// The shape of access tokens.
    pub access_tokens: AccessTokens,
    /// Who gets a refresh token. They rotate; using an old one voids the whole grant.
    pub refresh_tokens: RefreshTokens,
    /// Whether the authorization endpoint insists on PKCE. Only S256 is taken.
    pub pkce_required: bool,
    /// Whether the server publishes its metadata.
    pub discovery: bool,
    /// Whether clients may register themselves (RFC 7591, RFC 7592).
    pub registration: bool,
    /// Where the token endpoint is.
    pub token_path: &'static str,
    /// Whether ID tokens carry name and email too, which OpenID Connect leaves to userinfo.
    pub id_token_claims: bool,
    /// Whether server and API each want a nonce of theirs in proofs of a key (RFC 9449 §8, §9).
    pub dpop_nonces: bool,
    /// Whether the server knows `authorization_details` (RFC 9396), of the type `notes` alone. Needs
    /// [`AccessTokens::Jwt`].
    pub details: bool,
    /// Whether a token may come back in an address (`response_type=id_token token`).
    pub implicit: bool,
    /// Where there is one, the server listens at another port with TLS too, and asks for the
    /// client's certificate there (RFC 8705).
    pub tls: Option<ServerTls>,
}

/// A server's certificate and key, and the authority of its clients, all PEM.
#[derive(Debug, Clone, Serialize)]
pub struct ServerTls {
    /// For `localhost`.
    pub cert: String,
    /// Its private key.
    pub key: String,
    /// Whose certificates of clients are believed.
    pub ca: String,
}

/// The shape of access tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessTokens {
    /// Random text; good for the API and for userinfo.
    Opaque,
    /// RFC 9068 JWTs for the API alone: userinfo refuses them.
    Jwt,
}

/// Who gets a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokens {
    /// Every login of a client that may use refresh tokens.
    Always,
    /// Logins that were granted `offline_access`, which needs `prompt=consent`.
    WhenOffline,
    /// Nobody.
    Never,
}

impl OidcOptions {
    /// A public native client: loopback on any port, the custom scheme, out-of-band, and a web address.
    pub const NATIVE: &'static str = "tokenry-native";
    /// A confidential client with a loopback redirect that authenticates with a Basic header.
    pub const BASIC: &'static str = "tokenry-basic";
    /// The secret of [`BASIC`](Self::BASIC). It has characters that RFC 6749 §2.3.1 wants encoded.
    pub const BASIC_SECRET: &'static str = "basic secret: 100%+";
    /// A confidential client with a loopback redirect that authenticates with form parameters.
    pub const POST: &'static str = "tokenry-post";
    /// The secret of [`POST`](Self::POST).
    pub const POST_SECRET: &'static str = "post-secret";
    /// A client that has nothing but the client-credentials grant; it authenticates with a Basic header.
    pub const ROBOT: &'static str = "tokenry-robot";
    /// The secret of [`ROBOT`](Self::ROBOT).
    pub const ROBOT_SECRET: &'static str = "robot-secret";
}

impl Default for OidcOptions {
    fn default() -> Self {
        Self {
            clients: vec![
                NativeClient::new(Self::NATIVE).into_json(),
                WebClient {
                    auth: "client_secret_basic",
                    ..WebClient::new(Self::BASIC, Self::BASIC_SECRET)
                }
                .into_json(),
                WebClient {
                    auth: "client_secret_post",
                    ..WebClient::new(Self::POST, Self::POST_SECRET)
                }
                .into_json(),
                json!({
                    "client_id": Self::ROBOT,
                    "client_name": "Robot",
                    "client_secret": Self::ROBOT_SECRET,
                    "token_endpoint_auth_method": "client_secret_basic",
                    "grant_types": ["client_credentials"],
                    "response_types": [],
                    "redirect_uris": [],
                }),
            ],
            access_token_ttl: 3600,
            code_ttl: 60,
            access_tokens: AccessTokens::Opaque,
            refresh_tokens: RefreshTokens::Always,
            pkce_required: true,
            discovery: true,
            registration: false,
            token_path: "/token",
            id_token_claims: false,
            dpop_nonces: false,
            details: false,
            implicit: false,
            tls: None,
        }
    }
}

/// A public client of the native kind: loopback addresses match on any port (RFC 8252 §7.3).
#[derive(Debug, Clone)]
pub struct NativeClient {
    /// The client id.
    pub id: String,
    /// Where it may be sent.
    pub redirect_uris: Vec<String>,
}

impl NativeClient {
    /// A client with every kind of redirect that Tokenry knows.
    pub fn new(id: &str) -> Self {
        let redirect_uris = [
            "http://127.0.0.1/callback",
            "http://[::1]/callback",
            "http://localhost/callback",
            "app.tokenry:/callback",
            "urn:ietf:wg:oauth:2.0:oob",
            "https://client.example/callback",
        ];
        Self {
            id: id.to_owned(),
            redirect_uris: redirect_uris.map(str::to_owned).to_vec(),
        }
    }

    /// The registration in the form of RFC 7591.
    pub fn into_json(self) -> Value {
        json!({
            "client_id": self.id,
            "client_name": "Tokenry",
            "application_type": "native",
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
            "redirect_uris": self.redirect_uris,
        })
    }
}

/// A confidential client.
#[derive(Debug, Clone)]
pub struct WebClient {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: String,
    /// `token_endpoint_auth_method` of RFC 7591 §2.
    pub auth: &'static str,
    /// Where it may be sent; loopback addresses match on any port.
    pub redirect_uris: Vec<String>,
}

impl WebClient {
    /// A client with a loopback redirect that authenticates with a Basic header.
    pub fn new(id: &str, secret: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            auth: "client_secret_basic",
            redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
        }
    }

    /// The registration in the form of RFC 7591.
    pub fn into_json(self) -> Value {
        json!({
            "client_id": self.id,
            "client_name": "Tokenry (confidential)",
            "client_secret": self.secret,
            "application_type": "native",
            "token_endpoint_auth_method": self.auth,
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
            "redirect_uris": self.redirect_uris,
        })
    }
}

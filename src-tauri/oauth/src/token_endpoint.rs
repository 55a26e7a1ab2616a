//! The token endpoint (RFC 6749 §3.2): where one client asks one server for tokens, and how what was
//! prepared for it is sent.
//!
//! A [`TokenRequest`](super::token_request::TokenRequest) makes a [`PreparedTokenRequest`]; [`send`]
//! gives back the reply as it came, so that a caller can seal and store it before
//! [`RawReply::parse`] looks inside.

pub use super::raw_reply::{BadRawReply, RawReply, ReplyContext};
use super::{
    dpop::{Door, Nonces, Prover, USE_NONCE},
    error::TokenError,
};
use crate::http::{Caps, Http, Identity, SHOWN, exchange, may_carry_credentials};
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::Ambient,
    redact::Redactor,
    secret::Secret,
    server::{Extra, ServerProfile, TokenStyle},
    transcript::HttpStep,
};

/// An endpoint as one client uses it: URL, authentication, encoding and parameters.
#[derive(Clone, Copy)]
pub struct TokenEndpoint<'a> {
    pub(super) url: &'a url::Url,
    pub(super) client_id: &'a str,
    /// `None` if empty.
    pub(super) secret: Option<&'a Secret>,
    pub(super) auth: AuthMethod,
    pub(super) style: TokenStyle,
    /// The token endpoint proper, also where [`Self::url`] is one beside it: the audience of
    /// what the client signs.
    pub(super) token_url: &'a url::Url,
    pub(super) issuer: Option<&'a str>,
    pub(super) hardening: &'a ClientSecurity,
    pub(super) ambient: &'a Ambient,
    /// Proves that we hold the key which the token is, or shall be, bound to (RFC 9449 §5).
    pub(super) prover: Option<Prover<'a>>,
    /// What the login asks for besides scopes
    /// ([`AuthorizationParams`](tokenry_model::authorization_params::AuthorizationParams)).
    pub(super) asked: &'a [(String, String)],
    pub(super) server_extras: &'a [Extra],
    pub(super) client_extras: &'a [Extra],
}

/// A token request, ready to be sent once.
pub struct PreparedTokenRequest {
    pub(super) request: reqwest::Request,
    pub(super) redactor: Redactor,
    /// What its proof of a key says, and where the nonce of the reply goes.
    pub(super) proving: Option<(String, Nonces)>,
    /// The client's certificate.
    pub(super) identity: Option<Identity>,
    /// It carries a single-use credential, so its response is waited for longer.
    pub(super) spends: bool,
}

/// The result of a token request. The exchange is recorded on success and failure.
#[derive(Debug)]
pub struct Sent {
    pub http: HttpStep,
    /// Notes for the transcript, in full sentences.
    pub notes: Vec<String>,
    /// The server refused the proof of a key only because it lacks the nonce that came with the
    /// reply (RFC 9449 §8): nothing was done, and the next proof will hold it.
    pub wants_nonce: bool,
    pub reply: Result<RawReply, TokenError>,
}

impl<'a> TokenEndpoint<'a> {
    /// Fails if the server has no token endpoint, or one that must not receive credentials.
    pub fn of(
        server: &'a ServerProfile,
        client: &'a ClientProfile,
        secret: Option<&'a Secret>,
        ambient: &'a Ambient,
    ) -> Result<Self, TokenError> {
        let url = server.endpoints.token.as_ref();
        let url = url.ok_or(TokenError::NoTokenEndpoint)?;
        let style = client.token_style.unwrap_or(server.habits.token_style);
        Self::at(url, style, server, client, secret, ambient)
    }

    /// An endpoint beside the token endpoint, where the client authenticates in the same way
    /// (RFC 7009 §2.1, RFC 7662 §2.1). A token never goes into an address there, which ends in logs;
    /// what JSON means there, [`super::auxiliary_endpoint`] knows.
    pub(super) fn beside(
        url: Option<&'a url::Url>,
        what: &'static str,
        server: &'a ServerProfile,
        client: &'a ClientProfile,
        secret: Option<&'a Secret>,
        ambient: &'a Ambient,
    ) -> Result<Self, TokenError> {
        let url = url.ok_or(TokenError::NoEndpoint { what })?;
        let style = match client.token_style.unwrap_or(server.habits.token_style) {
            TokenStyle::Json => TokenStyle::Json,
            TokenStyle::Form | TokenStyle::Query => TokenStyle::Form,
        };
        let mut beside = Self::at(url, style, server, client, secret, ambient)?;
        // The extras are for the steps that give tokens.
        (beside.server_extras, beside.client_extras) = (&[], &[]);
        Ok(beside)
    }

    fn at(
        url: &'a url::Url,
        style: TokenStyle,
        server: &'a ServerProfile,
        client: &'a ClientProfile,
        secret: Option<&'a Secret>,
        ambient: &'a Ambient,
    ) -> Result<Self, TokenError> {
        may_carry_credentials(url, server.habits.plain_http)?;
        Ok(Self {
            url,
            client_id: &client.client_id,
            secret: secret.filter(|secret| !secret.is_empty()),
            auth: client.auth,
            style,
            token_url: server.endpoints.token.as_ref().unwrap_or(url),
            issuer: server.issuer.as_deref(),
            hardening: &client.hardening,
            ambient,
            prover: None,
            asked: &[],
            server_extras: &server.habits.extras,
            client_extras: &client.extras,
        })
    }

    /// Adds a DPoP proof to every token request.
    #[must_use]
    pub fn proving(self, prover: Option<Prover<'a>>) -> Self {
        Self { prover, ..self }
    }

    /// Adds these parameters, which replace extras of the same name.
    #[must_use]
    pub fn asking(self, asked: &'a [(String, String)]) -> Self {
        Self { asked, ..self }
    }

    /// With the extras of server and client, where an endpoint beside the token endpoint begins
    /// a login.
    pub(super) fn with_extras(self, server: &'a ServerProfile, client: &'a ClientProfile) -> Self {
        Self {
            server_extras: &server.habits.extras,
            client_extras: &client.extras,
            ..self
        }
    }
}

/// Settings may be secret, and a URL may contain a password.
impl std::fmt::Debug for TokenEndpoint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenEndpoint")
            .field("url", &Redactor::new().url(self.url))
            .field("client_id", &self.client_id)
            .field("auth", &self.auth)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

impl PreparedTokenRequest {
    /// Returns the redactor for this request's secrets, for [`ReplyContext`].
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }
}

/// Body, query and headers may be secret.
impl std::fmt::Debug for PreparedTokenRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut url = self.request.url().clone();
        url.set_query(None);
        let url = self.redactor.url(&url);
        write!(f, "PreparedTokenRequest[{} {url}]", self.request.method())
    }
}

/// Sends the request once. Redirects are refused, the answer is capped at 1 MiB, and the
/// whole exchange takes 30 seconds at most, or two minutes where it carries what works once.
pub async fn send(http: &Http, prepared: PreparedTokenRequest) -> Sent {
    let PreparedTokenRequest {
        request,
        redactor,
        proving,
        identity,
        spends,
    } = prepared;
    let url = request.url().clone();
    let client = match &identity {
        Some(identity) => http.token_as(identity, &url),
        None => http.token(&url),
    };
    let client = match client {
        Ok(client) if spends => client.spending(),
        Ok(client) => client,
        Err(error) => {
            return Sent {
                http: HttpStep::default(),
                notes: Vec::new(),
                wants_nonce: false,
                reply: Err(error.into()),
            };
        }
    };
    let exchanged = exchange(client, request, Caps::default(), &redactor).await;
    let (told, nonces) = proving.unzip();
    let learned = match (&nonces, &exchanged.answer) {
        (Some(nonces), Ok(answer)) => nonces.learn(Door::Token, &url, &answer.headers),
        _ => false,
    };
    let reply = exchanged
        .answer
        .and_then(|answer| answer.refuse_redirect(&redactor))
        .map(RawReply::of)
        .map_err(TokenError::from);
    let wants_nonce = |reply: &RawReply| {
        let told = reply.members(&redactor).err();
        matches!(reply.status, 400 | 401) && told.is_some_and(|e| e.code() == Some(USE_NONCE))
    };
    Sent {
        http: exchanged.step,
        notes: told
            .into_iter()
            .chain(identity.map(|_| SHOWN.to_owned()))
            .collect(),
        wants_nonce: learned && reply.as_ref().is_ok_and(wants_nonce),
        reply,
    }
}

//! The token endpoint (RFC 6749 §3.2): one way in for every grant, and for the two questions
//! about a token that go to endpoints beside it.
//!
//! `prepare_…` (in [`super::code`], [`super::client_credentials`], [`super::refresh`]) makes a
//! [`PreparedTokenRequest`]; [`send`] gives back the reply as it came, so that a caller can
//! seal and store it before [`RawReply::parse`] looks inside.

mod client_auth;

use oauth2::{
    AccessToken, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    IntrospectionUrl, Scope, TokenUrl, basic::BasicClient,
};

use self::client_auth::{append, authenticate, rename, replace};
pub use super::raw_reply::{BadRawReply, RawReply, ReplyContext};
use super::{
    catch::Catch,
    dpop::{Door, Nonces, Prover, USE_NONCE},
    error::TokenError,
    token_request_encoding,
};
use crate::http::may_carry_credentials;
use crate::http::{Caps, Http, Identity, IdentityFault, SHOWN, exchange};
use tokenry_model::{
    client::{AuthMethod, ClientProfile, ClientSecurity},
    clock::Nature,
    redact::{Redactor, is_secret_parameter, is_secret_value},
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile, TokenStyle},
    transcript::HttpStep,
};

/// The `oauth2` crate's client, with a token endpoint and nothing else.
pub(super) type GrantClient =
    BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Where and how one client asks one server for tokens.
#[derive(Debug, Clone, Copy)]
pub struct TokenEndpoint<'a> {
    pub(super) url: &'a url::Url,
    pub(super) client_id: &'a str,
    /// Never an empty one.
    pub(super) secret: Option<&'a Secret>,
    pub(super) auth: AuthMethod,
    pub(super) style: TokenStyle,
    /// The token endpoint proper, also where [`Self::url`] is one beside it: the audience of
    /// what the client signs.
    pub(super) token_url: &'a url::Url,
    pub(super) issuer: Option<&'a str>,
    pub(super) hardening: &'a ClientSecurity,
    pub(super) nature: &'a Nature,
    /// Proves that we hold the key which the token is, or shall be, bound to (RFC 9449 §5).
    prover: Option<Prover<'a>>,
    /// What the login asks for besides scopes ([`super::further::AuthorizationParams`]).
    asked: &'a [(String, String)],
    server_extras: &'a [Extra],
    client_extras: &'a [Extra],
}

/// `token_type_hint` (RFC 7009 §2.1): which of a grant's tokens is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenHint {
    Access,
    Refresh,
}

/// A token request, ready to be sent once.
#[derive(Debug)]
pub struct PreparedTokenRequest {
    pub(super) request: reqwest::Request,
    pub(super) redactor: Redactor,
    /// What its proof of a key says, and where the nonce of the reply goes.
    proving: Option<(String, Nonces)>,
    /// The certificate that the client shows.
    pub(super) identity: Option<Identity>,
    /// It carries what works once.
    spends: bool,
}

/// What became of a token request. The step is told in both cases.
#[derive(Debug)]
pub struct Sent {
    pub http: HttpStep,
    /// What is worth knowing about the step, in full sentences.
    pub notes: Vec<String>,
    /// The server refused the proof of a key only because it lacks the nonce that came with the
    /// reply (RFC 9449 §8): nothing was done, and the next proof will hold it.
    pub wants_nonce: bool,
    pub reply: Result<RawReply, TokenError>,
}

impl<'a> TokenEndpoint<'a> {
    /// Fails where the server has no token endpoint or one that must not get credentials.
    pub fn of(
        server: &'a ServerProfile,
        client: &'a ClientProfile,
        secret: Option<&'a Secret>,
        nature: &'a Nature,
    ) -> Result<Self, TokenError> {
        let url = server.endpoints.token.as_ref();
        let url = url.ok_or(TokenError::NoTokenEndpoint)?;
        let style = client.token_style.unwrap_or(server.habits.token_style);
        Self::at(url, style, server, client, secret, nature)
    }

    /// An endpoint beside the token endpoint, where the client authenticates in the same way
    /// and asks about a token (RFC 7009 §2.1, RFC 7662 §2.1). A token never goes into an address
    /// there, which ends in logs; what JSON means there, [`super::auxiliary_endpoint`] knows.
    pub(super) fn beside(
        url: Option<&'a url::Url>,
        what: &'static str,
        server: &'a ServerProfile,
        client: &'a ClientProfile,
        secret: Option<&'a Secret>,
        nature: &'a Nature,
    ) -> Result<Self, TokenError> {
        let url = url.ok_or(TokenError::NoEndpoint { what })?;
        let style = match client.token_style.unwrap_or(server.habits.token_style) {
            TokenStyle::Json => TokenStyle::Json,
            TokenStyle::Form | TokenStyle::Query => TokenStyle::Form,
        };
        let mut beside = Self::at(url, style, server, client, secret, nature)?;
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
        nature: &'a Nature,
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
            nature,
            prover: None,
            asked: &[],
            server_extras: &server.habits.extras,
            client_extras: &client.extras,
        })
    }

    /// Sends proof of a key with every token request.
    #[must_use]
    pub fn proving(self, prover: Option<Prover<'a>>) -> Self {
        Self { prover, ..self }
    }

    /// Sends these parameters too. They take the place of the extras.
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

    fn identity(&self) -> Result<Option<Identity>, IdentityFault> {
        if !self.auth.is_tls() {
            return Ok(None);
        }
        let text = self.secret.ok_or(IdentityFault::Missing)?;
        Identity::read(text).map(Some)
    }

    /// The `oauth2` crate's client for this endpoint.
    pub(super) fn grant_client(&self) -> Result<GrantClient, TokenError> {
        let url = TokenUrl::new(self.url.to_string()).map_err(TokenError::BadUrl)?;
        let client = BasicClient::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_type(match self.auth {
                AuthMethod::ClientSecretBasic => AuthType::BasicAuth,
                _ => AuthType::RequestBody,
            })
            .set_token_uri(url);
        Ok(match (self.auth, self.secret) {
            (AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost, Some(secret)) => {
                client.set_client_secret(ClientSecret::new(secret.expose().to_owned()))
            }
            // A public client is one also where somebody typed a secret; what else there is
            // [`authenticate`] adds.
            _ => client,
        })
    }

    /// A token with a hint what it is: what both a revocation and an introspection send. The
    /// crate builds them alike, but its revocation insists on https, and plain http to this
    /// machine is ours to judge ([`may_carry_credentials`]).
    pub(super) fn prepare_about(
        &self,
        token: &Secret,
        hint: TokenHint,
    ) -> Result<PreparedTokenRequest, TokenError> {
        let url = IntrospectionUrl::new(self.url.to_string()).map_err(TokenError::BadUrl)?;
        let client = self.grant_client()?.set_introspection_url(url);
        let asked = AccessToken::new(token.expose().to_owned());
        let catch = Catch::new();
        let _ = client
            .introspect(&asked)
            .set_token_type_hint(hint.as_str())
            .request(&catch);
        self.prepare(catch.caught()?, ExtraStep::Token, &[token])
    }

    /// A grant of another standard (RFC 6749 §4.5): the crate builds it as client credentials,
    /// and it goes out under its own name.
    pub(super) fn prepare_extension(
        &self,
        grant_type: &str,
        scopes: &[String],
        params: &[(&str, &str)],
        secrets: &[&Secret],
    ) -> Result<PreparedTokenRequest, TokenError> {
        let catch = Catch::new();
        let _ = self
            .grant_client()?
            .exchange_client_credentials()
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .request(&catch);
        let mut built = catch.caught()?;
        rename(&mut built, grant_type);
        append(&mut built, params);
        self.prepare(built, ExtraStep::Token, secrets)
    }

    /// These parameters and nothing else, with the proof who sends them.
    pub(super) fn prepare_form(
        &self,
        params: &[(String, String)],
    ) -> Result<PreparedTokenRequest, TokenError> {
        let catch = Catch::new();
        let _ = self
            .grant_client()?
            .exchange_client_credentials()
            .request(&catch);
        let mut built = catch.caught()?;
        replace(&mut built, params);
        self.prepare(built, ExtraStep::Token, &[])
    }

    /// Applies the wire habits to what the `oauth2` crate built. `secrets` are those of the
    /// request besides the client's own.
    pub(super) fn prepare(
        &self,
        mut built: HttpRequest,
        step: ExtraStep,
        secrets: &[&Secret],
    ) -> Result<PreparedTokenRequest, TokenError> {
        let asked = self.asked.iter();
        let asked: Vec<_> = asked.map(|(name, value)| (&**name, &**value)).collect();
        append(&mut built, &asked);
        let proof = authenticate(self, &mut built)?;
        let mut redactor = Redactor::new();
        let own = self.secret.into_iter().chain(proof.as_ref());
        for secret in secrets.iter().copied().chain(own) {
            redactor = redactor.with_secret(secret);
        }
        let mut extras =
            token_request_encoding::extras(self.server_extras, self.client_extras, step);
        extras.retain(|extra| {
            let said = self.asked.iter().any(|(name, _)| *name == extra.name);
            extra.place == ExtraPlace::Header || !said
        });
        for extra in &extras {
            if is_secret_parameter(&extra.name) || is_secret_value(&extra.name, &extra.value) {
                redactor = redactor.with_secret(&Secret::new(extra.value.as_str()));
            }
        }
        let mut request = token_request_encoding::shape(built, self.style, &extras)?;
        if let Some(credentials) = token_request_encoding::take_userinfo(&mut request)? {
            redactor = redactor.with_secret(&credentials);
        }
        // An extra in the query must not have changed where the credentials go.
        debug_assert_eq!(request.url().origin(), self.url.origin());
        let proving = match self.prover {
            Some(prover) => Some((prover.attach(&mut request, None)?, prover.nonces.clone())),
            None => None,
        };
        Ok(PreparedTokenRequest {
            request,
            redactor,
            proving,
            identity: self.identity()?,
            spends: false,
        })
    }
}

impl TokenHint {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

impl PreparedTokenRequest {
    /// Adds headers that a person set.
    pub(super) fn with_headers(mut self, headers: &[(String, String)]) -> Result<Self, TokenError> {
        for (name, value) in headers {
            let (name, value) = token_request_encoding::header(name, value)?;
            self.request.headers_mut().insert(name, value);
        }
        Ok(self)
    }

    /// What it carries works once: its answer is worth more patience.
    #[must_use]
    pub(super) fn spending(self) -> Self {
        Self {
            spends: true,
            ..self
        }
    }

    /// Knows the secrets of this request; hand it on to [`ReplyContext`].
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
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

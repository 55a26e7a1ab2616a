//! What was understood of something pasted: servers, clients, tokens and requests as they would
//! be stored, and word for word what was left out.

mod understood;

use std::sync::Arc;

use url::Url;

use super::{call::root, placeholder::is_placeholder};
use crate::{
    client::{AuthMethod, Client, ClientProfile, Hardening},
    id::Id,
    recipe::Grant,
    redact::Redactor,
    request,
    secret::Secret,
    server::{Extra, Server, ServerProfile},
    variables::Variable,
};

/// What a text or several files say.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// What it was, in the order given.
    pub kinds: Vec<Kind>,
    pub servers: Vec<ServerDraft>,
    pub collections: Vec<CollectionDraft>,
    /// What is not used, and why.
    pub left: Vec<Left>,
    /// What was found out beside it, in full sentences.
    pub notes: Vec<String>,
    /// Variables and placeholders that nothing gives a value, as they are written.
    pub unresolved: Vec<String>,
    /// Calls, to be saved without a collection.
    pub requests: Vec<RequestDraft>,
    /// Whether placeholders may be values all the same.
    pub(super) trust: Trust,
}

/// What is a value although it looks like a placeholder.
#[derive(Debug, Clone, Default)]
pub(super) struct Trust {
    /// The person said so.
    pub(super) all: bool,
    /// It is in use already.
    pub(super) known: Arc<[String]>,
}

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A call that asks for a token.
    TokenRequest,
    /// A call that asks for the codes of another device.
    DeviceRequest,
    /// A call of an API.
    ApiCall,
    /// A call that registers a client.
    Registration,
    AuthorizeUrl,
    PostmanCollection,
    PostmanEnvironment,
    OpenApi,
}

/// A server that is not stored yet, with what hangs on it.
#[derive(Debug, Clone)]
pub struct ServerDraft {
    pub profile: ServerProfile,
    /// The base URL was told, not taken from an endpoint.
    pub base_told: bool,
    /// The stored server that this one is; the profile then counts for nothing.
    pub existing: Option<Id<Server>>,
    pub clients: Vec<ClientDraft>,
    pub tokens: Vec<TokenDraft>,
    /// A registration that was shown.
    pub registration: Option<RegistrationDraft>,
    /// Where its metadata is, by a document that was read.
    pub metadata: Vec<Url>,
}

/// A client as it would be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationDraft {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    /// A page about it; empty for none.
    pub website: String,
}

#[derive(Debug, Clone)]
pub struct ClientDraft {
    pub profile: ClientProfile,
    pub secret: Option<Secret>,
    /// The grants that were shown with it.
    pub grants: Vec<Grant>,
    /// A token that this client can renew.
    pub refresh: Option<Secret>,
}

#[derive(Debug, Clone)]
pub struct TokenDraft {
    /// Empty: named after its server.
    pub name: String,
    /// Empty where only a refresh token came.
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// The stored client that renews it.
    pub client: Option<Id<Client>>,
}

impl TokenDraft {
    pub(super) fn new(name: impl Into<String>, access: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            access: Secret::new(access),
            refresh: None,
            client: None,
        }
    }

    /// A token of which only the refresh token is there.
    pub(crate) fn renewed_by(client: Id<Client>, refresh: Secret) -> Self {
        Self {
            refresh: Some(refresh),
            client: Some(client),
            ..Self::new("", "")
        }
    }
}

/// Requests that go into one collection.
#[derive(Debug, Clone)]
pub struct CollectionDraft {
    pub name: String,
    /// What the variables of its requests stand for.
    pub variables: Vec<Variable>,
    pub requests: Vec<RequestDraft>,
}

#[derive(Debug, Clone)]
pub struct RequestDraft {
    /// With its folders: `Users / me`.
    pub name: String,
    pub draft: request::Draft,
    /// Carries a token of the server that it goes to.
    pub with_token: bool,
}

/// Something that was read and is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Word for word, but for what is secret by its looks.
    pub what: String,
    /// In a sentence.
    pub why: String,
}

impl Kind {
    /// In a few words, with its article.
    pub fn word(self) -> &'static str {
        match self {
            Self::TokenRequest => "a command that asks for a token",
            Self::DeviceRequest => "a command that asks for a device code",
            Self::ApiCall => "a command that calls an API",
            Self::Registration => "a command that registers a client",
            Self::AuthorizeUrl => "an authorize URL",
            Self::PostmanCollection => "a Postman collection",
            Self::PostmanEnvironment => "a Postman environment",
            Self::OpenApi => "an OpenAPI document",
        }
    }
}

impl Left {
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: Redactor::new().text(&what.into()),
            why: why.into(),
        }
    }
}

impl ServerDraft {
    /// A server that is known by one of its addresses.
    pub(super) fn at(url: &Url) -> Self {
        let name = url.host_str().unwrap_or_default();
        Self {
            profile: ServerProfile::at(name, root(url)),
            base_told: false,
            existing: None,
            clients: Vec::new(),
            tokens: Vec::new(),
            registration: None,
            metadata: Vec::new(),
        }
    }

    /// Takes in what another draft of the same server knows beside it.
    fn join(&mut self, other: Self) {
        if other.base_told && !self.base_told {
            self.profile.base_url = other.profile.base_url;
            self.base_told = true;
        }
        let (ends, more) = (&mut self.profile.endpoints, other.profile.endpoints);
        ends.authorize = ends.authorize.take().or(more.authorize);
        ends.token = ends.token.take().or(more.token);
        ends.registration = ends.registration.take().or(more.registration);
        ends.device = ends.device.take().or(more.device);
        self.registration = self.registration.take().or(other.registration);
        if self.profile.scopes.is_empty() {
            self.profile.scopes = other.profile.scopes;
        }
        self.metadata.extend(other.metadata);
        for client in other.clients {
            let same =
                |known: &&mut ClientDraft| known.profile.client_id == client.profile.client_id;
            match self.clients.iter_mut().find(same) {
                Some(known) => known.join(client),
                None => self.clients.push(client),
            }
        }
        for token in other.tokens {
            let known = |one: &TokenDraft| one.access.same_as(token.access.expose());
            if !self.tokens.iter().any(known) {
                self.tokens.push(token);
            }
        }
    }

    /// Id and secret of `https://id:secret@host/token` are the client's, and go as HTTP Basic: an
    /// address keeps neither.
    pub(super) fn take_credentials(&mut self) {
        let ends = &mut self.profile.endpoints;
        let typed = ends.token.as_mut().and_then(userinfo_taken_from);
        for address in [
            &mut ends.authorize,
            &mut ends.device,
            &mut ends.registration,
        ] {
            address.as_mut().and_then(userinfo_taken_from);
        }
        let Some((id, secret)) = typed.filter(|(id, _)| !is_placeholder(id)) else {
            return;
        };
        let fits = |client: &&mut ClientDraft| {
            let known = &client.profile.client_id;
            client.secret.is_none() && (known.is_empty() || *known == id)
        };
        if self.clients.is_empty() {
            self.clients.push(ClientDraft::new(String::new()));
        }
        let Some(client) = self.clients.iter_mut().find(fits) else {
            return;
        };
        client.profile.client_id = id;
        if !secret.is_empty() && !is_placeholder(&secret) {
            client.give_secret(Secret::new(secret));
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.profile.endpoints, &other.profile.endpoints);
        match (&ours.token, &theirs.token) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => match (&ours.authorize, &theirs.authorize) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => self.profile.base_url.origin() == other.profile.base_url.origin(),
            },
        }
    }
}

/// User name and password of an address, which has none then.
fn userinfo_taken_from(address: &mut Url) -> Option<(String, String)> {
    let decoded = |text: &str| {
        let bytes = percent_encoding::percent_decode_str(text);
        bytes.decode_utf8_lossy().into_owned()
    };
    let id = decoded(address.username());
    let secret = decoded(address.password().unwrap_or_default());
    // Addresses of http and https always can be without.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    (!id.is_empty()).then_some((id, secret))
}

impl ClientDraft {
    /// A client with nothing but its id; without one it has to be filled in.
    pub(super) fn new(client_id: String) -> Self {
        Self {
            profile: ClientProfile {
                name: String::new(),
                client_id,
                auth: AuthMethod::None,
                redirect_uri: String::new(),
                further_redirects: Vec::new(),
                scopes: Vec::new(),
                token_style: None,
                placement: None,
                extras: Vec::new(),
                hardening: Hardening::default(),
                sealed: None,
            },
            secret: None,
            grants: Vec::new(),
            refresh: None,
        }
    }

    /// The secret that it lacked. A client that was taken for a public one proves itself with
    /// it in the way that every server has to know (RFC 6749 §2.3.1).
    pub fn give_secret(&mut self, secret: Secret) {
        self.secret = Some(secret);
        if self.profile.auth == AuthMethod::None {
            self.profile.auth = AuthMethod::Basic;
        }
    }

    pub(super) fn add_grant(&mut self, grant: Grant) {
        if !self.grants.contains(&grant) {
            self.grants.push(grant);
        }
    }

    /// Scopes, separated by spaces.
    pub(super) fn add_scopes(&mut self, scopes: &str) {
        for scope in scopes.split_whitespace() {
            if !self.profile.scopes.iter().any(|known| known == scope) {
                self.profile.scopes.push(scope.to_owned());
            }
        }
    }

    pub(super) fn add_extra(&mut self, extra: Extra) {
        if !self.profile.extras.contains(&extra) {
            self.profile.extras.push(extra);
        }
    }

    fn join(&mut self, other: Self) {
        let proved = other.profile.auth != AuthMethod::None;
        if self.secret.is_none() && other.secret.is_some()
            || self.profile.auth == AuthMethod::None && proved
        {
            self.secret = other.secret;
            self.profile.auth = other.profile.auth;
        }
        if self.profile.redirect_uri.is_empty() {
            self.profile.redirect_uri = other.profile.redirect_uri;
        }
        for scope in other.profile.scopes {
            if !self.profile.scopes.contains(&scope) {
                self.profile.scopes.push(scope);
            }
        }
        self.refresh = self.refresh.take().or(other.refresh);
        for extra in other.profile.extras {
            self.add_extra(extra);
        }
        for grant in other.grants {
            self.add_grant(grant);
        }
    }
}

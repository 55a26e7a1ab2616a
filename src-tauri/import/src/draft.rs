//! What was understood of something pasted: servers, clients, tokens and requests as they would
//! be stored, and word for word what was left out.

mod client;
mod server;
mod understood;

use std::sync::Arc;

use url::Url;

use tokenry_model::{
    client::{Client, ClientProfile},
    grant::Grant,
    id::Id,
    redact::Redactor,
    request,
    secret::Secret,
    server::{Server, ServerProfile},
    variables::Variable,
};

/// What a text or several files say.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    /// What it was, in the order given.
    pub kinds: Vec<Kind>,
    pub servers: Vec<ServerDraft>,
    pub collections: Vec<CollectionDraft>,
    /// What is not used, and why.
    pub left: Vec<Ignored>,
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
    pub fn renewed_by(client: Id<Client>, refresh: Secret) -> Self {
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
pub struct Ignored {
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

impl Ignored {
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: Redactor::new().text(&what.into()),
            why: why.into(),
        }
    }
}

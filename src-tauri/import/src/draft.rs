//! The result of an import: servers, clients, tokens and requests ready to be stored, and verbatim
//! everything that was ignored.

mod client;
mod server;
mod understood;

use std::sync::Arc;

use url::Url;

use tokenry_model::{
    client::{Client, ClientProfile},
    grant_type::GrantType,
    id::Id,
    redact::Redactor,
    request,
    secret::Secret,
    server::{Server, ServerProfile},
    variables::Variable,
};

/// The contents of a text or of several files.
#[derive(Debug, Clone, Default)]
pub struct ImportPlan {
    /// The kind of each text, in the order given.
    pub kinds: Vec<Kind>,
    pub servers: Vec<ServerDraft>,
    pub collections: Vec<CollectionDraft>,
    /// The ignored parts, with reasons.
    pub left: Vec<Ignored>,
    /// Further findings, in full sentences.
    pub notes: Vec<String>,
    /// Variables and placeholders without a value, verbatim.
    pub unresolved: Vec<String>,
    /// Calls to be saved without a collection.
    pub requests: Vec<RequestDraft>,
    /// The placeholders that are actually values.
    pub(super) trust: Trust,
}

/// Values that look like placeholders.
#[derive(Debug, Clone, Default)]
pub(super) struct Trust {
    /// All of them, according to the person.
    pub(super) all: bool,
    /// Values that are already stored.
    pub(super) known: Arc<[String]>,
}

/// The kind of an imported text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A token request.
    TokenRequest,
    /// A device authorization request.
    DeviceRequest,
    /// An API call.
    ApiCall,
    /// A client registration.
    Registration,
    AuthorizeUrl,
    PostmanCollection,
    PostmanEnvironment,
    OpenApi,
}

/// A server that is not stored yet, with its clients and tokens.
#[derive(Debug, Clone)]
pub struct ServerDraft {
    pub profile: ServerProfile,
    /// The base URL was stated, not derived from an endpoint.
    pub base_told: bool,
    /// The stored server that this draft matches. Its profile is then ignored.
    pub existing: Option<Id<Server>>,
    pub clients: Vec<ClientDraft>,
    pub tokens: Vec<TokenDraft>,
    /// A registration found in the text.
    pub registration: Option<RegistrationDraft>,
    /// Metadata URLs named by a document.
    pub metadata: Vec<Url>,
}

/// A client to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationDraft {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    /// The client's web page, or empty.
    pub website: String,
}

#[derive(Debug, Clone)]
pub struct ClientDraft {
    pub profile: ClientProfile,
    pub secret: Option<Secret>,
    /// The grants found in the text.
    pub grants: Vec<GrantType>,
    /// A refresh token of this client.
    pub refresh: Option<Secret>,
}

#[derive(Debug, Clone)]
pub struct TokenDraft {
    /// Empty to name it after its server.
    pub name: String,
    /// Empty if there is only a refresh token.
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// The stored client that refreshes it.
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

    /// Creates a token from a refresh token alone.
    pub fn renewed_by(client: Id<Client>, refresh: Secret) -> Self {
        Self {
            refresh: Some(refresh),
            client: Some(client),
            ..Self::new("", "")
        }
    }
}

/// A collection with its requests.
#[derive(Debug, Clone)]
pub struct CollectionDraft {
    pub name: String,
    /// The variables of its requests.
    pub variables: Vec<Variable>,
    pub requests: Vec<RequestDraft>,
}

#[derive(Debug, Clone)]
pub struct RequestDraft {
    /// Includes its folders: `Users / me`.
    pub name: String,
    pub draft: request::Draft,
    /// Sends a token of its server.
    pub with_token: bool,
}

/// Something that was read but is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Verbatim, except for redacted secrets.
    pub what: String,
    /// The reason, in one sentence.
    pub why: String,
}

impl Kind {
    /// Describes the kind in a few words, with an article.
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

//! Servers as both faces tell them. Nothing in them is secret.

use std::collections::BTreeMap;

use serde::Serialize;
use tokenry_core::workbench::ServerWithClients;
use tokenry_model::{
    choice::Choice,
    clock::Timestamp,
    server::{Endpoints, Extra, Placement, Server, TokenStyle},
};
use url::Url;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerView {
    pub id: String,
    pub name: String,
    pub base_url: Url,
    pub issuer: Option<String>,
    pub endpoints: Endpoints,
    pub token_style: TokenStyle,
    pub token_placement: Placement,
    /// The member of a token reply that holds the token, where that is not the reply itself.
    pub token_member: Option<String>,
    /// Tokens of every type are sent as Bearer.
    pub any_token_type: bool,
    pub extras: Vec<Extra>,
    /// How the callback calls the code, where that is not `code`.
    pub code_name: Option<String>,
    /// Further origins to which this server's tokens may be sent.
    pub origins: Vec<String>,
    pub scopes: Vec<String>,
    pub auth_methods: Vec<String>,
    /// What proofs of a key may be signed with.
    pub dpop_algs: Vec<String>,
    /// Where clients with a certificate go instead, by the names of the metadata.
    pub mtls_aliases: BTreeMap<String, Url>,
    /// Credentials may go to its endpoints over plain http.
    pub plain_http: bool,
    pub promises_iss: bool,
    pub requires_par: bool,
    /// The id of the recipe it was made from.
    pub recipe: Option<String>,
    /// What was said for the parts of the recipe's addresses.
    pub recipe_parts: BTreeMap<String, String>,
    /// What a person took over although Tokenry does not by itself.
    pub accepted: Vec<String>,
    /// Where secrets go, if the endpoints are at several origins.
    pub destinations: Vec<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A server with the names of its clients.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedServerView {
    #[serde(flatten)]
    pub server: ServerView,
    pub clients: Vec<String>,
    /// How many there are.
    pub tokens: u32,
}

/// A server that was added, and what was not taken.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddedServerView {
    #[serde(flatten)]
    pub server: ServerView,
    pub choices: Vec<ChoiceView>,
}

/// A server that was looked at again.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiscoveredServerView {
    #[serde(flatten)]
    pub server: ServerView,
    pub differences: Vec<DifferenceView>,
    pub choices: Vec<ChoiceView>,
    pub accepted_now: bool,
}

/// A server that is not taken by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceView {
    /// What it is, in a sentence or two.
    pub about: String,
    /// What to know of it, each in a sentence.
    pub warnings: Vec<String>,
    pub issuer: Option<String>,
    pub endpoints: Endpoints,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DifferenceView {
    pub what: String,
    pub here: String,
    pub there: String,
}

impl From<&Server> for ServerView {
    fn from(server: &Server) -> Self {
        let profile = server.profile.clone();
        let (destinations, habits) = (profile.destinations(), profile.habits);
        Self {
            id: server.id.to_string(),
            name: profile.name,
            base_url: profile.base_url,
            issuer: profile.issuer,
            endpoints: profile.endpoints,
            token_style: habits.token_style,
            token_placement: habits.placement,
            token_member: habits.token_member,
            any_token_type: habits.any_token_type,
            extras: habits.extras,
            code_name: habits.code_name,
            origins: profile.origins,
            scopes: profile.scopes,
            auth_methods: profile.auth_methods,
            dpop_algs: profile.dpop_algs,
            mtls_aliases: profile.mtls_aliases,
            plain_http: habits.plain_http,
            promises_iss: profile.promises_iss,
            requires_par: profile.requires_pushed,
            recipe: profile.recipe,
            recipe_parts: profile.recipe_parts,
            accepted: profile.accepted,
            destinations,
            created_at: server.created_at,
            updated_at: server.updated_at,
        }
    }
}

impl From<&ServerWithClients> for ListedServerView {
    fn from(listed: &ServerWithClients) -> Self {
        let clients = listed.clients.iter();
        Self {
            server: (&listed.server).into(),
            clients: clients.map(|client| client.profile.name.clone()).collect(),
            tokens: listed.token_count,
        }
    }
}

impl From<&Choice> for ChoiceView {
    fn from(choice: &Choice) -> Self {
        Self {
            about: choice.about.clone(),
            warnings: choice.warnings(),
            issuer: choice.profile.issuer.clone(),
            endpoints: choice.profile.endpoints.clone(),
        }
    }
}

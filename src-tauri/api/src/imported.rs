//! What the command line answers to an import: what was understood, and what was stored.

use serde::Serialize;
use tokenry_core::workbench::Imported;
use tokenry_import::{ClientDraft, ImportPlan, ServerDraft};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    server::{Extra, Placement, TokenStyle},
};
use tokenry_vault::profile_secrets;
use url::Url;

use crate::importing::{IgnoredView, RegistrationDraftView};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadView {
    /// What it was, each in a word or two.
    pub read: Vec<&'static str>,
    /// What was found out beside it, in full sentences.
    pub notes: Vec<String>,
    pub servers: Vec<ReadServerView>,
    pub collections: Vec<ReadCollectionView>,
    /// Requests that go into no collection, by name.
    pub requests: Vec<String>,
    /// What is not used, word for word, and why.
    pub ignored: Vec<IgnoredView>,
    /// Variables and placeholders without a value.
    pub unresolved: Vec<String>,
    /// Clients that could not be stored, for want of an id or a secret.
    pub left_out: usize,
    /// `null` with `--dry-run`.
    pub stored: Option<StoredView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadServerView {
    pub name: String,
    /// It is stored already, and stays as it is.
    pub existing: bool,
    pub base_url: Url,
    pub authorize_url: Option<Url>,
    pub token_url: Option<Url>,
    pub device_url: Option<Url>,
    pub registration_url: Option<Url>,
    pub token_style: TokenStyle,
    pub token_placement: Placement,
    pub recipe: Option<String>,
    pub clients: Vec<ReadClientView>,
    /// How many were found.
    pub tokens: usize,
    /// A client as it would be registered.
    pub registration: Option<RegistrationDraftView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadClientView {
    pub client_id: Option<String>,
    pub auth: AuthMethod,
    pub has_secret: bool,
    /// A refresh token of it was found.
    pub has_refresh: bool,
    pub redirect_uri: Option<String>,
    pub scopes: Vec<String>,
    pub extras: Vec<Extra>,
    pub grants: Vec<GrantType>,
    /// Has it what a client needs to be stored?
    pub complete: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadCollectionView {
    pub name: String,
    pub requests: Vec<String>,
}

/// By name.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoredView {
    pub servers: Vec<String>,
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
    pub collections: Vec<String>,
    /// All of them, also those in the collections.
    pub requests: usize,
    /// Those in no collection.
    #[serde(skip)]
    pub calls: Vec<String>,
}

impl From<&ImportPlan> for ReadView {
    fn from(understood: &ImportPlan) -> Self {
        let named = |requests: &[tokenry_import::RequestDraft]| -> Vec<String> {
            requests.iter().map(|one| one.name.clone()).collect()
        };
        let collections = understood.collections.iter();
        Self {
            read: understood.kinds.iter().map(|kind| kind.word()).collect(),
            notes: understood.notes.clone(),
            servers: understood
                .servers
                .iter()
                .map(ReadServerView::from)
                .collect(),
            collections: collections
                .map(|one| ReadCollectionView {
                    name: one.name.clone(),
                    requests: named(&one.requests),
                })
                .collect(),
            requests: named(&understood.requests),
            ignored: understood.left.iter().map(IgnoredView::from).collect(),
            unresolved: understood.unresolved.clone(),
            left_out: 0,
            stored: None,
        }
    }
}

impl From<&ServerDraft> for ReadServerView {
    fn from(draft: &ServerDraft) -> Self {
        let profile = profile_secrets::shown(&draft.profile);
        Self {
            name: profile.name,
            existing: draft.existing.is_some(),
            base_url: profile.base_url,
            authorize_url: profile.endpoints.authorize,
            token_url: profile.endpoints.token,
            device_url: profile.endpoints.device,
            registration_url: profile.endpoints.registration,
            token_style: profile.habits.token_style,
            token_placement: profile.habits.placement,
            recipe: profile.recipe,
            clients: draft.clients.iter().map(ReadClientView::from).collect(),
            tokens: draft.tokens.len(),
            registration: draft.registration.as_ref().map(RegistrationDraftView::from),
        }
    }
}

impl From<&ClientDraft> for ReadClientView {
    fn from(draft: &ClientDraft) -> Self {
        let profile = profile_secrets::shown(&draft.profile);
        let told = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            client_id: told(profile.client_id),
            auth: profile.auth,
            has_secret: draft.secret.is_some(),
            has_refresh: draft.refresh.is_some(),
            redirect_uri: told(profile.redirect_uri),
            scopes: profile.scopes,
            extras: profile.extras,
            grants: draft.grants.clone(),
            complete: draft.is_whole(),
        }
    }
}

impl From<&Imported> for StoredView {
    fn from(imported: &Imported) -> Self {
        let servers = imported.servers.iter();
        let clients = imported.clients.iter();
        let collections = imported.collections.iter();
        let inside: usize = imported.collections.iter().map(|(_, count)| count).sum();
        Self {
            servers: servers.map(|one| one.profile.name.clone()).collect(),
            clients: clients.map(|one| one.profile.name.clone()).collect(),
            tokens: imported.tokens.iter().map(|one| one.name.clone()).collect(),
            collections: collections.map(|(one, _)| one.name.clone()).collect(),
            requests: imported.requests.len() + inside,
            calls: imported.requests.clone(),
        }
    }
}

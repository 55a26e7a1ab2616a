//! Something pasted or imported: what was understood of it, and how the person corrected it.
//! The secrets that were found stay behind; the page only learns that there are some.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use tokenry_core::{
    error::Error,
    workbench::{Imported, SecretChange},
};
use tokenry_import::{ClientDraft, Ignored, ImportPlan, Options, RegistrationDraft, ServerDraft};
use tokenry_model::{
    client::AuthMethod, secret::Secret, server::ServerProfile, variables::Variable,
};
use tokenry_vault::profile_secrets;

use crate::{
    error::CommandError,
    server_forms::{ClientForm, ServerForm},
};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ImportView {
    /// Names what is held for it until it is stored or dropped.
    pub id: String,
    /// What it was, each in a word or two: `a Postman collection`.
    pub read: Vec<String>,
    /// What was found out beside it, in full sentences.
    pub notes: Vec<String>,
    pub servers: Vec<ServerDraftView>,
    pub collections: Vec<CollectionDraftView>,
    /// The names of requests that go into no collection.
    pub requests: Vec<String>,
    /// What is not used, word for word, and why.
    pub ignored: Vec<IgnoredView>,
    /// Variables and placeholders that nothing gives a value.
    pub unresolved: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ServerDraftView {
    pub form: ServerForm,
    /// It is stored already, and stays as it is.
    pub existing: bool,
    pub clients: Vec<ClientDraftView>,
    /// How many tokens were found.
    pub tokens: u32,
    /// A client as it would be registered.
    pub registration: Option<RegistrationDraftView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistrationDraftView {
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    pub website: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ClientDraftView {
    pub form: ClientForm,
    /// A secret was found.
    pub has_secret: bool,
    /// A token that it renews was found.
    pub has_refresh: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct CollectionDraftView {
    pub name: String,
    pub requests: u32,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IgnoredView {
    pub what: String,
    pub why: String,
}

/// What is to be read.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ReadForm {
    /// What was pasted; empty for nothing.
    pub text: String,
    /// What the files hold, in base64.
    pub files: Vec<String>,
}

/// What the person said beside it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ReadingForm {
    /// Values for variables.
    pub values: Vec<Variable>,
    /// What looks like a placeholder is a value.
    pub real: bool,
}

impl ReadForm {
    /// The texts, whatever their encoding.
    pub fn texts(self) -> Result<Vec<Secret>, CommandError> {
        let mut texts = Vec::new();
        if !self.text.trim().is_empty() || self.files.is_empty() {
            texts.push(Secret::new(self.text));
        }
        for file in self.files {
            let bytes = STANDARD.decode(file).unwrap_or_default();
            let text = tokenry_import::decoded(&bytes).map_err(Error::from)?;
            texts.push(Secret::new(text));
        }
        Ok(texts)
    }
}

impl From<ReadingForm> for Options {
    fn from(form: ReadingForm) -> Self {
        Self {
            values: form.values,
            real: form.real,
            ..Self::default()
        }
    }
}

/// What [`ImportView`] showed, as the person left it, in the same order.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ImportForm {
    pub id: String,
    pub servers: Vec<ServerDraftForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ServerDraftForm {
    pub form: ServerForm,
    /// `None`: without this client.
    pub clients: Vec<Option<ClientForm>>,
}

/// What was stored.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ImportedView {
    pub server_ids: Vec<String>,
    pub client_ids: Vec<String>,
    pub token_ids: Vec<String>,
    pub requests: u32,
}

impl ImportView {
    pub fn of(id: String, understood: &ImportPlan) -> Self {
        let collections = understood
            .collections
            .iter()
            .map(|one| CollectionDraftView {
                name: one.name.clone(),
                requests: counted(one.requests.len()),
            });
        Self {
            id,
            read: understood
                .kinds
                .iter()
                .map(|kind| kind.word().into())
                .collect(),
            notes: understood.notes.clone(),
            servers: understood
                .servers
                .iter()
                .map(ServerDraftView::from)
                .collect(),
            collections: collections.collect(),
            requests: understood
                .requests
                .iter()
                .map(|request| request.name.clone())
                .collect(),
            ignored: understood.left.iter().map(IgnoredView::from).collect(),
            unresolved: understood.unresolved.clone(),
        }
    }
}

impl From<&Ignored> for IgnoredView {
    fn from(left: &Ignored) -> Self {
        Self {
            what: left.what.clone(),
            why: left.why.clone(),
        }
    }
}

impl From<&RegistrationDraft> for RegistrationDraftView {
    fn from(shown: &RegistrationDraft) -> Self {
        Self {
            name: shown.name.clone(),
            redirect_uris: shown.redirect_uris.clone(),
            scopes: shown.scopes.clone(),
            website: shown.website.clone(),
        }
    }
}

impl From<&ServerDraft> for ServerDraftView {
    fn from(draft: &ServerDraft) -> Self {
        Self {
            form: (&profile_secrets::shown(&draft.profile)).into(),
            existing: draft.existing.is_some(),
            clients: draft.clients.iter().map(ClientDraftView::from).collect(),
            tokens: counted(draft.tokens.len()),
            registration: draft.registration.as_ref().map(RegistrationDraftView::from),
        }
    }
}

impl From<&ClientDraft> for ClientDraftView {
    fn from(draft: &ClientDraft) -> Self {
        Self {
            form: (&profile_secrets::shown(&draft.profile)).into(),
            has_secret: draft.secret.is_some(),
            has_refresh: draft.refresh.is_some(),
        }
    }
}

impl ImportForm {
    /// The person's corrections on what is held.
    pub fn correct(self, mut held: ImportPlan) -> Result<ImportPlan, CommandError> {
        for (draft, form) in held.servers.iter_mut().zip(self.servers) {
            if draft.existing.is_none() {
                let form: ServerProfile = form.form.try_into()?;
                draft.profile =
                    profile_secrets::completed(&form, &draft.profile).map_err(Error::from)?;
            }
            let drafted = std::mem::take(&mut draft.clients);
            for (mut client, form) in drafted.into_iter().zip(form.clients) {
                let Some(form) = form else {
                    continue;
                };
                let (profile, change) = form.split();
                client.secret = match change {
                    SecretChange::Keep => client.secret,
                    SecretChange::Remove => None,
                    SecretChange::Set(secret) => Some(secret),
                };
                client.profile =
                    profile_secrets::completed(&profile, &client.profile).map_err(Error::from)?;
                if client.profile.auth == AuthMethod::None {
                    client.secret = None;
                }
                draft.clients.push(client);
            }
        }
        Ok(held)
    }
}

impl From<Imported> for ImportedView {
    fn from(imported: Imported) -> Self {
        Self {
            server_ids: imported
                .servers
                .iter()
                .map(|one| one.id.to_string())
                .collect(),
            client_ids: imported
                .clients
                .iter()
                .map(|one| one.id.to_string())
                .collect(),
            token_ids: imported
                .tokens
                .iter()
                .map(|one| one.id.to_string())
                .collect(),
            requests: counted(
                imported.requests.len()
                    + imported
                        .collections
                        .iter()
                        .map(|(_, count)| count)
                        .sum::<usize>(),
            ),
        }
    }
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

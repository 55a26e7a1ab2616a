//! Requests, what came back, and their history.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tokenry_core::{
    request::{FileFacts, Listed, Workspace},
    sending::SendOrder,
    workbench::{Given, PastedRequest, Preview, Undo},
};
use tokenry_model::{
    clock::Timestamp,
    request::{Collection, Field, Request},
    variables::Variable,
};

use crate::{error::CommandError, id, tokens::TokenView};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DraftForm {
    pub method: String,
    pub url: String,
    pub parameters: Vec<Field>,
    pub headers: Vec<Field>,
    pub body: BodyForm,
    pub token_id: Option<String>,
    pub timeout_secs: u32,
    pub follow_redirects: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BodyForm {
    None,
    Json { text: String },
    Text { text: String },
    Form { fields: Vec<Field> },
    Multipart { parts: Vec<PartForm> },
    File { path: String, media_type: String },
}

/// One part of a form with files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct PartForm {
    pub name: String,
    /// The value is the path of a file.
    pub is_file: bool,
    pub value: String,
    /// What the server is told of a file; empty: its own name.
    pub file_name: String,
    pub media_type: String,
    pub enabled: bool,
}

/// A file that a request is to send.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct FileView {
    pub path: String,
    /// Its own name.
    pub name: String,
    /// In bytes; `None` where it cannot be sent.
    pub length: Option<f64>,
    /// Why it cannot be sent, in a few words.
    pub trouble: Option<String>,
}

/// What a pasted command makes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct PastedRequestView {
    pub draft: DraftForm,
    /// The name of the stored token that the command carries; the draft has chosen it.
    pub token: Option<String>,
    /// What a person should know, in full sentences.
    pub remarks: Vec<String>,
}

/// Where the variables of a draft get their values.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct GivenForm {
    /// The saved request that it comes from, whose collection has variables.
    pub request_id: Option<String>,
    /// For this once.
    pub values: Vec<Variable>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct WorkspaceView {
    pub collections: Vec<CollectionView>,
    /// All saved requests, by position; `collection_id` says where each one is.
    pub requests: Vec<RequestView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct CollectionView {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RequestView {
    pub id: String,
    pub collection_id: Option<String>,
    pub name: String,
    pub method: String,
}

/// Saved requests, written to a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportedView {
    pub file: PathBuf,
    pub requests: usize,
    /// How many secrets: variables stand in their places.
    pub left_out: usize,
}

/// A saved request in the list of the command line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedRequestView {
    pub id: String,
    pub name: String,
    pub method: String,
    /// The collection's name.
    pub collection: Option<String>,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct SaveRequestForm {
    /// `None` makes a new one.
    pub id: Option<String>,
    pub collection_id: Option<String>,
    pub name: String,
    pub draft: DraftForm,
}

/// A removal that can be taken back.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct UndoView {
    /// For `restore_request`.
    pub undo: String,
    pub until: Timestamp,
}

/// What will be sent, beside the Send button.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct PreviewView {
    /// The full URL with its parameters; a token in the query is masked.
    pub url: String,
    pub token: Option<TokenView>,
    /// How the token travels: `Authorization: Bearer ••••`.
    pub carried_as: Option<String>,
    /// Headers that the API wants and the draft does not set, as `Name: value`.
    pub added_headers: Vec<String>,
    /// The token is not allowed to this origin yet: Send will ask.
    pub foreign_origin: Option<String>,
    /// What is worth knowing before it is sent, in full sentences.
    pub notes: Vec<String>,
    /// What is wrong with the draft, if anything.
    pub problem: Option<String>,
    /// Variables without a value, as they are written: `{{name}}`.
    pub missing: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct SendForm {
    /// Chosen by the page, so that it can cancel.
    pub send_id: String,
    pub request_id: Option<String>,
    pub draft: DraftForm,
    /// What variables stand for this once.
    pub values: Vec<Variable>,
    /// The person agreed to send the token to this foreign origin this once.
    pub consent: Option<String>,
    /// Remember that origin for the token's server.
    pub remember_consent: bool,
    /// After a 401: renew the token first and send once more.
    pub renew_first: bool,
}

impl FileView {
    pub fn of(path: String) -> Self {
        let facts = FileFacts::of(&path);
        #[expect(clippy::cast_precision_loss, reason = "no file is that large")]
        let length = facts.length.as_ref().ok().map(|length| *length as f64);
        Self {
            path,
            name: facts.name,
            length,
            trouble: facts.length.err().map(|error| error.briefly().to_owned()),
        }
    }
}

impl From<PastedRequest> for PastedRequestView {
    fn from(pasted: PastedRequest) -> Self {
        Self {
            draft: pasted.draft.into(),
            token: pasted.token,
            remarks: pasted.remarks,
        }
    }
}

impl From<Workspace> for WorkspaceView {
    fn from(workspace: Workspace) -> Self {
        Self {
            collections: workspace
                .collections
                .iter()
                .map(CollectionView::from)
                .collect(),
            requests: workspace.requests.iter().map(RequestView::from).collect(),
        }
    }
}

impl From<&Collection> for CollectionView {
    fn from(collection: &Collection) -> Self {
        Self {
            id: collection.id.to_string(),
            name: collection.name.clone(),
        }
    }
}

impl From<&Listed> for RequestView {
    fn from(request: &Listed) -> Self {
        Self {
            id: request.id.to_string(),
            collection_id: request.collection.map(|collection| collection.to_string()),
            name: request.name.clone(),
            method: request.method.clone(),
        }
    }
}

impl From<&Request> for RequestView {
    fn from(request: &Request) -> Self {
        Self {
            id: request.id.to_string(),
            collection_id: request.collection.map(|collection| collection.to_string()),
            name: request.name.clone(),
            method: request.draft.method.clone(),
        }
    }
}

impl From<Undo> for UndoView {
    fn from(undo: Undo) -> Self {
        Self {
            undo: undo.id.to_string(),
            until: undo.until,
        }
    }
}

impl PreviewView {
    pub fn of(preview: Preview, now: Timestamp) -> Self {
        Self {
            url: preview.url,
            token: preview
                .token
                .as_ref()
                .map(|token| TokenView::of(token, now)),
            carried_as: preview.carried_as,
            added_headers: preview.added_headers,
            foreign_origin: preview.foreign_origin,
            notes: preview.notes,
            problem: preview.problem,
            missing: preview.missing,
        }
    }
}

impl TryFrom<GivenForm> for Given {
    type Error = CommandError;

    fn try_from(form: GivenForm) -> Result<Self, CommandError> {
        Ok(Self {
            request: form.request_id.as_deref().map(id).transpose()?,
            values: form.values,
        })
    }
}

impl TryFrom<SendForm> for SendOrder {
    type Error = CommandError;

    fn try_from(form: SendForm) -> Result<Self, CommandError> {
        Ok(Self {
            send_id: form.send_id,
            request: form.request_id.as_deref().map(id).transpose()?,
            draft: form.draft.try_into()?,
            values: form.values,
            consent: form.consent,
            remember_consent: form.remember_consent,
            renew_first: form.renew_first,
        })
    }
}

//! Requests: saving and sending them, and their responses.
//!
//! A [`Draft`] is composed by [`compose`], gets its token from [`token_placement`], and is sent by
//! [`send()`](fn@send), which follows redirects by the rules of [`redirect`]. The response body goes
//! to [`body`], the exchange to [`history`]. [`collections`] stores saved requests, [`drafts`] stores
//! unsaved ones, [`curl`] formats a request as a command, [`challenge`] parses the challenge of a
//! refusal, and [`diagnosis`] explains it.

mod body;
mod collections;
mod compose;
mod curl;
pub mod diagnosis;
mod drafts;
mod file_facts;
mod history;
mod outgoing_body;
mod redirect;
mod send;
#[cfg(test)]
mod testing;
mod token_placement;

use tokenry_model::request::{ComposeError, Draft};

pub use self::{
    body::{
        Bodies, Body as AnswerBody, BodyError, BodyKind, BodyMode, BodySink, BodyWriter, Found,
        LINE_MAX, Language, Lines, Spot, file_name,
    },
    collections::{Collections, CollectionsError, Listed, Workspace},
    compose::{Payload, Prepared},
    curl::curl,
    drafts::{Drafts, ListedDraft},
    file_facts::FileFacts,
    history::{BODIES_KEPT, Entry, History, HistoryError, Page, Summary},
    outgoing_body::FileError,
    send::{Carried, Outgoing, Preview, SendError, preview, send},
    token_placement::{Carriage, CarryError, Destination, Loaded, destination},
};

/// Errors in a draft that prevent sending.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Compose(#[from] ComposeError),
    #[error(transparent)]
    Carry(#[from] CarryError),
    #[error(transparent)]
    File(#[from] FileError),
}

impl DraftError {
    /// Returns the most likely meaning, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Compose(error) => error.hint(),
            Self::Carry(error) => error.hint(),
            Self::File(error) => error.hint(),
        }
    }
}

/// Composes a draft and reserves the place of its token. Sending, the preview and
/// [`curl()`](fn@curl) all start here.
pub fn prepare(draft: &Draft, carriage: Option<Carriage<'_>>) -> Result<Loaded, DraftError> {
    let draft = match &carriage {
        Some(carriage) => &draft.without_open_header(carriage.placement),
        None => draft,
    };
    Ok(token_placement::load(compose::compose(draft)?, carriage)?)
}

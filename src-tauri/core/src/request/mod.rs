//! The workbench's requests: what is saved, what is sent, and what came back.
//!
//! A [`Draft`] is put together by [`compose`], gets its token from [`token_placement`], and is sent by
//! [`send()`](fn@send), which follows redirects by the rules of [`redirect`]. The body of the answer goes to
//! [`body`], the exchange to [`history`]. [`collections`] keeps saved requests, [`drafts`] what is
//! typed and not saved, [`curl`] writes a request as a command, [`challenge`] reads why a server refused a token, and [`diagnosis`]
//! explains it.

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

/// Why a draft cannot be sent as it is.
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
    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Compose(error) => error.hint(),
            Self::Carry(error) => error.hint(),
            Self::File(error) => error.hint(),
        }
    }
}

/// The draft put together, with room made for its token: what sending, the preview and
/// [`curl()`](fn@curl) all start from.
pub fn prepare(draft: &Draft, carriage: Option<Carriage<'_>>) -> Result<Loaded, DraftError> {
    let draft = match &carriage {
        Some(carriage) => &draft.without_open_header(carriage.placement),
        None => draft,
    };
    Ok(token_placement::load(compose::compose(draft)?, carriage)?)
}

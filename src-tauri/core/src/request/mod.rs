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

pub use self::body::Bodies;
pub use self::body::Body as AnswerBody;
pub use self::body::BodyError;
pub use self::body::BodyKind;
pub use self::body::BodyMode;
pub use self::body::BodySink;
pub use self::body::BodyWriter;
pub use self::body::LINE_MAX;
pub use self::body::Language;
pub use self::body::Lines;
pub use self::body::Spot;
pub use self::body::file_name;
pub use self::collections::Collections;
pub use self::collections::CollectionsError;
pub use self::collections::Listed;
pub use self::collections::Workspace;
pub use self::compose::Payload;
pub use self::compose::Prepared;
pub use self::curl::curl;
pub use self::drafts::Drafts;
pub use self::drafts::ListedDraft;
pub use self::file_facts::FileFacts;
pub use self::history::BODIES_KEPT;
pub use self::history::Entry;
pub use self::history::History;
pub use self::history::HistoryError;
pub use self::history::Page;
pub use self::history::Summary;
pub use self::outgoing_body::FileError;
pub use self::send::Carried;
pub use self::send::Outgoing;
pub use self::send::Preview;
pub use self::send::SendError;
pub use self::send::preview;
pub use self::send::send;
pub use self::token_placement::Carriage;
pub use self::token_placement::CarryError;
pub use self::token_placement::Destination;
pub use self::token_placement::Loaded;
pub use self::token_placement::destination;
pub use crate::request::body::Matches;

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

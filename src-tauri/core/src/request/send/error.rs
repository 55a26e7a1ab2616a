//! Errors in sending a request.

use std::time::Duration;

use crate::request::{BodyError, CarryError, DraftError};
use tokenry_oauth::{dpop::DpopError, http::HttpError};

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Nothing was sent.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// Nothing was sent: the person has to consent first.
    #[error("The token {token} belongs to {server}, but this request goes to {origin}.")]
    NeedsConsent {
        token: String,
        server: String,
        origin: String,
    },
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Nothing was sent: the DPoP proof could not be made.
    #[error(transparent)]
    Dpop(#[from] DpopError),
    #[error("The request was stopped because it took longer than {} s.", after.as_secs())]
    TimedOut { after: Duration },
    #[error("The request was cancelled.")]
    Cancelled,
    /// A response arrived, but its body could not be stored.
    #[error(transparent)]
    Body(#[from] BodyError),
}

impl SendError {
    /// Returns the most likely meaning, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Draft(error) => error.hint(),
            Self::NeedsConsent { origin, .. } => format!(
                "The operator of {origin} could use the token. Send it only if you trust them. \
                 Otherwise check the URL, or choose another token or none."
            ),
            Self::Http(error) => error.hint().into(),
            Self::Dpop(error) => error.hint().into(),
            Self::TimedOut { .. } => {
                "The server may be slow or stuck. You can change the time limit in the request's settings."
                    .into()
            }
            Self::Cancelled => {
                "The server may still have received it and acted on it.".into()
            }
            Self::Body(error) => error.hint(),
        }
    }
}

impl From<CarryError> for SendError {
    fn from(error: CarryError) -> Self {
        Self::Draft(error.into())
    }
}

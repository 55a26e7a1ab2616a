//! Why a request got no answer.

use std::time::Duration;

use crate::request::{BodyError, CarryError, DraftError};
use tokenry_oauth::{dpop::DpopError, http::HttpError};

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Nothing was sent.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// Nothing was sent: the person has to agree first.
    #[error("The token {token} belongs to {server}, and this request goes to {origin}.")]
    NeedsConsent {
        token: String,
        server: String,
        origin: String,
    },
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Nothing was sent: the token's key proves nothing.
    #[error(transparent)]
    Dpop(#[from] DpopError),
    #[error("The whole exchange took longer than {} s, so it was broken off.", after.as_secs())]
    TimedOut { after: Duration },
    #[error("The request was cancelled.")]
    Cancelled,
    /// An answer came, but its body could not be kept.
    #[error(transparent)]
    Body(#[from] BodyError),
}

impl SendError {
    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Draft(error) => error.hint(),
            Self::NeedsConsent { origin, .. } => format!(
                "Whoever runs {origin} could use the token. Send it only if you trust them with \
                 it; otherwise check the address, or choose another token or none."
            ),
            Self::Http(error) => error.hint().into(),
            Self::Dpop(error) => error.hint().into(),
            Self::TimedOut { .. } => {
                "The server may be slow or stuck. The limit stands in the request's settings."
                    .into()
            }
            Self::Cancelled => {
                "The server may have received it all the same, and may have acted on it.".into()
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

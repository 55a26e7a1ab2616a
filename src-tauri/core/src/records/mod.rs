//! Reading stored servers, clients and tokens, verifying that Tokenry wrote them ([`authentic`]), and
//! opening their secrets with the vault's keys.
//!
//! All functions are methods of [`Context`](crate::context::Context). [`opening`] opens the vault
//! without a person, and lets [`upgrade`] seal what older formats stored in plain text.

pub(crate) mod authentic;
pub(crate) mod client_secrets;
mod error;
pub(crate) mod failures;
mod opening;
mod profile_secrets;
mod refused_methods;
mod registrations;
mod servers;
pub(crate) mod token_secrets;
pub(crate) mod token_words;
pub(crate) mod transcripts;
mod upgrade;

pub(crate) use self::profile_secrets::SHORTEST;
pub use self::{error::RecordError, failures::KeptFailure, transcripts::StoredTranscript};

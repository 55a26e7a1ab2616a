//! Servers, clients and tokens as they are stored: read, proved to be as Tokenry wrote them
//! ([`authentic`]), and opened with the vault's keys for the wire.
//!
//! Everything here is a method of [`Context`](crate::context::Context). [`opening`] opens the vault
//! by itself and has [`upgrade`] seal what older formats stored plain.

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

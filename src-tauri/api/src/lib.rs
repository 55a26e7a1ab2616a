//! What leaves the core, and what comes in: one set of views for the window and for the `--json`
//! of the command line. A module a subject. What comes in is a `*Form`, what goes out a `*View`.
//!
//! Start reading at [`tokens`] and [`servers`]; [`error`] is how a failure is told. Nothing leaves
//! that is not written down here, and no type can hold a secret, except [`tokens::RevealedView`],
//! which answers the two reveal commands, and those of [`given`], which a command line asked for.
//!
//! Uses `tokenry-core` and what lies below it. Knows no Tauri: the feature `ts` derives the types of
//! the page, and only the window turns it on. Ids are texts, times are texts of RFC 3339, sizes are
//! bytes; the tag of a union is `type`.

pub mod app;
pub mod asked;
pub mod claims;
pub mod client_security;
pub mod clients;
pub mod diagnosis;
pub mod doctor;
mod drafts;
pub mod error;
pub mod given;
pub mod imported;
pub mod importing;
pub mod introspection;
pub mod kept;
pub mod listed;
pub mod login;
pub mod mending;
pub mod param;
mod profiles;
pub mod recipes;
pub mod redirects;
pub mod registering;
pub mod registration_forms;
pub mod registrations;
pub mod requests;
pub mod responses;
pub mod review;
#[cfg(feature = "schema")]
pub mod schemas;
pub mod scopes;
pub mod sent;
pub mod server_forms;
pub mod servers;
pub mod token_forms;
pub mod tokens;
pub mod transcript;
pub mod vault;
pub mod verification;

use std::str::FromStr;

use tokenry_model::{clock::Timestamp, id::Id};

use crate::error::CommandError;

/// A time that a form gave.
pub fn timestamp(text: &str) -> Result<Timestamp, CommandError> {
    text.parse().map_err(|_| {
        CommandError::bad_input("That date is not in the calendar.", "Choose another date.")
    })
}

/// An id that the page got from us.
pub fn id<T>(text: &str) -> Result<Id<T>, CommandError> {
    Id::from_str(text).map_err(|_| CommandError::gone())
}

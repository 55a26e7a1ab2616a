//! Clients whose secret ends soon, or has ended: told before the server refuses it.

use tokenry_model::{
    client::{Client, SecretEnd},
    clock::Timestamp,
    sentence::sentence,
};

use crate::{output::note, when};

/// One sentence, and what to do.
pub(super) struct Warning {
    pub(super) found: String,
    pub(super) hint: String,
    pub(super) is_over: bool,
}

pub(super) fn warning(client: &Client, now: Timestamp) -> Option<Warning> {
    let name = &client.profile.name;
    let (found, is_over) = match client.secret_end(now)? {
        SecretEnd::Near(at) => (
            format!(
                "the secret of the client {name} ends on {}",
                when::exactly_left(at, now)
            ),
            false,
        ),
        SecretEnd::Past(at) => (
            format!(
                "the secret of the client {name} ended on {}",
                when::exactly(at)
            ),
            true,
        ),
    };
    Some(Warning {
        found,
        hint: format!(
            "Ask the server for a new one: tokenry client registration show {name} (or update); or \
             type one in: tokenry client edit {name} --secret-stdin"
        ),
        is_over,
    })
}

/// The warning beside an answer.
pub(super) fn warn(client: &Client, now: Timestamp) {
    if let Some(warning) = warning(client, now) {
        let found = sentence(&warning.found);
        note(&format!("Warning: {found} {}", warning.hint));
    }
}

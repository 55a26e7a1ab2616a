//! Parameters and headers that a server or a client wants besides.

use crate::token_endpoint::TokenEndpoint;
use tokenry_model::{
    redact::{is_secret_parameter, is_secret_value},
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep},
};

/// The extras of one step: the server's, then the client's, which replace those of the same
/// name at the same place. Empty ones are left out, so a client can also take one away. What one
/// of them says twice is sent twice. What a login asks for takes the place of them all, but for
/// headers, which are another thing.
pub(super) fn of<'a>(endpoint: &TokenEndpoint<'a>, step: ExtraStep) -> Vec<&'a Extra> {
    let own: Vec<&Extra> = endpoint
        .client_extras
        .iter()
        .filter(|extra| extra.on == step)
        .collect();
    let replaced = |extra: &&Extra| {
        let same = |one: &&Extra| one.place == extra.place && one.name == extra.name;
        own.iter().any(same)
    };
    let asked = |extra: &Extra| {
        extra.place != ExtraPlace::Header
            && endpoint.asked.iter().any(|(name, _)| *name == extra.name)
    };
    let mut all: Vec<&Extra> = endpoint
        .server_extras
        .iter()
        .filter(|extra| extra.on == step && !replaced(extra))
        .collect();
    all.extend(own);
    all.retain(|extra| !extra.value.is_empty() && !asked(extra));
    all
}

/// Those that are secret by their name or by their looks.
pub(super) fn secrets(extras: &[&Extra]) -> impl Iterator<Item = Secret> {
    extras
        .iter()
        .filter(|extra| {
            is_secret_parameter(&extra.name) || is_secret_value(&extra.name, &extra.value)
        })
        .map(|extra| Secret::new(extra.value.as_str()))
}

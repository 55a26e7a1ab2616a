//! Claims of a token and members of a server's answer, each with what it means.

use serde::Serialize;
use serde_json::Value;
use tokenry_model::{claims::meaning, jwt::Jwt};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ClaimView {
    pub name: String,
    /// As JSON text.
    pub value: String,
    /// What the claim means, and a date as a date.
    pub meaning: Option<String>,
}

pub(crate) fn claims(jwt: &Jwt) -> Vec<ClaimView> {
    told(jwt.claims.as_object().into_iter().flatten())
}

/// Members of a JSON object with what each means.
pub(crate) fn told<'a>(members: impl Iterator<Item = (&'a String, &'a Value)>) -> Vec<ClaimView> {
    members
        .map(|(name, value)| ClaimView {
            name: name.clone(),
            value: value.to_string(),
            meaning: meaning(name, value),
        })
        .collect()
}

//! What a token may do: asked and granted.

use serde::Serialize;
use tokenry_model::token::Scopes;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ScopeView {
    pub name: String,
    pub requested: bool,
    pub granted: bool,
}

/// JSON over several lines.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}")
}

/// Asked and granted side by side, in the order in which they were asked.
pub(crate) fn scopes(scopes: &Scopes) -> Vec<ScopeView> {
    let granted = scopes.granted.as_ref().unwrap_or(&scopes.requested);
    let asked = scopes.requested.iter().map(|name| ScopeView {
        name: name.clone(),
        requested: true,
        granted: granted.contains(name),
    });
    let unasked = granted
        .iter()
        .filter(|name| !scopes.requested.contains(name))
        .map(|name| ScopeView {
            name: name.clone(),
            requested: false,
            granted: true,
        });
    asked.chain(unasked).collect()
}

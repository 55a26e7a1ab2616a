//! Rediscovery of a stored server.

use super::{Placement, ServerProfile, TokenStyle};

impl ServerProfile {
    /// Returns the server with the newly found settings. The name, the base URL and everything that
    /// a person set up are kept, and so is every setting that was not found.
    #[must_use]
    pub fn described_by(&self, found: Self) -> Self {
        let mut profile = self.clone();
        if found.endpoints.is_empty() {
            return profile;
        }
        profile.endpoints = found.endpoints;
        profile.issuer = found.issuer;
        profile.promises_iss = found.promises_iss;
        profile.requires_pushed = found.requires_pushed;
        profile.dpop_algs = found.dpop_algs;
        profile.mtls_aliases = found.mtls_aliases;
        profile.accepted = found.accepted;
        for (ours, theirs) in [
            (&mut profile.scopes, found.scopes),
            (&mut profile.auth_methods, found.auth_methods),
        ] {
            if !theirs.is_empty() {
                *ours = theirs;
            }
        }
        if let Some(recipe) = found.recipe.filter(|id| self.recipe.as_ref() != Some(id)) {
            profile.recipe = Some(recipe);
            let habits = &mut profile.habits;
            if habits.token_style == TokenStyle::default() {
                habits.token_style = found.habits.token_style;
            }
            if habits.placement == Placement::default() {
                habits.placement = found.habits.placement;
            }
            if habits.extras.is_empty() {
                habits.extras = found.habits.extras;
            }
            for origin in found.origins {
                if !profile.origins.contains(&origin) {
                    profile.origins.push(origin);
                }
            }
        }
        profile
    }
}

//! The change of the recipe of a stored server.

use super::{Recipe, RecipeError};
use tokenry_model::server::{Extra, Habits, LeftOut, ServerProfile};

impl Recipe {
    /// Applies the recipe to a server. The values of the previous recipe (`old`) are removed. Those from
    /// the server's own metadata or from a person are kept. Endpoints are added under the rule of
    /// [`tokenry_model::server::Endpoints::join`]. Also returns the endpoints that were left out.
    pub fn attach(
        &self,
        profile: &ServerProfile,
        old: Option<&Self>,
        told: &[(String, String)],
    ) -> Result<(ServerProfile, Vec<LeftOut>), RecipeError> {
        self.check_parts(told)?;
        let was = old.and_then(|old| old.of(profile).profile().ok());
        let was = was.as_ref();
        let mut profile = profile.clone();
        let changes = self.id != profile.recipe.clone().unwrap_or_default();
        if changes {
            profile.recipe_parts.clear();
        }
        profile.recipe_parts.extend(told.iter().cloned());
        let placed = self.of(&profile);
        let new = placed.profile()?;

        let left_out = endpoints(&mut profile, was, &new);
        habits(&mut profile.habits, was.map(|was| &was.habits), &new.habits);
        for (ours, theirs, before) in [
            (&mut profile.scopes, &new.scopes, was.map(|was| &was.scopes)),
            (
                &mut profile.auth_methods,
                &new.auth_methods,
                was.map(|was| &was.auth_methods),
            ),
        ] {
            if ours.is_empty() || Some(&*ours) == before {
                ours.clone_from(theirs);
            }
        }
        let old_origins = was.map(|was| was.origins.clone()).unwrap_or_default();
        profile
            .origins
            .retain(|origin| !old_origins.contains(origin));
        for origin in new.origins {
            if !profile.origins.contains(&origin) {
                profile.origins.push(origin);
            }
        }
        if profile.issuer.is_none() || was.is_some_and(|was| was.issuer == profile.issuer) {
            profile.issuer = new.issuer;
        }
        // Tokens are sent to the base URL, so its origin changes only if the person gave it.
        let given_here = told
            .iter()
            .any(|(_, value)| new.base_url.as_str().starts_with(value.as_str()));
        let plain = profile.base_url.path() == "/"
            || was.is_some_and(|was| was.base_url == profile.base_url);
        if given_here || (plain && profile.base_url.origin() == new.base_url.origin()) {
            profile.base_url = new.base_url;
        }
        profile.recipe = Some(self.id.clone());
        Ok((profile, left_out))
    }
}

fn endpoints(
    profile: &mut ServerProfile,
    was: Option<&ServerProfile>,
    new: &ServerProfile,
) -> Vec<LeftOut> {
    if new.endpoints.is_empty() {
        return Vec::new();
    }
    if let Some(was) = was {
        profile.endpoints.forget(&was.endpoints);
    }
    profile.endpoints.join(new.endpoints.clone())
}

/// Replaces settings that still have the value of the previous recipe or the default.
fn habits(ours: &mut Habits, was: Option<&Habits>, new: &Habits) {
    let usual = Habits::default();
    let was = was.unwrap_or(&usual);
    if ours.token_style == was.token_style || ours.token_style == usual.token_style {
        ours.token_style = new.token_style;
    }
    if ours.placement == was.placement || ours.placement == usual.placement {
        ours.placement.clone_from(&new.placement);
    }
    ours.extras.retain(|extra| !was.extras.contains(extra));
    for extra in &new.extras {
        let same = |known: &Extra| {
            (known.on, known.place, &known.name) == (extra.on, extra.place, &extra.name)
        };
        if !ours.extras.iter().any(same) {
            ours.extras.push(extra.clone());
        }
    }
}

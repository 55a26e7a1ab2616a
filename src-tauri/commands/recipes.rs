//! Recipes: chosen for a server, and what each knows.

use std::collections::BTreeMap;

use tokenry_model::server::ServerProfile;

use super::{Answer, OnDesk};
use tokenry_api::{
    recipes::{RecipesView, WithRecipeView},
    server_forms::ServerForm,
};

/// All recipes there are, and what is wrong with those that cannot be used.
#[tauri::command]
#[specta::specta]
pub async fn list_recipes(state: OnDesk<'_>) -> Answer<RecipesView> {
    let workbench = state.workbench().await?;
    let recipes = workbench.recipes();
    Ok(RecipesView::of(
        recipes.all(),
        recipes.folder().display().to_string(),
    ))
}

/// The server with this recipe, or with none where the id is empty. Stores nothing.
#[tauri::command]
#[specta::specta]
pub async fn with_recipe(
    state: OnDesk<'_>,
    form: ServerForm,
    recipe: String,
    parts: BTreeMap<String, String>,
) -> Answer<WithRecipeView> {
    let profile: ServerProfile = form.try_into()?;
    let parts: Vec<(String, String)> = parts.into_iter().collect();
    let workbench = state.workbench().await?;
    let (profile, remarks) = workbench.with_recipe(&profile, &recipe, &parts)?;
    Ok(WithRecipeView {
        form: (&profile).into(),
        remarks,
    })
}

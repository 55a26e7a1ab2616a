//! Recipes, for a person to choose from.

use serde::Serialize;
use tokenry_core::error::Error;
use tokenry_core::recipe::LocatedRecipe;
use tokenry_core::recipe::Origin;
use tokenry_core::recipe::Recipe;
use tokenry_core::recipe::RecipeError;

use crate::server_forms::ServerForm;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RecipesView {
    pub recipes: Vec<RecipeView>,
    /// Files of the person's own that cannot be used.
    pub faulty: Vec<FaultyRecipeView>,
    /// Where the person's own are looked for.
    pub folder: String,
}

/// What a recipe knows, as far as a person chooses by it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RecipeView {
    pub id: String,
    pub name: String,
    /// What kind of server this is, in a sentence.
    pub about: String,
    /// The address of the documentation.
    pub docs: String,
    /// It is the person's own.
    pub own: bool,
    /// Any application may be made with it: offered where nothing recognised a server.
    pub general: bool,
    /// What surprises people, a sentence each.
    pub notes: Vec<String>,
    pub scopes: Vec<RecipeScopeView>,
    /// Parts of its addresses that differ between servers.
    pub parts: Vec<RecipePartView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RecipeScopeView {
    pub name: String,
    /// What it allows, in a sentence.
    pub about: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RecipePartView {
    pub name: String,
    pub about: String,
    /// Used where nobody says another; empty where somebody has to.
    pub usual: String,
}

/// What is wrong with a file, with its line and column.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct FaultyRecipeView {
    pub message: String,
    pub hint: String,
}

/// A server with another recipe. Nothing is stored yet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct WithRecipeView {
    pub form: ServerForm,
    /// What the recipe knows and was not taken, each in a sentence.
    pub remarks: Vec<String>,
}

/// A recipe in the list of the command line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedRecipeView {
    pub id: String,
    pub name: String,
    pub about: String,
    /// It was tried with a real server.
    pub tried: bool,
    /// `null` for those that are part of the program.
    pub file: Option<String>,
}

impl RecipesView {
    pub fn of(all: Vec<Result<LocatedRecipe, RecipeError>>, folder: String) -> Self {
        let mut view = Self {
            recipes: Vec::new(),
            faulty: Vec::new(),
            folder,
        };
        for found in all {
            match found {
                Ok(found) => view.recipes.push(RecipeView::from(&found)),
                Err(error) => {
                    let error = Error::from(error);
                    view.faulty.push(FaultyRecipeView {
                        message: error.to_string(),
                        hint: error.hint(),
                    });
                }
            }
        }
        view
    }
}

impl From<&LocatedRecipe> for RecipeView {
    fn from(found: &LocatedRecipe) -> Self {
        let recipe: &Recipe = &found.recipe;
        let scopes = recipe.scopes.iter().map(|scope| RecipeScopeView {
            name: scope.name.clone(),
            about: scope.about.clone(),
        });
        let parts = recipe.variables.iter().map(|part| RecipePartView {
            name: part.name.clone(),
            about: part.about.clone(),
            usual: part.default.clone().unwrap_or_default(),
        });
        Self {
            id: recipe.id.clone(),
            name: recipe.name.clone(),
            about: recipe.about.clone(),
            docs: recipe.docs.clone(),
            own: matches!(found.origin, Origin::Person { .. }),
            general: recipe.general,
            notes: recipe.notes.clone(),
            scopes: scopes.collect(),
            parts: parts.collect(),
        }
    }
}

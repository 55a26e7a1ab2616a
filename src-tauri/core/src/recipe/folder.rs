//! The sources of recipes: those built in, and those in the person's folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Recipe, RecipeError, read::read};
use tokenry_model::server::ServerProfile;
use tokenry_oauth::{redirect::PortRule, userinfo::Question};

macro_rules! built_in {
    ($($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../recipes/", $id, ".toml")))),*]
    };
}

/// Ids and texts of the built-in recipes. A test compares the list with the folder.
pub(super) const BUILT_IN: &[(&str, &str)] = built_in![
    "auth0",
    "cognito",
    "discord",
    "doorkeeper",
    "entra",
    "financial-cents",
    "firefly-iii",
    "firmafon",
    "flexli",
    "gitea",
    "github",
    "gitlab",
    "google",
    "gotosocial",
    "jupyterhub",
    "keycloak",
    "mastodon",
    "nextcloud",
    "okta",
    "openid",
    "passport",
    "spotify",
];

/// All recipes. Files are read on every access, so that changes take effect at once.
#[derive(Debug, Clone)]
pub struct Recipes {
    folder: PathBuf,
}

/// A recipe and its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedRecipe {
    pub recipe: Recipe,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    BuiltIn,
    Person { path: PathBuf },
}

impl Recipes {
    /// Uses the folder `recipes` of the data directory for the person's own recipes.
    pub fn beside(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("recipes"),
        }
    }

    /// The recipe of a server, if it still exists.
    pub fn of_server(&self, server: &ServerProfile) -> Result<Option<Recipe>, RecipeError> {
        self.of(server.recipe.as_deref())
    }

    /// The recipe's call that identifies the account of a token, if its URL is one of the server's origins.
    pub(crate) fn question_of(
        &self,
        server: &ServerProfile,
    ) -> Result<Option<Question>, RecipeError> {
        let Some(recipe) = self.of_server(server)? else {
            return Ok(None);
        };
        let question = recipe.of(server).question()?;
        Ok(question.filter(|question| server.allows(&question.url)))
    }

    /// The rule by which a server compares the port of a loopback redirect URI.
    pub(crate) fn port_rule(&self, server: &ServerProfile) -> Result<PortRule, RecipeError> {
        let recipe = self.of_server(server)?;
        Ok(recipe.map_or(PortRule::Unknown, |recipe| recipe.port_rule()))
    }

    /// The folder with the person's own recipes.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All recipes, sorted by id. An invalid file yields an error in its place.
    pub fn all(&self) -> Vec<Result<LocatedRecipe, RecipeError>> {
        let mut ids: Vec<String> = BUILT_IN.iter().map(|(id, _)| (*id).to_owned()).collect();
        let own = match self.own_ids() {
            Ok(own) => own,
            Err(error) => return vec![Err(error)],
        };
        ids.extend(own);
        ids.sort_unstable();
        ids.dedup();
        ids.iter().map(|id| self.get(id)).collect()
    }

    /// Returns a recipe. The person's own takes precedence over a built-in one.
    pub fn get(&self, id: &str) -> Result<LocatedRecipe, RecipeError> {
        let unknown = || RecipeError::Unknown { id: id.to_owned() };
        if !is_id(id) {
            return Err(unknown());
        }
        let path = self.folder.join(format!("{id}.toml"));
        match fs::read_to_string(&path) {
            Ok(text) => Ok(LocatedRecipe {
                recipe: read(&text, &path.display().to_string(), id)?,
                origin: Origin::Person { path },
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let built_in = BUILT_IN.iter().find(|(known, _)| *known == id);
                let (_, text) = built_in.ok_or_else(unknown)?;
                Ok(LocatedRecipe {
                    recipe: read(text, &format!("{id}.toml"), id)?,
                    origin: Origin::BuiltIn,
                })
            }
            Err(source) => Err(RecipeError::Unreadable { path, source }),
        }
    }

    /// The recipe with the id that a stored server names. `None` if it no longer exists. An invalid one
    /// is an error, since requests would lack its settings.
    pub fn of(&self, id: Option<&str>) -> Result<Option<Recipe>, RecipeError> {
        match id.map(|id| self.get(id)) {
            None | Some(Err(RecipeError::Unknown { .. })) => Ok(None),
            Some(found) => Ok(Some(found?.recipe)),
        }
    }

    fn own_ids(&self) -> Result<Vec<String>, RecipeError> {
        let unreadable = |source| RecipeError::Unreadable {
            path: self.folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            if path.extension().is_some_and(|end| end == "toml")
                && let Some(id) = stem.filter(|stem| is_id(stem))
            {
                ids.push(id.to_owned());
            }
        }
        Ok(ids)
    }
}

/// Tests for lower-case letters, digits and hyphens, so that an id cannot leave the folder.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

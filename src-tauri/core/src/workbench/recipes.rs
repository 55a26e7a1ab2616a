//! Listing and applying recipes.

use url::Url;

use super::{RegistrationOrder, Workbench};
use crate::error::Error;
use crate::login::LoginError;
use crate::recipe::LocatedRecipe;
use crate::recipe::Recipe;
use crate::recipe::RecipeError;
use crate::recipe::Recipes;
use crate::recipe::Steps;
use tokenry_model::{
    id::Id,
    server::{LeftOut, Server, ServerProfile},
};
use tokenry_oauth::{
    discovery::{self, normalise},
    registration::Proposal,
};

/// Help for adding a client.
#[derive(Debug, Clone, Default)]
pub struct ClientGuide {
    /// The name of the recipe.
    pub recipe: Option<String>,
    pub suggested_redirect: Option<String>,
    pub usual_scopes: Vec<String>,
    /// Steps of a manual registration, if the recipe has them.
    pub steps: Option<Steps>,
    /// The registration request that Tokenry would send, if the server supports it.
    pub proposal: Option<Proposal>,
}

impl Workbench {
    /// Returns what the recipe and the server offer for a client like this.
    pub async fn client_guide(&self, order: &RegistrationOrder) -> Result<ClientGuide, Error> {
        let profile = self.server(order.server).await?.profile;
        let offered = profile.endpoints.registration.is_some();
        let proposal = if offered {
            Some(self.registration_proposal(order).await?)
        } else {
            None
        };
        let name = match order.name.trim() {
            "" => "Tokenry",
            name => name,
        };
        let redirect_uri = order.redirect_uris.first().map_or("", String::as_str);
        let Some(recipe) = self.recipe_of(&profile)? else {
            return Ok(ClientGuide {
                proposal,
                ..ClientGuide::default()
            });
        };
        Ok(ClientGuide {
            steps: self.registration_steps(&profile, name, redirect_uri)?,
            usual_scopes: recipe.usual_scopes(),
            suggested_redirect: recipe.redirect.suggested,
            recipe: Some(recipe.name),
            proposal,
        })
    }

    pub fn recipes(&self) -> &Recipes {
        &self.context.recipes
    }

    pub fn recipe(&self, id: &str) -> Result<LocatedRecipe, Error> {
        Ok(self.context.recipes.get(id)?)
    }

    /// Returns a server profile from a recipe and a typed URL. `told` are the recipe's variables by
    /// name. Sends requests only if the recipe leaves the endpoints to the server's metadata.
    pub async fn server_by_recipe(
        &self,
        id: &str,
        typed: &str,
        told: &[(String, String)],
    ) -> Result<ServerProfile, Error> {
        let recipe = self.recipe(id)?.recipe;
        let placed = recipe.at(&normalise(typed)?, told)?;
        if !recipe.endpoints.is_empty() {
            return Ok(placed.profile()?);
        }
        let found = discovery::discover(&self.context.http, typed).await?.found;
        let mut profile = found.ok_or(RecipeError::NeedsDescription {
            recipe: recipe.id.clone(),
        })?;
        placed.complete(&mut profile)?;
        Ok(profile)
    }

    /// Returns the server profile with this recipe, or with none if the id is empty. `told` are the
    /// recipe's variables by name. Nothing is stored. Also returns sentences on what the recipe has
    /// and was not used.
    pub fn with_recipe(
        &self,
        profile: &ServerProfile,
        id: &str,
        told: &[(String, String)],
    ) -> Result<(ServerProfile, Vec<String>), Error> {
        if id.is_empty() {
            let mut profile = profile.clone();
            profile.recipe = None;
            profile.recipe_parts.clear();
            return Ok((profile, Vec::new()));
        }
        // An invalid or missing recipe is the one to replace.
        let old = self.recipe_of(profile).ok().flatten();
        let recipe = self.recipe(id)?.recipe;
        let (profile, left_out) = recipe.attach(profile, old.as_ref(), told)?;
        Ok((profile, left_out.iter().map(LeftOut::sentence).collect()))
    }

    /// Returns the steps of a manual registration at a server, if its recipe has them.
    pub fn registration_steps(
        &self,
        profile: &ServerProfile,
        client_name: &str,
        redirect_uri: &str,
    ) -> Result<Option<Steps>, Error> {
        let Some(recipe) = self.recipe_of(profile)? else {
            return Ok(None);
        };
        let steps = recipe.of(profile).steps(client_name, redirect_uri)?;
        Ok((!steps.steps.is_empty()).then_some(steps))
    }

    /// Opens the server's page for manual registration, as given by its recipe.
    pub async fn open_client_page(&self, server: Id<Server>) -> Result<(), Error> {
        let profile = self.server(server).await?.profile;
        let steps = self.registration_steps(&profile, "Tokenry", "")?;
        let page = steps.and_then(|steps| steps.page);
        let page = page.ok_or(Error::Missing {
            what: "page for clients",
        })?;
        Ok(self.context.browser.open(&page).map_err(LoginError::from)?)
    }

    /// A URL that requires a token of this server: the recipe's call, or else userinfo.
    pub async fn address_to_check(&self, server: Id<Server>) -> Result<Option<Url>, Error> {
        let profile = self.server(server).await?.profile;
        let call = self
            .context
            .recipes
            .question_of(&profile)?
            .map(|question| question.url);
        Ok(call.or(profile.endpoints.userinfo))
    }

    /// The recipe of a server, if it still exists.
    pub fn recipe_of(&self, profile: &ServerProfile) -> Result<Option<Recipe>, Error> {
        Ok(self.context.recipes.of_server(profile)?)
    }
}

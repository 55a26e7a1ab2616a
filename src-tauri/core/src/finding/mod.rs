//! One address in, a server out: everything that can be learned without credentials.
//!
//! Side by side, within one deadline: the server's own metadata
//! ([`crate::oauth::discovery`]), the questions of the recipes ([`kinds`]), NodeInfo
//! ([`nodeinfo`]), the API's pointer to its authorization server ([`resource`], RFC 9728), and
//! an OpenAPI document ([`openapi`]). What was tried is told, whatever came of it.

mod kinds;
mod nodeinfo;
mod openapi;
mod resource;

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    clock::Timestamp,
    http::Http,
    oauth::discovery::{self, BadAddress, Discovery, Tried, normalise},
    recipe::{Recipe, RecipeError},
    server::ServerProfile,
};

/// Everything together takes no longer.
const DEADLINE: Duration = Duration::from_secs(5);

/// Once the server's own metadata is there, the rest gets this much longer.
const GRACE: Duration = Duration::from_millis(500);

#[derive(Debug, thiserror::Error)]
pub enum FindingError {
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error(transparent)]
    Recipe(#[from] RecipeError),
}

/// What one way of looking brought.
#[derive(Debug, Default)]
pub(crate) struct Clue {
    tried: Vec<Tried>,
    /// The id of the recipe whose kind of server this is.
    recipe: Option<String>,
    /// What is known of the server, as a profile.
    profile: Option<ServerProfile>,
}

/// Looks at an address as a person types it; `at` is now, for the transcript.
pub(crate) async fn find(
    http: &Http,
    typed: &str,
    recipes: &[Recipe],
    at: Timestamp,
) -> Result<Discovery, FindingError> {
    // Much is asked at once: too much for the stack of whoever calls.
    let mut discovery = Box::pin(look(http, typed, recipes)).await?;
    discovery.transcript = discovery.told(at);
    Ok(discovery)
}

async fn look(http: &Http, typed: &str, recipes: &[Recipe]) -> Result<Discovery, FindingError> {
    let address = normalise(typed)?;
    if let Some(recipe) = recipes.iter().find(|recipe| recipe.knows_host(&address)) {
        // Nothing else can be there, and strangers' hosts are not asked for nothing.
        let discovery = discovery::discover(http, typed).await?;
        return settled(discovery, Some(recipe));
    }
    let deadline = Instant::now() + DEADLINE;
    let looking = async {
        tokio::join!(
            within(deadline, resource::look(http, &address)),
            within(deadline, nodeinfo::look(http, &address, recipes)),
            within(deadline, kinds::look(http, &address, recipes)),
            within(deadline, openapi::look(http, &address)),
        )
    };
    tokio::pin!(looking);
    let metadata = discovery::discover(http, typed);
    tokio::pin!(metadata);
    let (mut discovery, clues) = tokio::select! {
        discovery = &mut metadata => {
            let discovery = discovery?;
            let end = match discovery.found {
                Some(_) => deadline.min(Instant::now() + GRACE),
                None => deadline,
            };
            (discovery, timeout_at(end, looking).await.ok())
        }
        clues = &mut looking => (metadata.await?, Some(clues)),
    };
    let Some((resource, nodeinfo, kinds, openapi)) = clues else {
        return settled(discovery, None);
    };
    let recipe = nodeinfo.recipe.clone().or_else(|| kinds.recipe.clone());
    let recipe = recipe.and_then(|id| recipes.iter().find(|recipe| recipe.id == id));
    discovery.found = discovery.found.take().or(resource.profile);
    if recipe.is_none() {
        discovery.found = discovery.found.take().or(openapi.profile);
    }
    for clue in [resource.tried, nodeinfo.tried, kinds.tried, openapi.tried] {
        discovery.reached |= clue.iter().any(Tried::was_reached);
        discovery.tried.extend(clue);
    }
    settled(discovery, recipe)
}

/// Adds what the recipe knows.
fn settled(mut discovery: Discovery, recipe: Option<&Recipe>) -> Result<Discovery, FindingError> {
    let Some(recipe) = recipe else {
        return Ok(discovery);
    };
    let placed = recipe.at(&discovery.address, &[])?;
    match &mut discovery.found {
        Some(found) => placed.complete(found)?,
        None if recipe.endpoints.is_empty() => {}
        None => discovery.found = Some(placed.profile()?),
    }
    discovery.recognised = Some(recipe.name.clone());
    Ok(discovery)
}

/// A way of looking that takes too long brings nothing.
async fn within(deadline: Instant, looking: impl Future<Output = Clue>) -> Clue {
    timeout_at(deadline, looking).await.unwrap_or_default()
}

/// Another path at the address's host.
fn at_root(address: &Url, path: &str) -> Url {
    let mut url = address.clone();
    url.set_path(path);
    url
}

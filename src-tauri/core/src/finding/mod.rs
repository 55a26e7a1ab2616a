//! One address in, a server out: everything that can be learned without credentials.
//!
//! Side by side, within one deadline: the server's own metadata
//! ([`crate::oauth::discovery`]), the questions of the recipes ([`kinds`]), NodeInfo
//! ([`nodeinfo`]), the API's pointer to its authorization server ([`resource`], RFC 9728), and
//! an OpenAPI document ([`openapi`]). What was tried is told, whatever came of it. Once the metadata
//! is there, the rest gets half a second more; what it has by then counts ([`looking`]).

mod kinds;
mod looking;
mod nodeinfo;
mod openapi;
mod resource;

use tokio::time::{Instant, sleep_until};
use url::Url;

use self::looking::Looking;
use crate::{
    clock::Timestamp,
    http::Http,
    oauth::discovery::{
        self, BadAddress, DEADLINE, Discovery, GRACE, LATE, NOT_WAITED_FOR, Tried, normalise,
    },
    recipe::{Recipe, RecipeError},
    server::ServerProfile,
};

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
    /// What a person should know of that.
    remarks: Vec<String>,
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
    let mut end = Instant::now() + DEADLINE;
    let mut late = LATE;
    let (over, looking) = Looking::new(http);
    let clues = async {
        tokio::join!(
            resource::look(&looking, &address),
            nodeinfo::look(&looking, &address, recipes),
            kinds::look(&looking, &address, recipes),
            openapi::look(&looking, &address),
        )
    };
    tokio::pin!(clues);
    let metadata = discovery::discover(http, typed);
    tokio::pin!(metadata);
    let mut described = None;
    let (resource, nodeinfo, kinds, openapi) = loop {
        tokio::select! {
            discovery = &mut metadata, if described.is_none() => {
                let discovery = discovery?;
                if discovery.found.is_some() {
                    end = end.min(Instant::now() + GRACE);
                    late = NOT_WAITED_FOR;
                }
                described = Some(discovery);
            }
            clues = &mut clues => break clues,
            () = sleep_until(end), if over.borrow().is_none() => {
                over.send_replace(Some(late));
            }
        }
    };
    let mut discovery = match described {
        Some(discovery) => discovery,
        None => metadata.await?,
    };
    let recipe = nodeinfo.recipe.clone().or_else(|| kinds.recipe.clone());
    let recipe = recipe.and_then(|id| recipes.iter().find(|recipe| recipe.id == id));
    if discovery.found.is_none() {
        discovery.found = resource.profile;
        discovery.remarks = resource.remarks;
    }
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

/// Another path at the address's host.
fn at_root(address: &Url, path: &str) -> Url {
    let mut url = address.clone();
    url.set_path(path);
    url
}

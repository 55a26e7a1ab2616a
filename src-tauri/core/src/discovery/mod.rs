//! One address in, a server out: everything that can be learned without credentials.
//!
//! Side by side, within one deadline: the server's own metadata
//! ([`tokenry_oauth::discovery`]), the questions of the recipes ([`recipe_probes`]), NodeInfo
//! ([`nodeinfo`]), the API's pointer to its authorization server ([`resource`], RFC 9728), and
//! an OpenAPI document ([`openapi`]). An address that is itself a document is read as that
//! ([`typed`]), and one of a login page for the authorize URL within. What was tried is told, whatever
//! came of it. Once the metadata is there, the rest gets half a second more; what it has by then
//! counts ([`deadline`]).
//!
//! Endpoints of different sources are not mixed: one source counts, the others are choices, and what a
//! recipe adds is under the rule of [`tokenry_model::server::Endpoints::join`].

mod deadline;
mod nodeinfo;
mod openapi;
mod page;
mod pointed;
mod recipe_probes;
mod resource;
mod settling;
mod typed;

use tokio::time::{Instant, sleep_until};
use url::Url;

use self::deadline::Looking;
use crate::recipe::{Recipe, RecipeError};
use tokenry_model::{choice::Choice, clock::Timestamp, server::ServerProfile};
use tokenry_oauth::{
    discovery::{
        self, BadAddress, DEADLINE, Discovery, GRACE, LATE, NOT_WAITED_FOR, Tried, authorize_url,
        issuer_of_endpoint, normalise, whole,
    },
    http::Http,
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
    /// What is not taken by itself.
    choices: Vec<Choice>,
}

/// What all ways of looking brought, but for the server's own metadata.
#[derive(Debug)]
struct Clues {
    typed: typed::Typed,
    nodeinfo: Clue,
    kinds: Clue,
    openapi: Clue,
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
    let whole = whole(typed)?;
    let login = authorize_url(&whole);
    let address = match &login {
        Some(login) => issuer_of_endpoint(login),
        None => normalise(typed)?,
    };
    let found = if let Some(recipe) = recipes.iter().find(|recipe| recipe.knows_host(&address)) {
        // Nothing else can be there, and strangers' hosts are not asked for nothing.
        let discovery = discovery::discover(http, address.as_str()).await?;
        settling::with_recipe(discovery, Some(recipe))?
    } else {
        let asked = if login.is_some() { &address } else { &whole };
        Box::pin(look_everywhere(http, asked, &address, recipes)).await?
    };
    Ok(match login {
        Some(login) => settling::with_login(found, &whole, &login),
        None => found,
    })
}

async fn look_everywhere(
    http: &Http,
    typed: &Url,
    address: &Url,
    recipes: &[Recipe],
) -> Result<Discovery, FindingError> {
    let mut end = Instant::now() + DEADLINE;
    let mut late = LATE;
    let (over, looking) = Looking::new(http);
    let clues = async {
        let (typed, nodeinfo, kinds, openapi) = tokio::join!(
            typed::look(&looking, typed, address),
            nodeinfo::look(&looking, address, recipes),
            recipe_probes::look(&looking, address, recipes),
            openapi::look(&looking, address),
        );
        Clues {
            typed,
            nodeinfo,
            kinds,
            openapi,
        }
    };
    tokio::pin!(clues);
    let metadata = discovery::discover(http, address.as_str());
    tokio::pin!(metadata);
    let mut described = None;
    let clues = loop {
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
    let discovery = match described {
        Some(discovery) => discovery,
        None => metadata.await?,
    };
    settling::settled(discovery, clues, recipes)
}

/// Another path at the address's host.
fn at_root(address: &Url, path: &str) -> Url {
    let mut url = address.clone();
    url.set_path(path);
    url
}

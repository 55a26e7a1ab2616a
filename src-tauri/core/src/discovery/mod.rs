//! Discovery: what can be learned about the server at a URL without credentials.
//!
//! These sources are tried concurrently, within one deadline: the server's own metadata
//! ([`tokenry_oauth::discovery`]), the probes of the recipes ([`recipe_probes`]), NodeInfo
//! ([`nodeinfo`]), the API's pointer to its authorization server ([`resource`], RFC 9728), and an
//! OpenAPI document ([`openapi`]). A URL that is itself a document is read as such ([`typed`]), and in
//! the URL of a login page the authorization URL is looked for. All attempts are reported. Once the
//! metadata has arrived, the other sources get another half a second ([`deadline`]).
//!
//! Endpoints of different sources are never mixed. One source is used, and the others become choices.
//! A recipe may add endpoints under the rule of [`tokenry_model::server::Endpoints::join`].

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

/// The findings of one source.
#[derive(Debug, Default)]
pub(crate) struct Clue {
    tried: Vec<Tried>,
    /// The id of the recipe that recognised the server.
    recipe: Option<String>,
    /// The server as this source describes it.
    profile: Option<ServerProfile>,
    /// Remarks on the profile for the person.
    remarks: Vec<String>,
    /// Alternatives that a person has to choose.
    choices: Vec<Choice>,
}

/// The findings of all sources except the server's own metadata.
#[derive(Debug)]
struct Clues {
    typed: typed::Typed,
    nodeinfo: Clue,
    kinds: Clue,
    openapi: Clue,
}

/// Discovers the server at a URL as a person typed it. `at` is the time for the transcript.
pub(crate) async fn find(
    http: &Http,
    typed: &str,
    recipes: &[Recipe],
    at: Timestamp,
) -> Result<Discovery, FindingError> {
    // The future is large, so it is boxed to spare the stack of the caller.
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
        // The host is known, so requests to other paths would only be noise.
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

/// The URL with another path at the same host.
fn at_root(address: &Url, path: &str) -> Url {
    let mut url = address.clone();
    url.set_path(path);
    url
}

//! The decision between the findings. One source provides the endpoints. The others become choices, or
//! add what the rule of [`tokenry_model::server::Endpoints::join`] allows.

use url::Url;

use super::{Clue, Clues, FindingError};
use crate::recipe::Recipe;
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    server::ServerProfile,
};
use tokenry_oauth::discovery::{BadAddress, Discovery, Tried};

pub(super) fn settled(
    mut discovery: Discovery,
    clues: Clues,
    recipes: &[Recipe],
) -> Result<Discovery, FindingError> {
    let Clues {
        typed,
        nodeinfo,
        kinds,
        openapi,
    } = clues;
    let recipe = nodeinfo.recipe.clone().or_else(|| kinds.recipe.clone());
    let recipe = recipe.and_then(|id| recipes.iter().find(|recipe| recipe.id == id));
    let (is_document, base) = (typed.is_document, typed.base);
    let mut told = Vec::new();
    if is_document {
        named_first(&mut discovery, typed.clue, &mut told);
    } else {
        fallback(&mut discovery, typed.clue, &mut told);
    }
    told.extend(nodeinfo.tried);
    told.extend(kinds.tried);
    if recipe.is_none() {
        fallback(&mut discovery, openapi, &mut told);
    } else {
        told.extend(openapi.tried);
    }
    discovery.reached |= told.iter().any(Tried::was_reached);
    discovery.tried.extend(told);
    if let Some(base) = base {
        let profiles = discovery.found.iter_mut();
        let choices = discovery.choices.iter_mut();
        for profile in profiles.chain(choices.map(|choice| &mut choice.profile)) {
            profile.base_url = base.clone();
            if let Some(host) = base.host_str() {
                host.clone_into(&mut profile.name);
            }
        }
        discovery.address = base;
    }
    let mut discovery = with_recipe(discovery, recipe)?;
    // Findings that were not used are better than guesses.
    if discovery.found.is_none() && discovery.choices.is_empty() {
        discovery.choices = unrecognisable(&discovery.address, recipes);
    }
    match typed.other {
        Some(what) if discovery.found.is_none() => Err(BadAddress::Document { what }.into()),
        _ => Ok(discovery),
    }
}

/// Gives a document that the person named priority over the metadata of its host.
fn named_first(discovery: &mut Discovery, clue: Clue, told: &mut Vec<Tried>) {
    told.extend(clue.tried);
    let Some(named) = clue.profile else {
        if discovery.found.is_none() {
            discovery.remarks.extend(clue.remarks);
        }
        discovery.choices.extend(clue.choices);
        return;
    };
    let own = discovery.found.replace(named);
    let own_remarks = std::mem::replace(&mut discovery.remarks, clue.remarks);
    let old_choices = std::mem::replace(&mut discovery.choices, clue.choices);
    let ours = &mut discovery.found;
    match (own, ours) {
        (Some(own), Some(ours)) if ours.endpoints.agree(&own.endpoints) => {
            let scopes = std::mem::replace(ours, own).scopes;
            if ours.scopes.is_empty() {
                ours.scopes = scopes;
            }
            discovery.remarks.extend(own_remarks);
        }
        (Some(own), _) => discovery.choices.push(Choice {
            kind: ChoiceKind::Server,
            about: "The server's own metadata names different endpoints than the document.".into(),
            profile: own,
            remarks: own_remarks,
        }),
        (None, _) => discovery.choices.extend(old_choices),
    }
}

/// Uses the findings only if there are none yet.
fn fallback(discovery: &mut Discovery, clue: Clue, told: &mut Vec<Tried>) {
    told.extend(clue.tried);
    if discovery.found.is_some() {
        return;
    }
    discovery.found = clue.profile;
    if discovery.found.is_some() {
        discovery.remarks = clue.remarks;
        let mut choices = clue.choices;
        choices.append(&mut discovery.choices);
        discovery.choices = choices;
    } else {
        discovery.choices.extend(clue.choices);
    }
}

/// Completes the findings with the recipe.
pub(super) fn with_recipe(
    mut discovery: Discovery,
    recipe: Option<&Recipe>,
) -> Result<Discovery, FindingError> {
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

/// The kinds of servers that cannot be recognised, for a person to choose from.
fn unrecognisable(address: &Url, recipes: &[Recipe]) -> Vec<Choice> {
    let unrecognised = recipes.iter().filter(|recipe| {
        let known = &recipe.recognise;
        let nothing =
            known.hosts.is_empty() && known.nodeinfo.is_empty() && known.probes.is_empty();
        nothing && !recipe.endpoints.is_empty()
    });
    let choice = |recipe: &Recipe| {
        let mut profile = recipe.at(address, &[]).ok()?.profile().ok()?;
        address
            .host_str()
            .unwrap_or_default()
            .clone_into(&mut profile.name);
        Some(Choice {
            kind: ChoiceKind::Recipe {
                id: recipe.id.clone(),
            },
            about: format!(
                "If this is {} ({}), its endpoints most likely are:",
                recipe.name, recipe.id
            ),
            profile,
            remarks: Vec::new(),
        })
    };
    unrecognised.filter_map(choice).collect()
}

/// Adds an authorization URL that was typed, or that the URL of a login page contained.
pub(super) fn with_login(mut discovery: Discovery, typed: &Url, login: &Url) -> Discovery {
    let authorize = without_query(login);
    if authorize == without_query(typed) {
        discovery
            .remarks
            .push("This is an authorization URL. Its server was looked up.".into());
    } else {
        discovery.remarks.push(format!(
            "This is the URL of a login page. It contains the authorization URL {authorize}"
        ));
    }
    let client = login.query_pairs().find(|(name, _)| name == "client_id");
    if let Some((_, client)) = client {
        discovery.remarks.push(format!(
            "It belongs to the client {}. To add that client too, import the URL.",
            tokenry_model::sanitize::clean(&client)
        ));
    }
    match &discovery.found {
        Some(found) if found.endpoints.authorize.as_ref() == Some(&authorize) => {}
        Some(found) => {
            let mut profile = bare(&discovery, authorize);
            profile.base_url = found.base_url.clone();
            discovery.choices.push(Choice {
                kind: ChoiceKind::Server,
                about: "The authorization URL differs from the one in the server's metadata."
                    .into(),
                profile,
                remarks: Vec::new(),
            });
        }
        None => {
            discovery.remarks.push(
                "The token endpoint could not be found. Look it up in the server's documentation."
                    .into(),
            );
            discovery.found = Some(bare(&discovery, authorize));
        }
    }
    discovery
}

fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn bare(discovery: &Discovery, authorize: Url) -> ServerProfile {
    let address = discovery.address.clone();
    let mut profile = ServerProfile::at(address.host_str().unwrap_or_default(), address.clone());
    profile.endpoints.authorize = Some(authorize);
    profile
}

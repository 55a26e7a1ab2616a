//! What counts of all that was found. One source gives the endpoints; the others are choices, or add
//! what the rule of [`tokenry_model::server::Endpoints::join`] lets them.

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
    // What was found and not taken tells more than a guess.
    if discovery.found.is_none() && discovery.choices.is_empty() {
        discovery.choices = of_nobody(&discovery.address, recipes);
    }
    match typed.other {
        Some(what) if discovery.found.is_none() => Err(BadAddress::Document { what }.into()),
        _ => Ok(discovery),
    }
}

/// The document that was named comes before what the host says of itself.
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
            about: "The server's own metadata names other endpoints than the document.".into(),
            profile: own,
            remarks: own_remarks,
        }),
        (None, _) => discovery.choices.extend(old_choices),
    }
}

/// What counts only where nothing better was found.
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

/// Adds what the recipe knows.
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

/// The kinds of servers that nothing tells apart: only a person can.
fn of_nobody(address: &Url, recipes: &[Recipe]) -> Vec<Choice> {
    let silent = recipes.iter().filter(|recipe| {
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
    silent.filter_map(choice).collect()
}

/// An authorize URL that was typed, or stood within the address of a login page.
pub(super) fn with_login(mut discovery: Discovery, typed: &Url, login: &Url) -> Discovery {
    let authorize = without_query(login);
    if authorize == without_query(typed) {
        discovery
            .remarks
            .push("This is an authorize URL. The server behind it was looked for.".into());
    } else {
        discovery.remarks.push(format!(
            "This is the address of a login page. The authorize URL within it is {authorize}"
        ));
    }
    let client = login.query_pairs().find(|(name, _)| name == "client_id");
    if let Some((_, client)) = client {
        discovery.remarks.push(format!(
            "It is of the client {}. To bring that in as well, import the address.",
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
                about: "The authorize URL is not the one that the server describes.".into(),
                profile,
                remarks: Vec::new(),
            });
        }
        None => {
            discovery.remarks.push(
                "The server does not say where its token endpoint is. Its documentation does."
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

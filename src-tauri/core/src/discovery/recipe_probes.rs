//! The probes of the recipes, which recognise a kind of server by its response.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use url::Url;

use super::{Clue, deadline::Looking};
use crate::recipe::{Probe, Recipe};
use tokenry_oauth::discovery::Looked;

/// The recipes and probes that share a URL.
type Probes<'a> = Vec<(&'a Recipe, &'a Probe)>;

/// Requests every URL once, all concurrently.
pub(super) async fn look(looking: &Looking<'_>, address: &Url, recipes: &[Recipe]) -> Clue {
    let places = places(address, recipes);
    let asked = places.iter().map(|(url, probes)| async move {
        let looked = looking.look_at(url).await;
        (looked, probes)
    });
    let mut clue = Clue::default();
    for (looked, probes) in join_all(asked).await {
        let found = recognised(&looked, probes);
        let outcome = match (&looked.answer, found) {
            (_, Some(recipe)) => format!("This server is {}.", recipe.name),
            (Ok(answer), None) => format!(
                "The response is not that of {} ({}).",
                names(probes),
                answer.status.as_u16()
            ),
            (Err(outcome), None) => outcome.clone(),
        };
        if clue.recipe.is_none() {
            clue.recipe = found.map(|recipe| recipe.id.clone());
        }
        let mut tried = looked.told(outcome, found.is_some());
        // A probe for another kind of server is no evidence against this one.
        tried.empty |= found.is_none() && tried.was_reached();
        clue.tried.push(tried);
    }
    clue
}

fn places<'a>(address: &Url, recipes: &'a [Recipe]) -> BTreeMap<Url, Probes<'a>> {
    let mut places: BTreeMap<Url, Probes<'a>> = BTreeMap::new();
    for recipe in recipes {
        let Ok(placed) = recipe.at(address, &[]) else {
            continue;
        };
        for probe in &recipe.recognise.probes {
            if let Ok(url) = placed.address(&probe.url) {
                places.entry(url).or_default().push((recipe, probe));
            }
        }
    }
    places
}

fn recognised<'a>(looked: &Looked, probes: &Probes<'a>) -> Option<&'a Recipe> {
    let answer = looked.answer.as_ref().ok()?;
    let text = std::str::from_utf8(&answer.body).ok()?;
    let status = answer.status.as_u16();
    let mut probes = probes.iter();
    let (recipe, _) = probes.find(|(_, probe)| probe.recognises(status, text))?;
    Some(recipe)
}

fn names(probes: &Probes<'_>) -> String {
    let names: Vec<&str> = probes
        .iter()
        .map(|(recipe, _)| recipe.name.as_str())
        .collect();
    names.join(" or ")
}

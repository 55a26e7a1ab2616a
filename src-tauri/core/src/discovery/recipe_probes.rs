//! The recipes' own questions: which kind of server answers them?

use std::collections::BTreeMap;

use futures_util::future::join_all;
use url::Url;

use super::{Clue, deadline::Looking};
use crate::recipe::{Probe, Recipe};
use tokenry_oauth::discovery::Looked;

/// Those who ask at one address.
type Askers<'a> = Vec<(&'a Recipe, &'a Probe)>;

/// Asks every address once, all side by side.
pub(super) async fn look(looking: &Looking<'_>, address: &Url, recipes: &[Recipe]) -> Clue {
    let places = places(address, recipes);
    let asked = places.iter().map(|(url, askers)| async move {
        let looked = looking.look_at(url).await;
        (looked, askers)
    });
    let mut clue = Clue::default();
    for (looked, askers) in join_all(asked).await {
        let found = recognised(&looked, askers);
        let outcome = match (&looked.answer, found) {
            (_, Some(recipe)) => format!("This is {}.", recipe.name),
            (Ok(answer), None) => format!(
                "Not the answer of {} ({}).",
                names(askers),
                answer.status.as_u16()
            ),
            (Err(outcome), None) => outcome.clone(),
        };
        if clue.recipe.is_none() {
            clue.recipe = found.map(|recipe| recipe.id.clone());
        }
        let mut tried = looked.told(outcome, found.is_some());
        // Another kind of server: that says nothing against this one.
        tried.empty |= found.is_none() && tried.was_reached();
        clue.tried.push(tried);
    }
    clue
}

fn places<'a>(address: &Url, recipes: &'a [Recipe]) -> BTreeMap<Url, Askers<'a>> {
    let mut places: BTreeMap<Url, Askers<'a>> = BTreeMap::new();
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

fn recognised<'a>(looked: &Looked, askers: &Askers<'a>) -> Option<&'a Recipe> {
    let answer = looked.answer.as_ref().ok()?;
    let text = std::str::from_utf8(&answer.body).ok()?;
    let status = answer.status.as_u16();
    let mut askers = askers.iter();
    let (recipe, _) = askers.find(|(_, probe)| probe.recognises(status, text))?;
    Some(recipe)
}

fn names(askers: &Askers<'_>) -> String {
    let names: Vec<&str> = askers
        .iter()
        .map(|(recipe, _)| recipe.name.as_str())
        .collect();
    names.join(" or ")
}

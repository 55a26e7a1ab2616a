//! NodeInfo, with which servers of the Fediverse name their software.

use serde::Deserialize;
use url::Url;

use super::{Clue, at_root, deadline::Looking};
use crate::recipe::Recipe;
use tokenry_model::sanitize;
use tokenry_oauth::discovery::Looked;

/// Prefix of the `rel` of a link to NodeInfo.
const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema/";

#[derive(Deserialize)]
struct Links {
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    rel: String,
    href: Url,
}

#[derive(Deserialize)]
struct NodeInfo {
    software: Software,
}

#[derive(Deserialize)]
struct Software {
    name: String,
    #[serde(default)]
    version: String,
}

/// Follows the server's link to its NodeInfo, if it has the same origin.
pub(super) async fn look(looking: &Looking<'_>, address: &Url, recipes: &[Recipe]) -> Clue {
    let mut clue = Clue::default();
    let looked = looking
        .look_at(&at_root(address, "/.well-known/nodeinfo"))
        .await;
    let next = match links(&looked) {
        Ok(links) => links
            .into_iter()
            .rev()
            .find(|link| link.rel.starts_with(SCHEMA) && link.href.origin() == address.origin()),
        Err(outcome) => {
            clue.tried.push(looked.told(outcome, false));
            return clue;
        }
    };
    let Some(next) = next else {
        let outcome = "It has no link to NodeInfo on this server.".into();
        clue.tried.push(looked.told(outcome, false));
        return clue;
    };
    clue.tried
        .push(looked.told("It has a link to NodeInfo.".into(), true));
    let looked = looking.look_at(&next.href).await;
    let software = match looked.json::<NodeInfo>() {
        Ok(info) => info.software,
        Err(outcome) => {
            clue.tried.push(looked.told(outcome, false));
            return clue;
        }
    };
    let recipe = recipes.iter().find(|recipe| {
        let mut names = recipe.recognise.nodeinfo.iter();
        names.any(|name| name.eq_ignore_ascii_case(&software.name))
    });
    let outcome = format!(
        "The server identifies itself as {} {}.",
        sanitize::clean(&software.name),
        sanitize::clean(&software.version)
    );
    clue.tried.push(looked.told(outcome, recipe.is_some()));
    clue.recipe = recipe.map(|recipe| recipe.id.clone());
    clue
}

fn links(looked: &Looked) -> Result<Vec<Link>, String> {
    Ok(looked.json::<Links>()?.links)
}

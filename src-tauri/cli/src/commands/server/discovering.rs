//! `tokenry server discover`

use tokenry_api::servers::{ChoiceView, DifferenceView, DiscoveredServerView, ServerView};
use tokenry_model::server::{Server, ServerProfile};

use super::{
    super::interrupt::{self, NOTHING_CHANGED},
    adding::{discovered, offered},
    moved, named, shown,
};
use crate::{
    args::Choosing,
    output::{note, quoted},
    problem::Problem,
    session::Session,
};

/// Discovers the server again, and stores the result if an option says so.
pub(super) async fn run(
    session: &Session,
    name: &str,
    accept: bool,
    choosing: &Choosing,
    yes: bool,
) -> Result<(), Problem> {
    let told =
        accept || choosing.accept_issuer || choosing.accept_relative || choosing.scheme.is_some();
    // Storing needs the open vault.
    let workbench = if told {
        session.unlocked().await?
    } else {
        session.workbench().await?
    };
    let server = named(workbench, name).await?;
    let address = server.profile.base_url.as_str();
    let looking = async { Ok(workbench.discover(address).await?) };
    let discovery = interrupt::ending(workbench, NOTHING_CHANGED, looking).await?;
    let (found, choices) = discovered(&discovery, choosing)?;
    let profile = server.profile.described_by(found);
    let differences = differences(&server.profile, &profile);
    let accepted_now = told && !differences.is_empty();
    let server = if accepted_now {
        let server = Box::pin(moved(session, server.id, profile, yes)).await?;
        server
            .profile
            .destinations()
            .iter()
            .for_each(|sentence| note(sentence));
        server
    } else {
        server
    };
    let offered = offered(&server.profile.name, &choices);
    let document = DiscoveredServerView {
        server: ServerView::from(&server),
        choices: choices.iter().map(ChoiceView::from).collect(),
        differences,
        accepted_now,
    };
    let text = || {
        let text = text(&server, &document.differences, accepted_now);
        format!("{text}\n{offered}")
    };
    session.out.answer(&document, text)
}

fn text(server: &Server, differences: &[DifferenceView], accepted: bool) -> String {
    if accepted {
        return format!("Stored what was found.\n{}", shown(server));
    }
    if differences.is_empty() {
        return "No differences from what is stored here.".to_owned();
    }
    let mut lines = vec!["The server differs from what is stored here:".to_owned()];
    for one in differences {
        let part = |text: &str| if text.is_empty() { "not set" } else { text }.to_owned();
        lines.push(format!("  {}", one.what));
        lines.push(format!("    here:   {}", part(&one.here)));
        lines.push(format!("    server: {}", part(&one.there)));
    }
    lines.push(format!(
        "To store what was found: tokenry server discover {} --accept",
        quoted(&server.profile.name)
    ));
    lines.join("\n")
}

fn differences(here: &ServerProfile, there: &ServerProfile) -> Vec<DifferenceView> {
    let text = |url: &Option<url::Url>| url.as_ref().map(ToString::to_string).unwrap_or_default();
    let ends = here
        .endpoints
        .named()
        .into_iter()
        .zip(there.endpoints.named());
    let mut rows: Vec<(String, String, String)> = ends
        .map(|((name, ours), (_, theirs))| (format!("{name} endpoint"), text(ours), text(theirs)))
        .collect();
    let issuer = |profile: &ServerProfile| profile.issuer.clone().unwrap_or_default();
    let recipe = |profile: &ServerProfile| profile.recipe.clone().unwrap_or_default();
    rows.push(("issuer".into(), issuer(here), issuer(there)));
    rows.push((
        "scopes".into(),
        here.scopes.join(" "),
        there.scopes.join(" "),
    ));
    rows.push((
        "client authentication".into(),
        here.auth_methods.join(" "),
        there.auth_methods.join(" "),
    ));
    rows.push(("recipe".into(), recipe(here), recipe(there)));
    rows.into_iter()
        .filter(|(_, here, there)| here != there)
        .map(|(what, here, there)| DifferenceView { what, here, there })
        .collect()
}

//! `tokenry server add`

use tokenry_api::servers::{AddedServerView, ChoiceView, ServerView};
use tokenry_model::{
    choice::{Choice, ChoiceKind},
    server::{Endpoints, ServerProfile},
};
use tokenry_oauth::discovery::{Discovery, normalise};

use super::{
    super::{
        interrupt::{self, NOTHING_STORED},
        recipe,
        typed::endpoint_label,
    },
    shown,
};
use crate::{
    args::{AddServer, Choosing},
    output::{note, plain, quoted},
    problem::Problem,
    session::Session,
};

/// Number of URLs without a result that are listed; the rest is counted.
const PLACES: usize = 25;

pub(super) async fn add(session: &Session, args: AddServer) -> Result<(), Problem> {
    let address = normalise(&args.url).map_err(tokenry_core::error::Error::from)?;
    // First, because everything after it is in vain if the vault does not open.
    let workbench = session.unlocked().await?;
    let host = address.host_str().unwrap_or_default().to_owned();
    let mut profile = ServerProfile::at(host, address);
    let mut choices = Vec::new();
    let told = args.authorize_url.is_some() || args.token_url.is_some() || args.no_discovery;
    if let Some(recipe) = &args.recipe {
        let set: Vec<_> = args
            .set
            .into_iter()
            .map(|set| (set.key, set.value))
            .collect();
        profile = workbench.server_by_recipe(recipe, &args.url, &set).await?;
    } else if !told {
        let looking = async { Ok(workbench.discover(&args.url).await?) };
        let discovery = interrupt::ending(workbench, NOTHING_STORED, looking).await?;
        let (found, others) = discovered(&discovery, &args.choosing)?;
        (profile, choices) = (found, others);
    }
    if let Some(name) = args.name {
        profile.name = name;
    }
    if let Some(style) = args.token_style {
        profile.habits.token_style = style.into();
    }
    if let Some(placement) = args.token_placement {
        profile.habits.placement = placement;
    }
    // Typed endpoints win; a recipe only adds those that send nothing to a new origin.
    let typed = Endpoints {
        authorize: args.authorize_url,
        token: args.token_url,
        ..Endpoints::default()
    };
    let known = std::mem::replace(&mut profile.endpoints, typed);
    for left_out in profile.endpoints.join(known) {
        note(&left_out.sentence());
    }
    let server = workbench.add_server(profile).await?;
    for sentence in server.profile.destinations() {
        note(&sentence);
    }
    if server.profile.endpoints.is_empty() {
        by_hand(&server.profile.name);
    }
    let next = recipe::next_step(workbench, &server)?;
    let document = AddedServerView {
        server: ServerView::from(&server),
        choices: choices.iter().map(ChoiceView::from).collect(),
    };
    session.out.answer(&document, || {
        let name = &server.profile.name;
        let offered = offered(name, &choices);
        format!(
            "Added the server {name}.\n{}\n{offered}{next}",
            shown(&server)
        )
    })
}

/// Returns the discovered profile and the choices that were not accepted. A server without metadata is
/// fine: it may be used for pasted tokens only.
pub(super) fn discovered(
    discovery: &Discovery,
    choosing: &Choosing,
) -> Result<(ServerProfile, Vec<Choice>), Problem> {
    let summary = discovery.summary();
    if discovery.found.is_none() && !discovery.reached {
        return Err(Problem::Unreachable {
            address: discovery.address.to_string(),
            outcome: summary,
        });
    }
    let mut choices = discovery.choices.clone();
    let chosen = chosen(&choices, choosing)?;
    if let (None, Some(at)) = (&discovery.found, chosen) {
        let choice = choices.remove(at);
        taken_over(&choice);
        return Ok((choice.accepted(), choices));
    }
    note(&summary);
    if discovery.found.is_some() {
        let useful: Vec<_> = discovery.tried.iter().filter(|one| one.useful).collect();
        for tried in &useful {
            note(&format!("  {}: {}", tried.url, plain(&tried.outcome)));
        }
        for remark in discovery.remarks() {
            if !useful.iter().any(|tried| tried.outcome.contains(&remark)) {
                note(&format!("  {}", plain(&remark)));
            }
        }
    } else {
        for remark in discovery.remarks() {
            note(&format!("  {}", plain(&remark)));
        }
        let places = discovery.empty_places();
        let more = places.len().saturating_sub(PLACES);
        let mut list = places[..places.len() - more].join(", ");
        if more > 0 {
            list = format!("{list}, and {more} more");
        }
        note(&format!("  Nothing found at: {list}"));
    }
    let Some(at) = chosen else {
        return Ok((discovery.profile(), choices));
    };
    let choice = choices.remove(at);
    taken_over(&choice);
    Ok((choice.accepted(), choices))
}

fn taken_over(choice: &Choice) {
    let about = plain(&choice.about);
    note(&format!("Accepted at your request: {about}"));
}

/// Returns the index of the choice that the options select.
fn chosen(choices: &[Choice], choosing: &Choosing) -> Result<Option<usize>, Problem> {
    if let Some(name) = &choosing.scheme {
        let scheme = |choice: &Choice| matches!(&choice.kind, ChoiceKind::Scheme { name: one } if one == name);
        if let Some(at) = choices.iter().position(scheme) {
            return Ok(Some(at));
        }
        let known = choices.iter().filter_map(|choice| match &choice.kind {
            ChoiceKind::Scheme { name } => Some(name.as_str()),
            _ => None,
        });
        let known: Vec<&str> = known.collect();
        if known.is_empty() {
            note("The document has no other security scheme with its own endpoints.");
            return Ok(None);
        }
        return Err(Problem::usage(
            format!("There is no other security scheme “{name}” in the document."),
            format!("Schemes with their own endpoints: {}.", known.join(", ")),
        ));
    }
    let kind = match (choosing.accept_issuer, choosing.accept_relative) {
        (true, _) => ChoiceKind::Issuer,
        (_, true) => ChoiceKind::Relative,
        _ => return Ok(None),
    };
    Ok(choices.iter().position(|choice| choice.kind == kind))
}

/// Lists the choices, each with its endpoints, warnings and the command that accepts it.
pub(super) fn offered(name: &str, choices: &[Choice]) -> String {
    if choices.is_empty() {
        return String::new();
    }
    let mut lines = vec!["Not accepted automatically. If it is right, accept it:".to_owned()];
    let name = quoted(name);
    for choice in choices {
        lines.push(format!("  {}", plain(&choice.about)));
        for (name, url) in choice.profile.endpoints.named() {
            if let (Some(url), "authorize" | "token" | "device") = (url, name) {
                lines.push(format!("    {}: {url}", endpoint_label(name)));
            }
        }
        let warnings = choice.warnings().into_iter();
        lines.extend(warnings.map(|warning| format!("    {}", plain(&warning))));
        lines.push(format!("    {}", command(&name, choice)));
    }
    format!("{}\n", lines.join("\n"))
}

fn command(name: &str, choice: &Choice) -> String {
    match &choice.kind {
        ChoiceKind::Issuer => format!("tokenry server discover {name} --accept-issuer"),
        ChoiceKind::Relative => format!("tokenry server discover {name} --accept-relative"),
        ChoiceKind::Scheme { name: scheme } => {
            format!("tokenry server discover {name} --scheme {}", quoted(scheme))
        }
        ChoiceKind::Recipe { id } => format!("tokenry server edit {name} recipe={id}"),
        ChoiceKind::Reading | ChoiceKind::Server => {
            let ends = &choice.profile.endpoints;
            let parts = [
                ("authorize-url", &ends.authorize),
                ("token-url", &ends.token),
                ("device-url", &ends.device),
            ];
            let parts = parts.iter().filter_map(|(key, url)| {
                let url = url.as_ref()?;
                Some(format!(" {}", quoted(&format!("{key}={url}"))))
            });
            format!("tokenry server edit {name}{}", parts.collect::<String>())
        }
    }
}

fn by_hand(name: &str) {
    note(&format!(
        "You can add tokens to this server. To log in, set its endpoints first: tokenry server edit \
         {} authorize-url=… token-url=…",
        quoted(name)
    ));
}

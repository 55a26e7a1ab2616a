//! `tokenry recipe …`, and the next step after a server was added.

use tokenry_api::recipes::ListedRecipeView;
use tokenry_core::error::Error;
use tokenry_core::recipe::LocatedRecipe;
use tokenry_core::recipe::Origin;
use tokenry_core::recipe::Recipe;
use tokenry_core::recipe::RedirectWay;
use tokenry_core::workbench::Workbench;
use tokenry_model::server::Server;

use super::typed::endpoint_label;
use crate::{
    args::{RecipeCommand, scopes},
    output::{facts, note, quoted, table},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, command: RecipeCommand) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    match command {
        RecipeCommand::List => list(session, workbench),
        RecipeCommand::Show { id } => show(session, workbench, &id),
    }
}

/// Returns the redirect URI that the server's recipe suggests, or the usual one.
pub(super) fn suggested_redirect(
    workbench: &Workbench,
    server: &Server,
) -> Result<String, Problem> {
    let recipe = workbench.recipe_of(&server.profile)?;
    let suggested = recipe.and_then(|recipe| recipe.redirect.suggested);
    Ok(suggested.unwrap_or_else(|| "http://127.0.0.1/callback".into()))
}

/// Returns the typed scopes, or the usual ones of the server's recipe.
pub(super) fn scopes_or_usual(
    workbench: &Workbench,
    server: &Server,
    typed: Option<&str>,
) -> Result<Vec<String>, Problem> {
    if let Some(typed) = typed {
        return Ok(scopes(typed));
    }
    let recipe = workbench.recipe_of(&server.profile)?;
    Ok(recipe
        .map(|recipe| recipe.usual_scopes())
        .unwrap_or_default())
}

/// Returns the next step after a server was added: how to register a client there.
pub(super) fn next_step(workbench: &Workbench, server: &Server) -> Result<String, Problem> {
    let name = quoted(&server.profile.name);
    let add = format!("tokenry client add {name} --id ID");
    let redirect = suggested_redirect(workbench, server)?;
    let steps = workbench.registration_steps(&server.profile, "Tokenry", &redirect)?;
    let offered = server.profile.endpoints.registration.is_some();
    let register =
        offered.then(|| format!("Next, register a client: tokenry client register {name}"));
    if server.profile.endpoints.token.is_none() && steps.is_none() && !offered {
        return Ok(format!(
            "Next, add a token: tokenry token add {name} --as NAME --stdin"
        ));
    }
    let Some(steps) = steps else {
        return Ok(register
            .unwrap_or_else(|| format!("Next, add a client that you registered there: {add}")));
    };
    let mut lines = Vec::new();
    lines.push(match register {
        Some(register) => format!("{register}\nOr register a client by hand:"),
        None => "Next, register a client by hand:".to_owned(),
    });
    lines.extend(steps.page.map(|page| format!("  {page}")));
    let numbered = steps.steps.iter().enumerate();
    lines.extend(numbered.map(|(at, step)| format!("  {}. {step}", at + 1)));
    lines.push(format!("Then add it here: {add} [--secret-stdin]"));
    Ok(lines.join("\n"))
}

/// Lists the valid recipes. Invalid ones are reported afterwards, and make the command fail.
fn list(session: &Session, workbench: &Workbench) -> Result<(), Problem> {
    let (fine, wrong): (Vec<_>, Vec<_>) = workbench
        .recipes()
        .all()
        .into_iter()
        .partition(Result::is_ok);
    let fine: Vec<LocatedRecipe> = fine.into_iter().filter_map(Result::ok).collect();
    let documents: Vec<_> = fine.iter().map(listed).collect();
    session.out.answer(&documents, || {
        let rows: Vec<_> = documents
            .iter()
            .map(|one| {
                let from = if one.file.is_some() {
                    "your own"
                } else {
                    "built in"
                };
                let tried = if one.tried { "yes" } else { "no" };
                [&*one.id, &*one.name, &*one.about, tried, from].map(ToOwned::to_owned)
            })
            .collect();
        table(["ID", "NAME", "DESCRIPTION", "TESTED", "SOURCE"], &rows)
    })?;
    let mut wrong = wrong.into_iter().filter_map(Result::err).map(Error::from);
    let Some(first) = wrong.next() else {
        return Ok(());
    };
    for error in wrong {
        note(&error.to_string());
    }
    Err(first.into())
}

fn listed(found: &LocatedRecipe) -> ListedRecipeView {
    let recipe = &found.recipe;
    ListedRecipeView {
        id: recipe.id.clone(),
        name: recipe.name.clone(),
        about: recipe.about.clone(),
        tried: found.recipe.tried,
        file: file(found),
    }
}

fn file(found: &LocatedRecipe) -> Option<String> {
    match &found.origin {
        Origin::BuiltIn => None,
        Origin::Person { path } => Some(path.display().to_string()),
    }
}

fn show(session: &Session, workbench: &Workbench, id: &str) -> Result<(), Problem> {
    let found = workbench.recipe(id)?;
    session
        .out
        .answer(&found.recipe, || shown(&found.recipe, file(&found)))
}

fn shown(recipe: &Recipe, file: Option<String>) -> String {
    let words = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
    let tried = if recipe.tried {
        let with = recipe.tried_with.as_deref();
        with.unwrap_or("yes").to_owned()
    } else {
        format!(
            "no, written from {}",
            recipe.source.as_deref().unwrap_or("no source")
        )
    };
    let endpoints = recipe.endpoints.all();
    let mut rows = vec![
        ("ID", Some(recipe.id.clone())),
        ("Name", Some(recipe.name.clone())),
        ("Description", Some(recipe.about.clone())),
        ("Documentation", Some(recipe.docs.clone())),
        ("Tested", Some(tried)),
        ("File", file),
        ("Hosts", words(recipe.recognise.hosts.clone())),
        ("URL", recipe.address.fixed.clone()),
        ("API", recipe.address.api.clone()),
    ];
    rows.extend(endpoints.map(|(name, template)| (endpoint_label(name), template.clone())));
    let style = format!("{:?}", recipe.wire.token_style).to_lowercase();
    let methods = recipe
        .auth_methods
        .iter()
        .map(|method| method.as_str().to_owned());
    let ways = recipe
        .redirect
        .accepts
        .iter()
        .map(|way| spelled(*way).to_owned());
    let headers = recipe
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    rows.extend([
        ("Token style", Some(style)),
        ("Auth methods", words(methods.collect())),
        ("Redirect URIs", words(ways.collect())),
        ("Suggested", recipe.redirect.suggested.clone()),
        ("Headers", words(headers.collect())),
        (
            "Verified by",
            recipe
                .verify
                .as_ref()
                .map(|verify| format!("GET {}", verify.url)),
        ),
    ]);
    let mut parts = vec![facts(&rows)];
    let section = |title: &str, rows: Vec<String>| {
        (!rows.is_empty()).then(|| format!("\n{title}:\n{}", rows.join("\n")))
    };
    let variables = recipe.variables.iter().map(|variable| {
        let usual = variable.default.as_ref();
        let usual = usual.map(|value| format!(" [default: {value}]"));
        format!(
            "  {}  {}{}",
            variable.name,
            variable.about,
            usual.unwrap_or_default()
        )
    });
    let scopes = recipe
        .scopes
        .iter()
        .map(|scope| format!("  {}  {}", scope.name, scope.about));
    let offers = recipe.wire.offers.iter().map(|offer| {
        let values = (!offer.values.is_empty()).then(|| format!("={}", offer.values.join("|")));
        format!(
            "  {}{}  {}",
            offer.name,
            values.unwrap_or_default(),
            offer.about
        )
    });
    let steps = recipe.registration.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| format!("  {}. {step}", at + 1));
    let about = recipe.redirect.about.iter();
    let notes = recipe
        .notes
        .iter()
        .chain(about)
        .map(|note| format!("  {note}"));
    parts.extend(section(
        "Parts of the URL (--set NAME=VALUE)",
        variables.collect(),
    ));
    parts.extend(section("Scopes", scopes.collect()));
    parts.extend(section(
        "Login parameters (login --param)",
        offers.collect(),
    ));
    let page = recipe
        .registration
        .page
        .iter()
        .map(|page| format!("  {page}"));
    parts.extend(section(
        "Manual registration of a client",
        page.chain(steps).collect(),
    ));
    parts.extend(section("Notes", notes.collect()));
    parts.join("\n")
}

fn spelled(way: RedirectWay) -> &'static str {
    match way {
        RedirectWay::LoopbackExact => "http://127.0.0.1 with the registered port",
        RedirectWay::LoopbackAnyPort => "http://127.0.0.1 with any port",
        RedirectWay::Localhost => "http://localhost",
        RedirectWay::Scheme => "app.tokenry:/callback",
        RedirectWay::OutOfBand => "urn:ietf:wg:oauth:2.0:oob",
        RedirectWay::Https => "https://…",
    }
}

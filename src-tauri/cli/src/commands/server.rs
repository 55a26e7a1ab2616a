//! `tokenry server …`

mod adding;
mod discovering;

use tokenry_api::servers::{ListedServerView, ServerView};
use tokenry_core::workbench::Workbench;
use tokenry_model::{
    id::Id,
    server::{Server, ServerProfile},
};
use tokenry_vault::store::Noun;

use super::{
    edit,
    removing::Removing,
    typed::{endpoint_label, typed_extra, typed_placement},
    unreadable,
};
use crate::{
    args::{Change, ServerCommand},
    output::{facts, note},
    problem::Problem,
    session::Session,
    when,
};

pub(super) async fn run(session: &Session, command: ServerCommand) -> Result<(), Problem> {
    match command {
        ServerCommand::Add(args) => Box::pin(adding::add(session, *args)).await,
        ServerCommand::Discover {
            name,
            accept,
            choosing,
            yes,
        } => Box::pin(discovering::run(session, &name, accept, &choosing, yes)).await,
        ServerCommand::List => list(session).await,
        ServerCommand::Show { name, reveal } => show(session, &name, reveal).await,
        ServerCommand::Edit { name, changes, yes } => {
            Box::pin(change(session, &name, &changes, yes)).await
        }
        ServerCommand::Remove { name, yes } => remove(session, &name, yes).await,
    }
}

pub(super) async fn named(workbench: &Workbench, name: &str) -> Result<Server, Problem> {
    let found = workbench.server_named(name).await;
    found.map_err(|error| Problem::naming(error, Noun::Server, name))
}

async fn list(session: &Session) -> Result<(), Problem> {
    let servers = session.workbench().await?.servers().await?;
    let documents: Vec<_> = servers.iter().map(ListedServerView::from).collect();
    let rows = servers.iter().map(|listed| {
        [
            listed.server.profile.name.clone(),
            listed.server.profile.base_url.to_string(),
            listed.clients.len().to_string(),
            listed.token_count.to_string(),
        ]
    });
    unreadable::List {
        documents: &documents,
        head: ["NAME", "URL", "CLIENTS", "TOKENS"],
        rows: rows.collect(),
        none: "No servers yet. Add one: tokenry server add id.example.org",
    }
    .answer(session, &[Noun::Server])
    .await
}

async fn show(session: &Session, name: &str, reveal: bool) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let id = named(workbench, name).await?.id;
    let mut servers = workbench.servers().await?;
    let Some(listed) = servers.iter_mut().find(|listed| listed.server.id == id) else {
        return Err(Problem::NoSuch {
            what: Noun::Server,
            name: name.to_owned(),
        });
    };
    if reveal && listed.server.profile.sealed.is_some() {
        listed.server = session.unlocked().await?.reveal_server(id).await?;
    }
    session.out.answer(&ListedServerView::from(&*listed), || {
        let clients: Vec<_> = listed
            .clients
            .iter()
            .map(|client| client.profile.name.clone())
            .collect();
        let mut rows = rows(&listed.server);
        rows.extend([
            ("Clients", (!clients.is_empty()).then(|| clients.join(", "))),
            ("Tokens", Some(listed.token_count.to_string())),
        ]);
        facts(&rows)
    })
}

/// Stores the change. A person has to agree first if it sends secrets to another origin.
async fn moved(
    session: &Session,
    id: Id<Server>,
    profile: ServerProfile,
    yes: bool,
) -> Result<Server, Problem> {
    let workbench = session.workbench().await?;
    let mut agreed = Vec::new();
    if let Some(moves) = workbench.server_move(id, &profile).await? {
        let question = format!("{moves} Change it anyway?");
        if yes || session.prompt.agree(&question, false)? {
            agreed = moves.origins;
        }
    }
    Ok(workbench.move_server(id, profile, &agreed).await?)
}

async fn change(
    session: &Session,
    name: &str,
    changes: &[Change],
    yes: bool,
) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let server = named(workbench, name).await?;
    let before = server.profile.destinations();
    let profile = edit::of_server(workbench, server.profile, changes)?;
    let server = Box::pin(moved(session, server.id, profile, yes)).await?;
    let now = server.profile.destinations();
    if now != before {
        for sentence in &now {
            note(sentence);
        }
    }
    session
        .out
        .answer(&ServerView::from(&server), || shown(&server))
}

async fn remove(session: &Session, name: &str, yes: bool) -> Result<(), Problem> {
    // Afterwards nothing knows any more what was removed with it.
    let workbench = session.unlocked().await?;
    let server = named(workbench, name).await?;
    let removal = workbench.server_removal(server.id).await?;
    let removing = Removing {
        noun: "server",
        name: &server.profile.name,
        removal: &removal,
        at_server: false,
    };
    if !removing.agreed(session, yes)? {
        return session.out.declined("Nothing was removed.");
    }
    workbench.remove_server(server.id).await?;
    removing.told(session)
}

fn shown(server: &Server) -> String {
    facts(&rows(server))
}

fn rows(server: &Server) -> Vec<(&'static str, Option<String>)> {
    let profile = &server.profile;
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    let extras: Vec<_> = profile.habits.extras.iter().map(typed_extra).collect();
    let parts = profile.recipe_parts.iter();
    let parts: Vec<_> = parts
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let yes = |yes: bool| yes.then(|| "yes".to_owned());
    let mut rows = vec![
        ("Name", Some(profile.name.clone())),
        ("ID", Some(server.id.to_string())),
        ("URL", Some(profile.base_url.to_string())),
        ("Recipe", profile.recipe.clone()),
        ("Recipe values", words(&parts)),
        ("Issuer", profile.issuer.clone()),
    ];
    let endpoints = profile.endpoints.named().into_iter();
    rows.extend(
        endpoints.map(|(name, url)| (endpoint_label(name), url.as_ref().map(ToString::to_string))),
    );
    rows.extend([
        (
            "Token style",
            Some(format!("{:?}", profile.habits.token_style).to_lowercase()),
        ),
        (
            "Token placement",
            Some(typed_placement(&profile.habits.placement)),
        ),
        ("Token member", profile.habits.token_member.clone()),
        (
            "Token types",
            profile.habits.any_token_type.then(|| "any".to_owned()),
        ),
        ("Code parameter", profile.habits.code_name.clone()),
        ("Extra parameters", words(&extras)),
        ("Other origins", words(&profile.origins)),
        ("Plain HTTP", yes(profile.habits.plain_http)),
        ("Issuer in callback", yes(profile.promises_iss)),
        ("PAR required", yes(profile.requires_pushed)),
        ("Scopes", words(&profile.scopes)),
        (
            "Accepted",
            (!profile.accepted.is_empty()).then(|| profile.accepted.join(" ")),
        ),
        ("Added", Some(when::exactly(server.created_at))),
    ]);
    rows
}

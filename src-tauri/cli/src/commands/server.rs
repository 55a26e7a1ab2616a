//! `tokenry server …`

use serde::Serialize;
use tokenry_core::{
    hidden,
    oauth::discovery::{Discovery, normalise},
    server::{Server, ServerProfile},
    store::Noun,
    workbench::{ServerWithClients, Workbench},
};

use super::{
    edit, recipe,
    removing::Removing,
    views::{ServerView, typed_extra, typed_placement},
};
use crate::{
    args::{AddServer, Change, ServerCommand},
    explain::quoted,
    output::{facts, note, table},
    problem::Problem,
    session::Session,
    when,
};

pub(super) async fn run(session: &Session, command: ServerCommand) -> Result<(), Problem> {
    match command {
        ServerCommand::Add(args) => add(session, *args).await,
        ServerCommand::List => list(session).await,
        ServerCommand::Show { name, reveal } => show(session, &name, reveal).await,
        ServerCommand::Edit { name, changes, yes } => change(session, &name, &changes, yes).await,
        ServerCommand::Remove { name, yes } => remove(session, &name, yes).await,
    }
}

pub(super) async fn named(workbench: &Workbench, name: &str) -> Result<Server, Problem> {
    let found = workbench.server_named(name).await;
    found.map_err(|error| Problem::naming(error, Noun::Server, name))
}

async fn add(session: &Session, args: AddServer) -> Result<(), Problem> {
    let address = normalise(&args.url).map_err(tokenry_core::error::Error::from)?;
    // Before anything is asked for: a vault that does not open would make it pointless.
    let workbench = session.unlocked().await?;
    let host = address.host_str().unwrap_or_default().to_owned();
    let mut profile = ServerProfile::at(host, address);
    let told = args.authorize_url.is_some() || args.token_url.is_some() || args.no_discovery;
    if let Some(recipe) = &args.recipe {
        let set: Vec<_> = args
            .set
            .into_iter()
            .map(|set| (set.key, set.value))
            .collect();
        profile = workbench.server_by_recipe(recipe, &args.url, &set).await?;
    } else if !told {
        let discovery = workbench.discover(&args.url).await?;
        profile = discovered(profile, discovery, args.name.as_deref())?;
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
    profile.endpoints.authorize = args.authorize_url.or(profile.endpoints.authorize);
    profile.endpoints.token = args.token_url.or(profile.endpoints.token);
    let server = workbench.add_server(profile).await?;
    let next = recipe::next_step(workbench, &server)?;
    session.out.answer(&ServerView::from(&server), || {
        let name = &server.profile.name;
        format!("Added the server {name}.\n{}\n{next}", shown(&server))
    })
}

/// What the server says about itself, and where. One that answers but does not describe itself is
/// fine: it may be there for pasted tokens only.
fn discovered(
    profile: ServerProfile,
    discovery: Discovery,
    name: Option<&str>,
) -> Result<ServerProfile, Problem> {
    let summary = discovery.summary();
    if discovery.found.is_none() && !discovery.reached {
        return Err(Problem::Unreachable {
            address: discovery.address.to_string(),
            outcome: summary,
        });
    }
    note(&summary);
    if let Some(found) = discovery.found {
        for tried in discovery.tried.iter().filter(|one| one.useful) {
            note(&format!("  {}: {}", tried.url, tried.outcome));
        }
        return Ok(found);
    }
    for remark in discovery.remarks() {
        note(&format!("  {remark}"));
    }
    note(&format!(
        "  Nothing of use at: {}",
        discovery.empty_places().join(", ")
    ));
    note(&format!(
        "It can keep tokens that you paste. To log in at it, say where: tokenry server edit {} \
         authorize-url=… token-url=…",
        quoted(name.unwrap_or(&profile.name))
    ));
    Ok(profile)
}

async fn list(session: &Session) -> Result<(), Problem> {
    let servers = session.workbench().await?.servers().await?;
    let documents: Vec<_> = servers.iter().map(Listed::from).collect();
    session.out.answer(&documents, || {
        if servers.is_empty() {
            return "No servers yet. Add one: tokenry server add id.example.org".into();
        }
        let rows: Vec<_> = servers
            .iter()
            .map(|listed| {
                [
                    listed.server.profile.name.clone(),
                    listed.server.profile.base_url.to_string(),
                    listed.clients.len().to_string(),
                    listed.token_count.to_string(),
                ]
            })
            .collect();
        table(["NAME", "ADDRESS", "CLIENTS", "TOKENS"], &rows)
    })
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
    session.out.answer(&Listed::from(&*listed), || {
        let clients: Vec<_> = listed
            .clients
            .iter()
            .map(|client| client.profile.name.clone())
            .collect();
        let more = facts(&[
            ("clients", (!clients.is_empty()).then(|| clients.join(", "))),
            ("tokens", Some(listed.token_count.to_string())),
        ]);
        format!("{}\n{more}", shown(&listed.server))
    })
}

async fn change(
    session: &Session,
    name: &str,
    changes: &[Change],
    yes: bool,
) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let server = named(workbench, name).await?;
    let mut profile = server.profile;
    for change in changes {
        edit::server(&mut profile, change)?;
    }
    // What is equal to a stored secret is known only where the vault is open.
    if hidden::has_any(&profile) || changes.iter().any(edit::may_hold_secret) {
        session.unlocked().await?;
    }
    let mut agreed = Vec::new();
    if let Some(moves) = workbench.server_move(server.id, &profile).await? {
        let question = format!("{moves} Change it all the same?");
        if yes || session.prompt.agree(&question, false)? {
            agreed = moves.origins;
        }
    }
    let server = workbench.move_server(server.id, profile, &agreed).await?;
    session
        .out
        .answer(&ServerView::from(&server), || shown(&server))
}

async fn remove(session: &Session, name: &str, yes: bool) -> Result<(), Problem> {
    // Asked before it is removed, told after it: what goes with it.
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

#[derive(Debug, Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    server: ServerView<'a>,
    clients: Vec<&'a str>,
    tokens: u32,
}

impl<'a> From<&'a ServerWithClients> for Listed<'a> {
    fn from(listed: &'a ServerWithClients) -> Self {
        let clients = listed.clients.iter();
        Self {
            server: (&listed.server).into(),
            clients: clients.map(|client| client.profile.name.as_str()).collect(),
            tokens: listed.token_count,
        }
    }
}

fn shown(server: &Server) -> String {
    let profile = &server.profile;
    let ends = &profile.endpoints;
    let url = |url: &Option<url::Url>| url.as_ref().map(ToString::to_string);
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(" "));
    let extras: Vec<_> = profile.habits.extras.iter().map(typed_extra).collect();
    facts(&[
        ("name", Some(profile.name.clone())),
        ("id", Some(server.id.to_string())),
        ("address", Some(profile.base_url.to_string())),
        ("recipe", profile.recipe.clone()),
        ("issuer", profile.issuer.clone()),
        ("authorize", url(&ends.authorize)),
        ("token", url(&ends.token)),
        ("userinfo", url(&ends.userinfo)),
        ("revocation", url(&ends.revocation)),
        ("introspection", url(&ends.introspection)),
        ("registration", url(&ends.registration)),
        ("device", url(&ends.device)),
        ("pushed", url(&ends.pushed_authorization)),
        ("keys", url(&ends.jwks)),
        ("end session", url(&ends.end_session)),
        (
            "token style",
            Some(format!("{:?}", profile.habits.token_style).to_lowercase()),
        ),
        (
            "token placement",
            Some(typed_placement(&profile.habits.placement)),
        ),
        ("token member", profile.habits.token_member.clone()),
        (
            "token types",
            profile.habits.any_token_type.then(|| "any".to_owned()),
        ),
        ("code name", profile.habits.code_name.clone()),
        ("extras", words(&extras)),
        ("origins", words(&profile.origins)),
        ("scopes", words(&profile.scopes)),
        ("added", Some(when::exactly(server.created_at))),
    ])
}

//! `tokenry client …`

use tokenry_api::{
    clients::{ClientView, ClientWithRegistration},
    registrations::RegistrationView,
};
use tokenry_core::workbench::{SecretChange, Workbench};
use tokenry_model::{
    client::{Client, ClientProfile, ClientSecurity},
    server::{Extra, ExtraPlace, ExtraStep, Server},
};
use tokenry_oauth::redirect;
use tokenry_vault::{profile_secrets, store::Noun};

use super::{
    client_text::{method, shown},
    edit,
    lookup::client_named,
    recipe, redirects, registration,
    removing::Removing,
    secret_end, server, unreadable,
};
use crate::{
    args::{AddClient, Auth, ClientCommand, EditClient},
    output::{note, quoted},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, command: ClientCommand) -> Result<(), Problem> {
    match command {
        ClientCommand::Add(args) => add(session, args).await,
        ClientCommand::Register(args) => registration::register(session, args).await,
        ClientCommand::Registration(command) => registration::run(session, command).await,
        ClientCommand::Redirects { server } => redirects::run(session, &server).await,
        ClientCommand::List => list(session).await,
        ClientCommand::Show { name, reveal } => show(session, &name, reveal).await,
        ClientCommand::Edit(args) => change(session, args).await,
        ClientCommand::Remove { name, yes } => remove(session, &name, yes).await,
    }
}

async fn add(session: &Session, args: AddClient) -> Result<(), Problem> {
    for redirect in args.redirect.iter().chain(&args.also_redirect) {
        redirect::check(redirect)?;
    }
    let mut secret = None;
    if args.secret_stdin {
        secret = Some(session.prompt.secret_from_stdin("Client secret")?);
    }
    let workbench = session.unlocked().await?;
    let server = server::named(workbench, &args.server).await?;
    let auth = match args.auth {
        Some(auth) => auth,
        None if secret.is_none() => Auth::None,
        None => by_server(&server),
    };
    if auth != Auth::None && secret.is_none() {
        secret = session.prompt.secret("Client secret")?;
        if secret.is_none() {
            return Err(Problem::MayNotAsk {
                what: "client secret",
                hint: "Give it on standard input: --secret-stdin < secret.txt",
            });
        }
    }
    let redirect_uri = match args.redirect {
        Some(redirect) => redirect,
        None => recipe::suggested_redirect(workbench, &server)?,
    };
    for advice in workbench.redirect_advice(&server.profile, &redirect_uri)? {
        note(&advice);
    }
    let profile = ClientProfile {
        // The workbench names it after its server if this is empty.
        name: args.name.unwrap_or_default(),
        client_id: args.id,
        auth: auth.into(),
        redirect_uri,
        further_redirects: args.also_redirect,
        scopes: recipe::scopes_or_usual(workbench, &server, args.scope.as_deref())?,
        token_style: None,
        placement: None,
        extras: args
            .param
            .into_iter()
            .map(|param| Extra {
                on: ExtraStep::Authorize,
                place: ExtraPlace::Query,
                name: param.key,
                value: param.value,
            })
            .collect(),
        hardening: ClientSecurity {
            dpop: args.dpop,
            ..ClientSecurity::default()
        },
        sealed: None,
    };
    let client = workbench.add_client(server.id, profile, secret).await?;
    let server = &server.profile.name;
    session.out.answer(&ClientView::of(&client, server), || {
        let name = &client.profile.name;
        let next = format!("Log in: tokenry login {} --as NAME", quoted(name));
        format!(
            "Added the client {name}.\n{}\n{next}",
            shown(&client, server)
        )
    })
}

/// Returns the first method that the server lists and Tokenry supports. Every server has to support
/// basic (RFC 6749 §2.3.1).
fn by_server(server: &Server) -> Auth {
    let known = server
        .profile
        .auth_methods
        .iter()
        .find_map(|method| match method.as_str() {
            "client_secret_basic" => Some(Auth::Basic),
            "client_secret_post" => Some(Auth::Post),
            "client_secret_jwt" => Some(Auth::SecretJwt),
            _ => None,
        });
    known.unwrap_or(Auth::Basic)
}

async fn list(session: &Session) -> Result<(), Problem> {
    let servers = session.workbench().await?.servers().await?;
    let clients: Vec<_> = servers
        .iter()
        .flat_map(|listed| {
            listed
                .clients
                .iter()
                .map(|client| (client, listed.server.profile.name.as_str()))
        })
        .collect();
    let documents: Vec<_> = clients
        .iter()
        .map(|(client, server)| ClientView::of(client, server))
        .collect();
    for (client, _) in &clients {
        secret_end::warn(client, session.now());
    }
    let rows = clients.iter().map(|(client, server)| {
        [
            client.profile.name.clone(),
            (*server).to_owned(),
            client.profile.client_id.clone(),
            method(client.profile.auth).to_owned(),
            client.profile.redirect_uri.clone(),
        ]
    });
    unreadable::List {
        documents: &documents,
        head: ["NAME", "SERVER", "CLIENT ID", "AUTH METHOD", "REDIRECT URI"],
        rows: rows.collect(),
        none: "No clients yet. Add one: tokenry client add SERVER --id ID",
    }
    .answer(session, &[Noun::Client])
    .await
}

async fn show(session: &Session, name: &str, reveal: bool) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let mut client = client_named(workbench, name).await?;
    if reveal && client.profile.sealed.is_some() {
        client = session.unlocked().await?.reveal_client(client.id).await?;
    }
    answer(session, workbench, &client).await
}

async fn change(session: &Session, args: EditClient) -> Result<(), Problem> {
    if args.changes.is_empty() && !args.secret_stdin && !args.remove_secret {
        return Err(Problem::usage(
            "No changes were given.",
            "See --help for the keys.",
        ));
    }
    let secret = match (args.secret_stdin, args.remove_secret) {
        (true, _) => SecretChange::Set(session.prompt.secret_from_stdin("New client secret")?),
        (false, true) => SecretChange::Remove,
        (false, false) => SecretChange::Keep,
    };
    let workbench = session.unlocked().await?;
    let client = client_named(workbench, &args.name).await?;
    let mut profile = client.profile.clone();
    for change in &args.changes {
        edit::client(&mut profile, change)?;
    }
    // A comparison with stored secrets needs the open vault.
    if profile_secrets::has_any(&profile) || args.changes.iter().any(edit::may_hold_secret) {
        session.unlocked().await?;
    }
    if profile.redirect_uri != client.profile.redirect_uri {
        redirect::check(&profile.redirect_uri)?;
    }
    for redirect in &profile.further_redirects {
        redirect::check(redirect)?;
    }
    let client = workbench.edit_client(client.id, profile, secret).await?;
    answer(session, workbench, &client).await
}

async fn remove(session: &Session, name: &str, yes: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let client = client_named(workbench, name).await?;
    let mut removal = workbench.client_removal(client.id).await?;
    removal.clients.clear();
    let removing = Removing {
        noun: "client",
        name: &client.profile.name,
        removal: &removal,
        at_server: false,
    };
    if !removing.agreed(session, yes)? {
        return session.out.declined("Nothing was removed.");
    }
    workbench.remove_client(client.id).await?;
    removing.told(session)
}

async fn answer(session: &Session, workbench: &Workbench, client: &Client) -> Result<(), Problem> {
    let server = workbench.server(client.server).await?;
    let server = &server.profile.name;
    let stored = if workbench.is_registered(client.id).await? {
        session.unlocked().await?.registration(client.id).await?
    } else {
        None
    };
    secret_end::warn(client, session.now());
    let document = ClientWithRegistration {
        client: ClientView::of(client, server),
        registration: stored.as_ref().map(RegistrationView::from),
    };
    session.out.answer(&document, || {
        let mut text = shown(client, server);
        if let Some(stored) = &stored {
            text.push_str("\n\n");
            text.push_str(&registration::registration_facts(stored));
        }
        text
    })
}

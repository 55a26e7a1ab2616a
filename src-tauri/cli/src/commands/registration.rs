//! `tokenry client register …` and `tokenry client registration …`

use tokenry_core::{client::ClientProfile, oauth::redirect, workbench::RegistrationOrder};

use super::{
    client::{named, shown},
    recipe,
    removing::Removing,
    server,
    views::ClientView,
};
use crate::{
    args::{RegisterClient, RegistrationCommand, scopes},
    output::note,
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, command: RegistrationCommand) -> Result<(), Problem> {
    match command {
        RegistrationCommand::Show { name } => show(session, &name).await,
        RegistrationCommand::Update {
            name,
            redirect,
            scope,
        } => update(session, &name, redirect, scope.as_deref()).await,
        RegistrationCommand::Delete { name, yes } => delete(session, &name, yes).await,
    }
}

pub(super) async fn register(session: &Session, args: RegisterClient) -> Result<(), Problem> {
    if let Some(redirect) = &args.redirect {
        redirect::check(redirect)?;
    }
    let initial_token = if args.initial_token_stdin {
        Some(session.prompt.secret_from_stdin("Initial access token")?)
    } else {
        None
    };
    let workbench = session.unlocked().await?;
    let server = server::named(workbench, &args.server).await?;
    let redirect_uri = match args.redirect {
        Some(redirect) => redirect,
        None => recipe::suggested_redirect(workbench, &server)?,
    };
    for advice in workbench.redirect_advice(&server.profile, &redirect_uri)? {
        note(&advice);
    }
    let order = RegistrationOrder {
        server: server.id,
        name: args.name.unwrap_or_default(),
        redirect_uri,
        scopes: recipe::scopes_or_usual(workbench, &server, args.scope.as_deref())?,
        auth: args.auth.map(Into::into),
        initial_token,
    };
    let proposal = workbench.registration_proposal(&order).await?;
    if args.dry_run {
        let document = serde_json::json!({"url": proposal.url, "body": proposal.body});
        return session.out.answer(&document, || {
            format!("POST {}\n{}", proposal.url, proposal.shown())
        });
    }
    note(&format!("POST {}\n{}", proposal.url, proposal.shown()));
    let client = workbench.register_client(order).await?;
    let server = &server.profile.name;
    session.out.answer(&ClientView::of(&client, server), || {
        let name = &client.profile.name;
        format!(
            "Registered the client {name}.\n{}\nLog in: tokenry login {name} --as NAME",
            shown(&client, server)
        )
    })
}

async fn show(session: &Session, name: &str) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let client = named(workbench, name).await?;
    let document = workbench.read_registration(client.id).await?;
    session.out.answer(&document, || {
        format!("{:#}", serde_json::Value::Object(document.clone()))
    })
}

async fn update(
    session: &Session,
    name: &str,
    redirect: Option<String>,
    scope: Option<&str>,
) -> Result<(), Problem> {
    if let Some(redirect) = &redirect {
        redirect::check(redirect)?;
    }
    let workbench = session.unlocked().await?;
    let client = named(workbench, name).await?;
    let profile = ClientProfile {
        redirect_uri: redirect.unwrap_or_else(|| client.profile.redirect_uri.clone()),
        scopes: scope.map_or_else(|| client.profile.scopes.clone(), scopes),
        ..client.profile
    };
    let client = workbench.update_registration(client.id, profile).await?;
    let server = workbench.server(client.server).await?.profile.name;
    session.out.answer(&ClientView::of(&client, &server), || {
        shown(&client, &server)
    })
}

async fn delete(session: &Session, name: &str, yes: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let client = named(workbench, name).await?;
    let mut removal = workbench.client_removal(client.id).await?;
    removal.clients.clear();
    let removing = Removing {
        noun: "client",
        name: &client.profile.name,
        removal: &removal,
        at_server: true,
    };
    if !removing.agreed(session, yes)? {
        return session.out.declined("Nothing was deleted.");
    }
    workbench.delete_registration(client.id).await?;
    removing.told(session)
}

//! `tokenry client register …` and `tokenry client registration …`

use serde_json::Value;
use tokenry_api::{
    clients::ClientView,
    registrations::{ProposedView, ReadingView},
};
use tokenry_core::workbench::ReadRegistration;
use tokenry_core::workbench::RegistrationOrder;
use tokenry_core::workbench::SecretChange;
use tokenry_core::workbench::Workbench;
use tokenry_model::{
    client::{
        Client,
        registration::{Registration, RegistrationWay},
    },
    clock::Timestamp,
    id::Id,
};
use tokenry_oauth::{redirect, registration::Proposal};

use super::{
    client_text::shown, interrupt, lookup::client_named, recipe, removing::Removing, secret_end,
    server,
};
use crate::{
    args::{RegisterClient, RegistrationCommand, UpdateRegistration, scopes},
    output::{facts, note, quoted},
    problem::Problem,
    session::Session,
    when,
};

pub(super) async fn run(session: &Session, command: RegistrationCommand) -> Result<(), Problem> {
    match command {
        RegistrationCommand::Show { name, accept } => show(session, &name, accept).await,
        RegistrationCommand::Update(args) => update(session, args).await,
        RegistrationCommand::Delete { name, yes } => delete(session, &name, yes).await,
    }
}

pub(super) async fn register(session: &Session, args: RegisterClient) -> Result<(), Problem> {
    checked(&args.redirect)?;
    let initial_token = if args.initial_token_stdin {
        Some(session.prompt.secret_from_stdin("Initial access token")?)
    } else {
        None
    };
    let key = if args.key_stdin {
        Some(session.prompt.secret_from_stdin("Private key")?)
    } else {
        None
    };
    let workbench = session.unlocked().await?;
    let server = server::named(workbench, &args.server).await?;
    let mut redirect_uris = args.redirect;
    if redirect_uris.is_empty() {
        redirect_uris.push(recipe::suggested_redirect(workbench, &server)?);
    }
    for uri in &redirect_uris {
        for advice in workbench.redirect_advice(&server.profile, uri)? {
            note(&advice);
        }
    }
    let mut scopes = recipe::scopes_or_usual(workbench, &server, args.scope.as_deref())?;
    if args.scope.is_none() && scopes.is_empty() {
        scopes = server.profile.usual_scopes();
    }
    let order = RegistrationOrder {
        server: server.id,
        name: args.name.unwrap_or_default(),
        redirect_uris,
        scopes,
        auth: args.auth.map(Into::into),
        grants: args.grant.into_iter().map(Into::into).collect(),
        website: args.website,
        initial_token,
        key,
    };
    let proposal = workbench.registration_proposal(&order).await?;
    if args.dry_run {
        return proposed(session, "POST", &proposal);
    }
    note(&format!("POST {}\n{}", proposal.url, proposal.shown()));
    let registering = async { Ok(workbench.register_client(order).await?) };
    let done = "The client was still registered and stored.";
    let client = interrupt::finishing("The registration", done, registering).await?;
    let server = &server.profile.name;
    session.out.answer(&ClientView::of(&client, server), || {
        let name = &client.profile.name;
        format!(
            "Registered the client {name}.\n{}\nLog in: tokenry login {} --as NAME",
            shown(&client, server),
            quoted(name)
        )
    })
}

async fn show(session: &Session, name: &str, accept: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let client = client_named(workbench, name).await?;
    let reading = read(workbench, client.id).await?;
    let differs = !reading.differences.is_empty();
    let accepted = accept && differs;
    if accepted {
        let profile = reading.accepted.clone();
        let keep = SecretChange::Keep;
        workbench.edit_client(client.id, profile, keep).await?;
    }
    let document = ReadingView::of(&reading, accepted);
    secret_end::warn(&reading.client, session.now());
    session
        .out
        .answer(&document, || told(&reading, accepted, session.now()))
}

/// Reads the registration to its end: the answer may hold a new secret.
async fn read(workbench: &Workbench, client: Id<Client>) -> Result<ReadRegistration, Problem> {
    let reading = async { Ok(workbench.read_registration(client).await?) };
    let done = "The registration was still read. Nothing else was changed.";
    interrupt::finishing("ReadRegistration the registration", done, reading).await
}

async fn update(session: &Session, args: UpdateRegistration) -> Result<(), Problem> {
    if args.name.is_none() && args.redirect.is_empty() && args.scope.is_none() {
        return Err(Problem::usage(
            "No changes were given.",
            "Give --name, --redirect or --scope.",
        ));
    }
    checked(&args.redirect)?;
    let workbench = session.unlocked().await?;
    let client = client_named(workbench, &args.client).await?;
    let reading = read(workbench, client.id).await?;
    let mut change = reading.registration.as_change(&reading.accepted);
    if let Some(name) = args.name {
        change.name = name;
    }
    if !args.redirect.is_empty() {
        change.redirect_uris = args.redirect;
    }
    if let Some(scope) = &args.scope {
        change.scopes = scopes(scope);
    }
    let proposal = workbench.registration_change(client.id, &change).await?;
    if args.dry_run {
        return proposed(session, "PUT", &proposal);
    }
    note(&format!("PUT {}\n{}", proposal.url, proposal.shown()));
    let changing = async { Ok(workbench.update_registration(client.id, &change).await?) };
    let done = "The client was still changed, at the server and here.";
    let client = interrupt::finishing("The change", done, changing).await?;
    let server = workbench.server(client.server).await?.profile.name;
    session.out.answer(&ClientView::of(&client, &server), || {
        format!(
            "Changed at the server and here.\n{}",
            shown(&client, &server)
        )
    })
}

async fn delete(session: &Session, name: &str, yes: bool) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let client = client_named(workbench, name).await?;
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
    let deleting = async { Ok(workbench.delete_registration(client.id).await?) };
    let done = "The client was still deleted, at the server and here.";
    interrupt::finishing("The removal", done, deleting).await?;
    removing.told(session)
}

/// Formats the time, method and management URL of a registration.
pub(super) fn registration_facts(registration: &Registration) -> String {
    let by = match registration.way {
        RegistrationWay::Dynamic => "dynamic registration (RFC 7591)",
        RegistrationWay::Mastodon => "Mastodon API (POST /api/v1/apps)",
    };
    let managed = match (&registration.uri, registration.is_managed()) {
        (Some(uri), true) => uri.to_string(),
        (Some(uri), false) => format!("{uri} (another server, not used)"),
        (None, _) => "none".to_owned(),
    };
    facts(&[
        (
            "Registered",
            Some(when::exactly(registration.registered_at)),
        ),
        ("Method", Some(by.to_owned())),
        (
            "Client ID issued",
            registration.issued_at.map(when::exactly),
        ),
        ("Management URL", Some(managed)),
    ])
}

fn told(reading: &ReadRegistration, accepted: bool, now: Timestamp) -> String {
    let said = Value::Object(reading.registration.said.clone());
    let mut text = vec![
        registration_facts(&reading.registration),
        String::new(),
        "Registration at the server:".to_owned(),
        format!("{said:#}"),
        String::new(),
    ];
    if reading.new_secret {
        let ends = reading.client.secret_expires_at;
        let ends = ends.map(|at| format!(" It expires on {}.", when::exactly_left(at, now)));
        text.push(format!(
            "The server issued a new secret, which is now stored.{}",
            ends.unwrap_or_default()
        ));
    }
    if reading.differences.is_empty() {
        text.push("No differences from what is stored here.".to_owned());
    } else {
        text.push("The server differs from what is stored here:".to_owned());
        for one in &reading.differences {
            let part = |text: &str| if text.is_empty() { "not set" } else { text }.to_owned();
            text.push(format!("  {}", one.what));
            text.push(format!("    here:   {}", part(&one.here)));
            text.push(format!("    server: {}", part(&one.there)));
        }
        text.push(if accepted {
            "Stored the server's values.".to_owned()
        } else {
            let name = &reading.client.profile.name;
            format!(
                "To store the server's values: tokenry client registration show {name} --accept"
            )
        });
    }
    text.join("\n")
}

fn proposed(session: &Session, method: &str, proposal: &Proposal) -> Result<(), Problem> {
    let document = ProposedView {
        method: method.to_owned(),
        url: proposal.url.clone(),
        body: Value::Object(proposal.body.clone()),
    };
    session.out.answer(&document, || {
        format!("{method} {}\n{}", proposal.url, proposal.shown())
    })
}

fn checked(redirects: &[String]) -> Result<(), Problem> {
    for uri in redirects {
        redirect::check(uri)?;
    }
    Ok(())
}

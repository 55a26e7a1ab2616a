//! What the commands do, a file a noun. Each opens what it needs, calls the workbench, and
//! answers with one document or a few lines.

mod client;
mod client_text;
mod device;
mod direct;
mod doctor;
mod edit;
mod exec;
mod export;
mod import;
mod interrupt;
mod login;
mod login_end;
mod lookup;
mod other_method;
mod paste;
mod pasted_file;
mod recipe;
mod redirects;
mod registration;
mod removing;
mod review;
mod secret_end;
mod send;
mod server;
mod settings;
mod token;
mod token_add;
mod token_answer;
mod token_check;
mod token_get;
mod token_introspect;
mod token_logout;
mod token_revoke;
mod token_text;
mod transcript;
mod typed;
mod unreadable;
mod vault;

use std::process::ExitCode;

use tokenry_api::requests::ListedRequestView;
use tokenry_vault::store::Noun;

use crate::{
    args::{Command, RequestCommand},
    problem::Problem,
    session::Session,
    when,
};

pub(crate) async fn run(session: &Session, command: Command) -> Result<ExitCode, Problem> {
    match command {
        Command::Exec(args) => return exec::run(session, args).await,
        Command::Server(command) => Box::pin(server::run(session, command)).await?,
        Command::Client(command) => client::run(session, command).await?,
        Command::Login(args) => Box::pin(login::run(session, args)).await?,
        Command::Token(command) => Box::pin(token::run(session, command)).await?,
        Command::Send(args) => Box::pin(send::run(session, args)).await?,
        Command::Request(RequestCommand::List) => list_requests(session).await?,
        Command::Vault(command) => vault::run(session, command).await?,
        Command::Doctor => doctor::run(session).await?,
        Command::Recipe(command) => recipe::run(session, command).await?,
        Command::Import(args) => import::run(session, args).await?,
        Command::Settings { changes } => settings::run(session, &changes).await?,
        Command::Transcript(command) => transcript::run(session, command).await?,
        Command::Export(args) => export::run(session, args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list_requests(session: &Session) -> Result<(), Problem> {
    let workspace = session.workbench().await?.workspace().await?;
    let collection_of = |request: &tokenry_core::request::Listed| {
        let id = request.collection?;
        let found = workspace
            .collections
            .iter()
            .find(|collection| collection.id == id);
        Some(found?.name.clone())
    };
    let documents: Vec<_> = workspace
        .requests
        .iter()
        .map(|request| ListedRequestView {
            id: request.id.to_string(),
            name: request.name.clone(),
            method: request.method.clone(),
            collection: collection_of(request),
            updated_at: request.updated_at,
        })
        .collect();
    let rows = workspace.requests.iter().map(|request| {
        [
            request.name.clone(),
            request.method.clone(),
            collection_of(request).unwrap_or_default(),
            when::exactly(request.updated_at),
        ]
    });
    unreadable::List {
        documents: &documents,
        head: ["NAME", "METHOD", "COLLECTION", "CHANGED"],
        rows: rows.collect(),
        none: "No saved requests yet. Save one in the window.",
    }
    // Drafts and the history have no other list here.
    .answer(
        session,
        &[Noun::Request, Noun::Collection, Noun::Draft, Noun::Exchange],
    )
    .await
}

//! `tokenry import …`

mod shown;

use tokenry_api::imported::{ReadView, StoredView};
use tokenry_import::{ClientDraft, ImportPlan, Options, ServerDraft};
use tokenry_model::secret::Secret;

use super::{
    interrupt::{self, NOTHING_STORED},
    pasted_file::read,
};
use crate::{args::ImportArgs, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, args: ImportArgs) -> Result<(), Problem> {
    let mut texts = Vec::new();
    for file in &args.files {
        texts.push(read(file, args.secret_stdin)?);
    }
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let options = Options {
        values: super::send::values(&args.set),
        real: args.real,
        known: Vec::new(),
        scheme: args.scheme,
        place: args.address,
    };
    // Before anything is asked for: a vault that does not open would make it pointless.
    let workbench = if args.dry_run {
        session.workbench().await?
    } else {
        session.unlocked().await?
    };
    let look = !args.no_discovery;
    let reading = async { Ok(workbench.understand(&all, options, look).await?) };
    let mut understood = interrupt::ending(workbench, NOTHING_STORED, reading).await?;
    if let Some(name) = args.name {
        match new_servers(&mut understood).as_mut_slice() {
            [only] => only.profile.name = name,
            _ => {
                return Err(Problem::usage(
                    "--name needs exactly one new server, and this is another number of them.",
                    "Leave it out, and rename them afterwards: tokenry server edit N name=…",
                ));
            }
        }
    }
    if args.secret_stdin {
        let secret = session.prompt.secret_from_stdin("Client secret")?;
        give_secret(&mut understood, secret)?;
    }
    let mut document = ReadView::from(&understood);
    if !args.dry_run {
        let unfinished = understood.take_unfinished();
        document.left_out = unfinished.len();
        let imported = workbench.import(understood).await?;
        document.stored = Some(StoredView::from(&imported));
    }
    session.out.answer(&document, || shown::text(&document))
}

fn new_servers(understood: &mut ImportPlan) -> Vec<&mut ServerDraft> {
    let servers = understood.servers.iter_mut();
    servers.filter(|server| server.existing.is_none()).collect()
}

/// The one client that lacks a secret gets it.
fn give_secret(understood: &mut ImportPlan, secret: Secret) -> Result<(), Problem> {
    let clients = understood
        .servers
        .iter_mut()
        .flat_map(|server| &mut server.clients);
    let mut lacking: Vec<&mut ClientDraft> =
        clients.filter(|client| client.secret.is_none()).collect();
    match lacking.as_mut_slice() {
        [only] => {
            only.give_secret(secret);
            Ok(())
        }
        _ => Err(Problem::usage(
            "--secret-stdin needs exactly one client without a secret.",
            "Look at what was understood with --dry-run.",
        )),
    }
}

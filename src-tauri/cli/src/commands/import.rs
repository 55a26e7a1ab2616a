//! `tokenry import …`

mod shown;

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use tokenry_core::{
    error::Error,
    secret::Secret,
    transfer::{ClientDraft, LARGEST, Options, ServerDraft, TransferError, Understood, decoded},
};

use self::shown::{Document, Stored};
use super::interrupt::{self, NOTHING_STORED};
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
    let mut document = Document::of(&understood);
    if !args.dry_run {
        let unfinished = understood.take_unfinished();
        document.left_out = unfinished.len();
        let imported = workbench.import(understood).await?;
        document.stored = Some(Stored::of(&imported));
    }
    session.out.answer(&document, || document.text())
}

fn new_servers(understood: &mut Understood) -> Vec<&mut ServerDraft> {
    let servers = understood.servers.iter_mut();
    servers.filter(|server| server.existing.is_none()).collect()
}

/// The one client that lacks a secret gets it.
fn give_secret(understood: &mut Understood, secret: Secret) -> Result<(), Problem> {
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

/// What a file holds, or standard input.
pub(super) fn read(path: &Path, secret_stdin: bool) -> Result<String, Problem> {
    let failed = |source| Problem::File {
        path: path.to_owned(),
        source,
    };
    let source: Box<dyn io::Read> = if path == Path::new("-") {
        if secret_stdin {
            return Err(Problem::usage(
                "Standard input cannot hold the file and the secret.",
                "Give the file by its name.",
            ));
        }
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    // One more than is allowed, so that too much is noticed.
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LARGEST {
        return Err(Error::from(TransferError::TooLarge).into());
    }
    Ok(decoded(&bytes).map_err(Error::from)?)
}

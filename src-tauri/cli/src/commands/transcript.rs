//! `tokenry transcript …`: transcripts of failed logins and failed discovery.

use std::{fs, path::PathBuf};

use tokenry_api::transcript::{FailureRowView, FailureView};
use tokenry_core::{records::KeptFailure, workbench::TranscriptOf};

use crate::{
    answer::raw,
    args::TranscriptCommand,
    output::{plain, table},
    problem::Problem,
    session::Session,
    when,
};

const NONE: &str =
    "There is none. Tokenry stores one for each failed login and each failed discovery.";

pub(super) async fn run(session: &Session, command: TranscriptCommand) -> Result<(), Problem> {
    match command {
        TranscriptCommand::List => list(session).await,
        TranscriptCommand::Show { number, output } => show(session, number, output).await,
    }
}

async fn list(session: &Session) -> Result<(), Problem> {
    let failures = session.unlocked().await?.failures().await?;
    let documents: Vec<_> = failures
        .iter()
        .enumerate()
        .map(|(at, failure)| FailureRowView {
            number: at + 1,
            at: failure.at,
            what: failure.title.clone(),
            why: why(failure),
        })
        .collect();
    session.out.answer(&documents, || {
        if failures.is_empty() {
            return NONE.into();
        }
        let rows: Vec<_> = failures
            .iter()
            .enumerate()
            .map(|(at, failure)| {
                [
                    (at + 1).to_string(),
                    when::exactly(failure.at),
                    failure.title.clone(),
                    why(failure),
                ]
            })
            .collect();
        table(["NUMBER", "AT", "WHAT", "WHY"], &rows)
    })
}

async fn show(session: &Session, number: usize, output: Option<PathBuf>) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let failures = workbench.failures().await?;
    let Some(failure) = number.checked_sub(1).and_then(|at| failures.get(at)) else {
        let told = if failures.is_empty() {
            NONE.to_owned()
        } else {
            format!("There are {} of them.", failures.len())
        };
        return Err(Problem::usage(
            format!("There is no transcript {number}."),
            told,
        ));
    };
    let text = workbench
        .transcript_text(TranscriptOf::Failure(failure.id))
        .await?;
    if let Some(path) = output {
        fs::write(&path, &text).map_err(Problem::Output)?;
        let document = FailureView::Written {
            number,
            file: path.clone(),
        };
        return session
            .out
            .answer(&document, || format!("Wrote it to {}.", path.display()));
    }
    if session.out.json {
        let document = FailureView::Text {
            number,
            at: failure.at,
            what: failure.title.clone(),
            transcript: text,
        };
        return session.out.answer(&document, String::new);
    }
    raw(|out| {
        use std::io::Write as _;
        let lines: Vec<String> = text.lines().map(plain).collect();
        writeln!(out, "{}", lines.join("\n"))
    })
}

/// Returns the title of the last step.
fn why(failure: &KeptFailure) -> String {
    let last = failure.transcript.steps.last();
    last.map_or_else(String::new, |step| step.what.title())
}

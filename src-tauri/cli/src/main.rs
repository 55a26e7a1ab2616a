//! `tokenry`: the command line. The same servers, clients and tokens as in the window, for
//! scripts and for people without a screen.
//!
//! [`args`] defines the arguments, [`commands`] runs them (one file per noun), [`session`] opens the
//! data and the vault when a command needs them, [`output`] formats text, [`explain`] formats a
//! diagnosis, [`names`] holds the names of a run, [`prompt`] asks, and [`problem`] turns every error into
//! text and an exit status.

mod answer;
mod args;
mod commands;
mod explain;
mod names;
mod output;
mod problem;
mod prompt;
mod session;
mod when;

use std::{ffi::OsStr, process::ExitCode};

use tokenry_core::log;

use crate::{args::Args, names::Names, problem::Problem, session::Session};

fn main() -> ExitCode {
    let args = match Args::typed() {
        Ok(args) => args,
        Err(error) => return misunderstood(&error),
    };
    let json = args.global.json;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => {
            log::start(None);
            let ended = runtime.block_on(run(args));
            // A thread that waits for the terminal must not keep the program running.
            runtime.shutdown_background();
            ended
        }
        Err(error) => Err(Problem::Runtime(error)),
    };
    ended.unwrap_or_else(|problem| {
        problem.tell(json, &Names::default());
        problem.status()
    })
}

async fn run(args: Args) -> Result<ExitCode, Problem> {
    let session = Session::new(&args.global)?;
    let mut names = Names::typed(&args.command);
    let ended = commands::run(&session, args.command).await;
    if ended.is_err()
        && let Some(workbench) = session.opened()
    {
        names = names.completed(workbench).await;
        names.transcript = workbench.has_failed();
    }
    session.close().await;
    Ok(ended.unwrap_or_else(|problem| {
        problem.tell(args.global.json, &names);
        problem.status()
    }))
}

/// Prints help and version to standard output with status 0. Everything else is a usage error.
fn misunderstood(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|arg| arg == OsStr::new("--json"));
    if json && error.use_stderr() {
        let problem = Problem::misunderstood(error);
        problem.tell(true, &Names::default());
        return problem.status();
    }
    // A closed pipe is no error.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() {
        problem::USAGE
    } else {
        problem::DONE
    })
}

//! `tokenry exec NAME -- COMMAND…`

use std::process::{Command, ExitCode};

use super::{token, token_get::need};
use crate::{args::ExecArgs, problem::Problem, session::Session};

/// The token is in the command's environment: neither in its arguments nor on disk.
pub(super) async fn run(session: &Session, args: ExecArgs) -> Result<ExitCode, Problem> {
    if args.env.is_empty() || args.env.contains(['=', '\0']) {
        return Err(Problem::usage(
            "That is no name for a variable.",
            "Names are like ACCESS_TOKEN.",
        ));
    }
    let [program, arguments @ ..] = args.command.as_slice() else {
        return Err(Problem::usage(
            "The command is missing.",
            "It stands behind --.",
        ));
    };
    let workbench = session.unlocked().await?;
    let token = token::named(workbench, &args.token).await?;
    let fresh = workbench.fresh(token.id, need(args.min_ttl)).await?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env(&args.env, fresh.access.expose());
    session.close().await;
    become_it(command).map_err(|source| Problem::Exec {
        program: program.to_string_lossy().into_owned(),
        source,
    })
}

/// Becomes the command: signals and the exit status are its own.
#[cfg(unix)]
fn become_it(mut command: Command) -> std::io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

/// Runs the command and passes on how it ended.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> std::io::Result<ExitCode> {
    let code = command.status()?.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

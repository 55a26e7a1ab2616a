//! `tokenry exec NAME -- COMMAND…`

#[cfg_attr(unix, path = "exec/unix.rs")]
#[cfg_attr(windows, path = "exec/windows.rs")]
mod system;

use std::process::ExitCode;

use super::{
    lookup::token_named,
    token_get::{not_enough, renewed, too_short},
};
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
    let token = token_named(workbench, &args.token).await?;
    let fresh = renewed(workbench, token.id, args.min_ttl).await?;
    too_short(session, &fresh, args.min_ttl);
    not_enough(workbench, &fresh.token).await?;
    let mut command = system::command(program);
    command
        .args(arguments)
        .env(&args.env, fresh.access.expose());
    session.close().await;
    system::become_it(command).map_err(|source| Problem::Exec {
        program: program.to_string_lossy().into_owned(),
        source,
    })
}

//! `cargo xtask …`: set up a machine, then run, test, check, bundle and measure Tokenry.
//!
//! `cli` says what can be asked for, `setup` brings the machine to the point where it can be
//! done, and each command has a file of its own. It has few dependencies, because this is the
//! first thing that compiles on a new machine.

mod bench;
mod bundle;
mod check;
mod child;
mod circles;
mod cli;
mod failure;
mod house;
mod line_ends;
mod packages;
mod run;
mod say;
mod setup;
mod steps;
mod targets;
mod test;
mod toolchain;
mod tree;
mod unused;
mod windows;

use std::process::ExitCode;

use clap::Parser as _;
use cli::{Cli, Command, Only};
use failure::Failure;
use tree::Tree;

fn main() -> ExitCode {
    match obey(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::from(failure.status())
        }
    }
}

fn obey(asked: Cli) -> Result<(), Failure> {
    let tree = Tree::find()?;
    let install = asked.install();
    match asked.command {
        Command::Demo { headless } => run::demo(&tree, install, headless),
        Command::Start { args } => run::start(&tree, install, &args),
        Command::Dev { args } => run::dev(&tree, install, &args),
        Command::Test {
            only,
            filters,
            args,
        } => match only {
            None => test::test(&tree, install, &filters, &args),
            Some(Only::Servers { names, args }) => test::servers(&tree, install, &names, &args),
            Some(Only::Windows { filters }) => windows::test(&tree, install, &filters),
        },
        Command::Check { targets: false } => check::check(&tree, install),
        Command::Check { targets: true } => check::targets(&tree, install),
        Command::Bundle { args } => bundle::bundle(&tree, install, &args),
        Command::Bench { what, args } => bench::bench(&tree, install, what, &args),
    }
}

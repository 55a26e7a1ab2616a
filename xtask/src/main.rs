//! `cargo xtask …`: set up a machine, then run, test, check, bundle and measure Tokenry.
//!
//! `cli` says what can be asked for, `setup` brings the machine to the point where it can be
//! done, and each command has a file of its own. Only the standard library is used, because
//! this is the first thing that compiles on a new machine.

mod bench;
mod bundle;
mod check;
mod child;
mod circles;
mod cli;
mod failure;
mod help;
mod house;
mod line_ends;
mod run;
mod say;
mod setup;
mod steps;
mod test;
mod tree;
mod windows;

use std::process::ExitCode;

use cli::{Action, Asked};
use failure::Failure;
use tree::Tree;

fn main() -> ExitCode {
    match cli::parse(std::env::args().skip(1)).and_then(obey) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::from(failure.status())
        }
    }
}

fn obey(asked: Asked) -> Result<(), Failure> {
    let tree = Tree::find()?;
    let install = asked.install;
    match asked.action {
        Action::Help(text) => {
            say::line(text);
            Ok(())
        }
        Action::Demo { headless } => run::demo(&tree, install, headless),
        Action::Start { args } => run::start(&tree, install, &args),
        Action::Dev { args } => run::dev(&tree, install, &args),
        Action::Test { filters, args } => test::test(&tree, install, &filters, &args),
        Action::Servers { names, args } => test::servers(&tree, install, &names, &args),
        Action::Windows { filters } => windows::test(&tree, install, &filters),
        Action::Check => check::check(&tree, install),
        Action::Bundle { args } => bundle::bundle(&tree, install, &args),
        Action::Bench { what, args } => bench::bench(&tree, install, &what, &args),
    }
}

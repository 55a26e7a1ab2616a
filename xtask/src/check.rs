//! `check`: formatting, lints, types, licences and the house rules.

use crate::circles;
use crate::failure::Failure;
use crate::house;
use crate::line_ends;
use crate::packages;
use crate::setup::{self, Install, Scope};
use crate::steps::Steps;
use crate::targets;
use crate::tree::Tree;
use crate::unused;

pub(crate) fn check(tree: &Tree, install: Install) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    let mut steps = Steps::default();
    quick(&mut steps, tree);
    slow(&mut steps, tree);
    steps.close()
}

/// `check --targets`.
pub(crate) fn targets(tree: &Tree, install: Install) -> Result<(), Failure> {
    setup::only_on_linux("check --targets")?;
    setup::prepare(tree, Scope::Build, install)?;
    targets::check(tree)
}

/// Runs the checks that take seconds, before any test.
pub(crate) fn quick(steps: &mut Steps, tree: &Tree) {
    steps.run("House rules", || house::check(tree));
    steps.run("Circles of modules", || circles::check(tree));
    steps.run("Line ends", || line_ends::check(tree));
    steps.run("Unused dependencies", || unused::check(tree));
    steps.run("Rust formatting", || {
        tree.cargo(&["fmt", "--all", "--check"]).run()
    });
    for (name, script) in [
        ("UI formatting", "format:check"),
        ("UI lints", "lint"),
        ("UI types", "check"),
        ("Unused in the UI", "unused"),
    ] {
        steps.run(name, || tree.npm(&["run", script]).run());
    }
}

/// What needs minutes on an empty cache: Clippy compiles what the tests have just compiled once
/// more, for it asks for less than machine code.
pub(crate) fn slow(steps: &mut Steps, tree: &Tree) {
    steps.run("Rust lints", || {
        tree.cargo(&["clippy", "--all-targets"])
            .args(packages::HERE.linted)
            .args(["--", "--deny", "warnings"])
            .run()
    });
    let name = "Licences and advisories";
    if which::which("cargo-deny").is_ok() {
        steps.run(name, || tree.cargo(&["deny", "check"]).run());
    } else {
        let why = "cargo-deny is not installed (`cargo install --locked cargo-deny`); CI has it";
        steps.skip(name, why);
    }
}

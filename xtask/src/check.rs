//! `check`: formatting, lints, types, licences and the house rules.

use crate::child::{self, Child};
use crate::circles;
use crate::failure::Failure;
use crate::house;
use crate::line_ends;
use crate::setup::{self, Install, Scope};
use crate::steps::Steps;
use crate::tree::Tree;

pub(crate) fn check(tree: &Tree, install: Install) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    let mut steps = Steps::default();
    quick(&mut steps, tree);
    slow(&mut steps, tree);
    steps.close()
}

/// What answers in seconds, and so comes before any test.
pub(crate) fn quick(steps: &mut Steps, tree: &Tree) {
    steps.run("House rules", || house::check(tree));
    steps.run("Circles of modules", || circles::check(tree));
    steps.run("Line ends", || line_ends::check(tree));
    steps.run("Rust formatting", || {
        Child::cargo()
            .args(["fmt", "--all", "--check"])
            .within(&tree.root)
            .run()
    });
    for (name, script) in [
        ("UI formatting", "format:check"),
        ("UI lints", "lint"),
        ("UI types", "check"),
    ] {
        steps.run(name, || {
            Child::npm().args(["run", script]).within(&tree.ui()).run()
        });
    }
}

/// What needs minutes on an empty cache: Clippy compiles what the tests have just compiled once
/// more, for it asks for less than machine code.
pub(crate) fn slow(steps: &mut Steps, tree: &Tree) {
    steps.run("Rust lints", || {
        let cargo = Child::cargo()
            .args(["clippy"])
            .args(packages())
            .args(targets());
        cargo
            .args(["--", "--deny", "warnings"])
            .within(&tree.root)
            .run()
    });
    if child::exists("cargo-deny") {
        steps.run("Licences and advisories", || {
            Child::cargo()
                .args(["deny", "check"])
                .within(&tree.root)
                .run()
        });
    } else {
        let why = "cargo-deny is not installed (`cargo install --locked cargo-deny`); CI has it";
        steps.skip("Licences and advisories", why);
    }
}

/// The packages of this system: what acts with real servers and drivers is made for Linux.
pub(crate) fn packages() -> &'static [&'static str] {
    if cfg!(target_os = "linux") {
        &["--workspace"]
    } else {
        &[
            "--package=tokenry-core",
            "--package=tokenry",
            "--package=xtask",
        ]
    }
}

/// Programs, libraries and tests.
pub(crate) fn targets() -> &'static [&'static str] {
    &["--all-targets"]
}

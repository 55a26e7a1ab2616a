//! `test`: all checks and all tests.

use std::fs;

use crate::check;
use crate::failure::{Failure, at};
use crate::packages::{self, ON_LINUX};
use crate::run;
use crate::setup::{self, Install, Scope};
use crate::steps::Steps;
use crate::targets;
use crate::tree::{Profile, Tree};

/// The module of the tests with servers.
const MODULE: &str = "servers::";

/// Runs everything, or with `filters` only the Rust tests whose path contains one of them.
pub(crate) fn test(
    tree: &Tree,
    install: Install,
    filters: &[String],
    args: &[String],
) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Tests, install)?;
    if !filters.is_empty() {
        build(tree)?;
        return cargo_test(tree, filters, args);
    }

    let mut steps = Steps::default();
    check::quick(&mut steps, tree);
    steps.run("UI tests", || tree.npm(&["test"]).run());
    if steps.run("Build", || build(tree)) {
        let before = bindings(tree);
        steps.run("Rust tests", || cargo_test(tree, filters, args));
        steps.run("Generated bindings are the committed ones", || {
            if bindings(tree)? == before? {
                Ok(())
            } else {
                Err(Failure::StaleBindings(tree.bindings()))
            }
        });
    } else {
        steps.skip("Rust tests", "the build failed");
    }
    check::slow(&mut steps, tree);
    let name = "Rust lints for Windows and macOS";
    if targets::is_warm(tree) {
        steps.run(name, || targets::check(tree));
    } else if ON_LINUX {
        let why = "they compile for minutes the first time; run `cargo xtask check --targets`";
        steps.skip(name, why);
    }
    steps.close()
}

/// The servers that people install, all of them or those with these names.
pub(crate) fn servers(
    tree: &Tree,
    install: Install,
    names: &[String],
    args: &[String],
) -> Result<(), Failure> {
    setup::only_on_linux("test servers")?;
    setup::prepare(tree, Scope::Servers, install)?;
    build(tree)?;
    let mut filters: Vec<String> = names.iter().map(|name| format!("{MODULE}{name}")).collect();
    if filters.is_empty() {
        filters.push(MODULE.to_owned());
    }
    let cargo = tree
        .cargo(&["test", "--no-fail-fast", "--test", "product"])
        .args(packages::HERE.tested)
        .args(["--", "--include-ignored"])
        .args(filters)
        .args(args);
    run::with_programs(cargo, tree, Profile::Dev).run()
}

/// Programs and tests at once, because the tests run the programs: built apart, their
/// dependencies would be compiled once with and once without the features of the tests.
fn build(tree: &Tree) -> Result<(), Failure> {
    tree.cargo(&["build", "--all-targets"])
        .args(packages::HERE.built)
        .run()
}

fn cargo_test(tree: &Tree, filters: &[String], args: &[String]) -> Result<(), Failure> {
    let cargo = tree
        .cargo(&["test", "--no-fail-fast"])
        .args(packages::HERE.tested)
        .arg("--")
        .args(filters)
        .args(args);
    run::with_programs(cargo, tree, Profile::Dev).run()
}

fn bindings(tree: &Tree) -> Result<String, Failure> {
    let path = tree.bindings();
    fs::read_to_string(&path).map_err(at(path))
}

//! `bench`: release builds of the programs and of their floor, and the run that compares them.

use crate::child::Child;
use crate::failure::Failure;
use crate::run;
use crate::setup::{self, Install, Scope};
use crate::tree::{Profile, Tree};

/// `what` is one of startup, send, token, all.
pub(crate) fn bench(
    tree: &Tree,
    install: Install,
    what: &str,
    args: &[String],
) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Stage, install)?;
    // Each program in a build of its own: together they would get each other's features, and
    // what is measured would not be what is shipped.
    for package in [
        "tokenry-desktop",
        "tokenry",
        "tokenry-floor",
        "tokenry-stage",
    ] {
        Child::cargo()
            .args(["build", "--release", "--package", package])
            .within(&tree.root)
            .run()?;
    }
    let bench = Child::new(tree.binary(Profile::Release, "bench"))
        .args([what])
        .args(args);
    run::with_programs(bench.within(&tree.root), tree, Profile::Release).run()
}

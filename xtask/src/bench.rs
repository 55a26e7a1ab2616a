//! `bench`: release builds of the programs and of their floor, and the run that compares them.

use clap::ValueEnum as _;
use clap::builder::PossibleValue;

use crate::child::Child;
use crate::cli::Measured;
use crate::failure::Failure;
use crate::run;
use crate::setup::{self, Install, Scope};
use crate::tree::{Profile, Tree};

pub(crate) fn bench(
    tree: &Tree,
    install: Install,
    what: Measured,
    args: &[String],
) -> Result<(), Failure> {
    setup::only_on_linux("bench")?;
    setup::prepare(tree, Scope::Stage, install)?;
    // Each program in a build of its own: together they would get each other's features, and
    // what is measured would not be what is shipped.
    for package in [
        "tokenry-desktop",
        "tokenry",
        "tokenry-floor",
        "tokenry-stage",
    ] {
        tree.cargo(&["build", "--release", "--package", package])
            .run()?;
    }
    let what = what.to_possible_value();
    let bench = Child::new(tree.binary(Profile::Release, "bench"))
        .args(what.iter().map(PossibleValue::get_name))
        .args(args);
    run::with_programs(bench.within(&tree.root), tree, Profile::Release).run()
}

//! `check --targets`: what Windows and macOS compile, linted on Linux.
//!
//! Nothing is linked and nothing runs. So neither an SDK nor a C compiler of theirs is needed: what
//! build scripts make of C is empty.

use std::fs;
use std::path::PathBuf;

use crate::child::Child;
use crate::failure::{Failure, at};
use crate::packages::PORTABLE;
use crate::toolchain::{Toolchain, Use};
use crate::tree::Tree;

const TARGETS: [&str; 2] = ["x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

/// The parts of the product, xtask and their tests, for each target.
pub(crate) fn check(tree: &Tree) -> Result<(), Failure> {
    let toolchain = Toolchain::find(tree, &TARGETS, Use::Checks)?;
    let folder = folder(tree);
    let stub = folder.join("stub.sh");
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    fs::write(&stub, include_str!("targets/stub.sh")).map_err(at(&stub))?;
    Child::new("chmod").arg("+x").args([&stub]).run()?;

    let mut cargo = toolchain
        .cargo("clippy")
        .args(["--locked", "--all-targets", "--keep-going"]);
    for target in TARGETS {
        cargo = cargo.args(["--target", target]);
        let target = target.replace('-', "_");
        for tool in ["CC", "CXX", "AR", "RC"] {
            cargo = cargo.env(&format!("{tool}_{target}"), &stub);
        }
    }
    cargo
        .args(PORTABLE)
        .args(["--", "--deny", "warnings"])
        .env("CARGO_TARGET_DIR", &folder)
        .within(&tree.root)
        .run()
}

/// Whether an earlier run has left something to go on with. The first compiles everything.
pub(crate) fn is_warm(tree: &Tree) -> bool {
    folder(tree).is_dir()
}

fn folder(tree: &Tree) -> PathBuf {
    tree.target.join("check-targets")
}

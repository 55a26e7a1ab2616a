//! `test windows`: core and command line compiled for Windows, and their tests run by Wine.
//!
//! The window is not among them: Wine has no WebView2.

use std::fs;
use std::path::PathBuf;

use crate::child::Child;
use crate::failure::{Failure, at};
use crate::packages::WITHOUT_WINDOW;
use crate::setup::{self, Install};
use crate::toolchain::{Toolchain, Use};
use crate::tree::Tree;

const TARGET: &str = "x86_64-pc-windows-gnu";
const LINKER: &str = "x86_64-w64-mingw32-gcc";
/// `Invalid parameter` is what Wine's certificate store says to roots of one's own.
const NOT_UNDER_WINE: [&str; 2] = ["request::send::tests::", "tls::"];

pub(crate) fn test(tree: &Tree, install: Install, filters: &[String]) -> Result<(), Failure> {
    setup::only_on_linux("test windows")?;
    setup::windows(install)?;
    let folder = tree.target.join("windows");
    let toolchain = Toolchain::find(tree, &[TARGET], Use::Programs { linker: LINKER })?;
    let library = randomness(&folder)?;
    let mut cargo = toolchain
        .cargo("test")
        .args(["--locked", "--no-fail-fast", "--target", TARGET])
        .args(WITHOUT_WINDOW)
        .arg("--")
        .args(filters);
    for name in NOT_UNDER_WINE {
        cargo = cargo.args(["--skip", name]);
    }
    let variable = |name: &str| format!("{name}_{}", TARGET.replace('-', "_"));
    let settings = variable("CARGO_TARGET").to_uppercase();
    cargo = cargo
        .within(&tree.root)
        .env("CARGO_TARGET_DIR", folder.join("build"))
        .env(&format!("{settings}_LINKER"), LINKER)
        .env(&format!("{settings}_RUNNER"), "wine")
        .env(&variable("CC"), LINKER)
        .env(&variable("AR"), "x86_64-w64-mingw32-ar")
        // Their debugging information is of no use here, and large.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("WINEPREFIX", folder.join("wine"))
        .env("WINEDEBUG", "-all")
        .env("WINEPATH", format!("Z:{}", library.display()));
    cargo.run()
}

/// The folder with the library that older versions of Wine lack.
fn randomness(folder: &std::path::Path) -> Result<PathBuf, Failure> {
    let libraries = folder.join("libraries");
    fs::create_dir_all(&libraries).map_err(at(&libraries))?;
    let source = libraries.join("random.c");
    fs::write(&source, include_str!("windows/random.c")).map_err(at(&source))?;
    Child::new(LINKER)
        .args([
            "-shared",
            "-o",
            "bcryptprimitives.dll",
            "random.c",
            "-ladvapi32",
        ])
        .within(&libraries)
        .run()?;
    Ok(libraries)
}

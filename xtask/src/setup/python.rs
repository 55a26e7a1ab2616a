//! Servers from PyPI: a virtual environment for each, below cargo's folder, with the versions of its
//! requirements file.

use std::path::Path;

use super::stamp;
use crate::child::Child;
use crate::failure::Failure;
use crate::say;
use crate::tree::Tree;

/// Every package with its version, also those that others need.
pub(super) const REQUIREMENTS: &str = "requirements.txt";

/// The environment of the server in this folder, rebuilt if its file or Python has changed.
pub(super) fn packages(tree: &Tree, folder: &Path) -> Result<(), Failure> {
    let requirements = folder.join(REQUIREMENTS);
    let name = folder.file_name().unwrap_or_default();
    let place = tree.target.join("servers").join(name);
    let python = Child::new("python3").args(["--version"]).output();
    let wanted = format!(
        "{} {}",
        python.unwrap_or_default(),
        stamp::digest(&requirements)?
    );
    // Inside the folder, so that removing the packages removes the stamp.
    let stamp = place.join("requirements-stamp");
    stamp::unless_fresh(&stamp, &wanted, || {
        say::line(&format!("Installing the packages of {}", folder.display()));
        let environment = Child::new("python3").args(["-m", "venv", "--clear"]);
        environment.args([&place]).run()?;
        Child::new(place.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--requirement"])
            .args([&requirements])
            .run()
    })
}

//! Node, its packages, and the built UI.

use std::fs;
use std::path::{Path, PathBuf};

use super::stamp;
use crate::child::Child;
use crate::failure::{Failure, at};
use crate::say;
use crate::tree::Tree;

/// What Vite runs on: these, and everything above the last.
const OLDEST: &str = "20.19 or 22.12";

/// Asks Node and npm for their versions.
pub(super) fn require() -> Result<(), Failure> {
    let remedy = "Install Node from https://nodejs.org or your system's packages, and try again.";
    let lacking = |what: String| Failure::Missing {
        what: vec![what],
        remedy: remedy.to_owned(),
    };
    let Some(version) = Child::new("node").args(["--version"]).output() else {
        return Err(lacking(format!(
            "Node {OLDEST} or newer: there is no `node` on the PATH"
        )));
    };
    if !is_new_enough(&version) {
        return Err(lacking(format!(
            "Node {OLDEST} or newer: this one is {version}"
        )));
    }
    if Child::npm().args(["--version"]).output().is_none() {
        return Err(lacking(
            "npm, which comes with Node: there is none on the PATH".to_owned(),
        ));
    }
    Ok(())
}

/// The folders with a lock file: this one and those right below.
pub(super) fn projects(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        found.push(entry.map_err(at(folder))?.path());
    }
    found.retain(|folder| {
        !folder.ends_with("node_modules") && folder.join("package-lock.json").is_file()
    });
    Ok(found)
}

/// `npm ci`, where the lock file changed since the last one.
pub(super) fn packages(folder: &Path) -> Result<(), Failure> {
    let lock = stamp::digest(&folder.join("package-lock.json"))?;
    // Inside the folder that it speaks of: whoever removes the packages removes the stamp.
    let stamp = folder.join("node_modules/.tokenry-lock");
    if stamp::is_fresh(&stamp, &lock) {
        return Ok(());
    }
    say::line(&format!("Installing the packages of {}", folder.display()));
    Child::npm()
        .args(["ci", "--no-audit", "--no-fund"])
        .within(folder)
        .run()?;
    stamp::put(&stamp, &lock)
}

/// `npm run build` in ui/, where anything in it changed since the last one.
pub(super) fn build_ui(tree: &Tree) -> Result<(), Failure> {
    let ui = tree.ui();
    let digest = stamp::digest(&ui)?;
    let stamp = tree.target.join("xtask/ui");
    if stamp::is_fresh(&stamp, &digest) && ui.join("dist/index.html").is_file() {
        return Ok(());
    }
    say::line("Building the UI");
    Child::npm().args(["run", "build"]).within(&ui).run()?;
    stamp::put(&stamp, &digest)
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(20)), Some(Ok(minor))) => minor >= 19,
        (Some(Ok(22)), Some(Ok(minor))) => minor >= 12,
        (Some(Ok(major)), _) => major >= 23,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions() {
        for version in ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v26.1.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["v18.20.4", "v20.18.9", "v21.7.0", "v22.11.0", "", "node"] {
            assert!(!is_new_enough(version), "{version}");
        }
    }
}

//! Node, its packages, and the built UI.

use std::fs;
use std::path::Path;

use super::stamp;
use crate::child::Child;
use crate::failure::Failure;
use crate::say;
use crate::tree::Tree;

/// The lock file, with the version of every package.
pub(super) const LOCK: &str = "package-lock.json";

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
    if Child::new("npm").args(["--version"]).output().is_none() {
        return Err(lacking(
            "npm, which comes with Node: there is none on the PATH".to_owned(),
        ));
    }
    Ok(())
}

/// Runs `npm ci` if the lock file has changed since the last run.
pub(super) fn packages(folder: &Path) -> Result<(), Failure> {
    let lock = stamp::digest(&folder.join(LOCK))?;
    // Inside the folder, so that removing the packages removes the stamp.
    let stamp = folder.join("node_modules/.tokenry-lock");
    stamp::unless_fresh(&stamp, &lock, || {
        say::line(&format!("Installing the packages of {}", folder.display()));
        let npm = Child::new("npm").args(["ci", "--no-audit", "--no-fund"]);
        npm.within(folder).run()
    })
}

/// Runs `npm run build` in ui/ if anything there has changed since the last run.
pub(super) fn build_ui(tree: &Tree) -> Result<(), Failure> {
    let stamp = tree.target.join("xtask/ui");
    if !tree.ui().join("dist/index.html").is_file() {
        // Not beside what it speaks of, which is packed into the window as it lies there.
        let _ = fs::remove_file(&stamp);
    }
    stamp::unless_fresh(&stamp, &stamp::digest(&tree.ui())?, || {
        say::line("Building the UI");
        tree.npm(&["run", "build"]).run()
    })
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

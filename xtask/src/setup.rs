//! Set-up of the machine and the working copy for a command.
//!
//! `needs` is the table of what the system must have, `system` finds and installs it, `node`
//! sees to the JavaScript packages and the built UI, `python` to the servers from PyPI, and `stamp`
//! knows what is still fresh.

mod needs;
mod node;
mod python;
mod stamp;
mod system;

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, at};
use crate::packages::ON_LINUX;
use crate::tree::Tree;

/// Whether missing system packages are installed or only listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Install {
    Missing,
    Never,
}

/// The requirements of a command. Each includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Compile the programs and build the UI.
    Build,
    /// Let a person log in at our own authorization server.
    Provider,
    /// Act without a person: a virtual display, drivers for window and browser, a keyring.
    Stage,
    /// Everything the tests act with, down to the second authorization server.
    Tests,
    /// Also the servers that come from package registries.
    Servers,
    /// Compile for Windows, and run that. Alone: no window, no server and no browser.
    Windows,
}

/// What compiling for Windows and running that needs.
pub(crate) fn windows(install: Install) -> Result<(), Failure> {
    system::require(&(Scope::Windows..=Scope::Windows), install)
}

/// Runs the set-up steps, those that can fail fastest first.
pub(crate) fn prepare(tree: &Tree, scope: Scope, install: Install) -> Result<(), Failure> {
    node::require()?;
    system::require(&(Scope::Build..=scope), install)?;
    let stage = tree.root.join("tests/stage");
    let mut folders = vec![tree.ui()];
    if scope >= Scope::Provider && ON_LINUX {
        folders.push(stage.clone());
        below(&stage, &mut folders)?;
    }
    if scope >= Scope::Servers {
        below(&stage.join("servers"), &mut folders)?;
    }
    for folder in folders {
        if folder.join(node::LOCK).is_file() {
            node::packages(&folder)?;
        }
        if folder.join(python::REQUIREMENTS).is_file() {
            python::packages(tree, &folder)?;
        }
    }
    node::build_ui(tree)
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        found.push(entry.map_err(at(folder))?.path());
    }
    Ok(())
}

/// Rejects a command that this system cannot run, before anything is installed or built.
pub(crate) fn only_on_linux(command: &'static str) -> Result<(), Failure> {
    if ON_LINUX {
        Ok(())
    } else {
        Err(Failure::OnlyOnLinux(command))
    }
}

/// Returns true if a window can be opened here.
pub(crate) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !ON_LINUX || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

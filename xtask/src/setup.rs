//! Brings the machine and the working copy to the point where a command can run.
//!
//! `needs` is the table of what the system must have, `system` finds and installs it, `node`
//! sees to the JavaScript packages and the built UI, and `stamp` knows what is still fresh.

mod needs;
mod node;
mod stamp;
mod system;

use crate::failure::Failure;
use crate::tree::Tree;

/// Whether missing system packages are installed or only named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Install {
    Missing,
    Never,
}

/// How much of a machine a command needs. Each holds the ones before it.
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
}

/// Set-up in the order in which it can fail soonest.
pub(crate) fn prepare(tree: &Tree, scope: Scope, install: Install) -> Result<(), Failure> {
    node::require()?;
    system::require(scope, install)?;
    node::packages(&tree.ui())?;
    if scope >= Scope::Provider {
        for folder in node::projects(&tree.root.join("tests/stage"))? {
            node::packages(&folder)?;
        }
    }
    node::build_ui(tree)
}

/// Whether a window can open where this runs.
pub(crate) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

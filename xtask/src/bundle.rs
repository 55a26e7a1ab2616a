//! `bundle`: the installers for this system.

use crate::child::Child;
use crate::failure::Failure;
use crate::say;
use crate::setup::{self, Install, Scope};
use crate::tree::Tree;

pub(crate) fn bundle(tree: &Tree, install: Install, args: &[String]) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    let chosen = args
        .iter()
        .any(|arg| matches!(arg.as_str(), "--bundles" | "-b" | "--no-bundle"));
    let linux = cfg!(target_os = "linux") && !chosen;
    let tauri = tree.ui().join("node_modules/@tauri-apps/cli/tauri.js");
    Child::new("node")
        .args([tauri.as_os_str(), "build".as_ref()])
        .args(linux.then_some("--bundles=deb,rpm"))
        .args(args)
        // For cargo, which would build the default members otherwise.
        .args((!args.iter().any(|arg| arg == "--")).then_some("--"))
        .args(["--package", "tokenry-desktop"])
        .within(&tree.root)
        .run()?;
    say::line(&format!(
        "\nThe installers are in {}",
        tree.target.join("release/bundle").display()
    ));
    if linux {
        say::line(
            "An AppImage needs a tool that Tauri downloads while it runs: \
             `cargo xtask bundle -- --bundles appimage`.",
        );
    }
    Ok(())
}

//! `bundle`: the installers for this system, each with the window and the command line.

use std::fs;

use serde_json::json;

use crate::child::Child;
use crate::failure::{Failure, at};
use crate::packages::{ON_LINUX, PRODUCT};
use crate::say;
use crate::setup::{self, Install, Scope};
use crate::tree::{Profile, Tree};

pub(crate) fn bundle(tree: &Tree, install: Install, args: &[String]) -> Result<(), Failure> {
    setup::prepare(tree, Scope::Build, install)?;
    let chosen = args
        .iter()
        .any(|arg| matches!(arg.as_str(), "--bundles" | "-b" | "--no-bundle"));
    let linux = ON_LINUX && !chosen;
    // Tauri looks for the command line before it builds anything. Both times the same packages:
    // cargo would compile every dependency twice otherwise.
    tree.cargo(&["build", "--release", "--bins"])
        .args(PRODUCT)
        .run()?;
    let with_command_line = with_command_line(tree)?;
    let tauri = tree.ui().join("node_modules/@tauri-apps/cli/tauri.js");
    Child::new("node")
        .args([tauri.as_os_str(), "build".as_ref()])
        .args(["--config", &with_command_line])
        .args(linux.then_some("--bundles=deb,rpm"))
        .args(args)
        // For cargo, which would build the default members otherwise.
        .args((!args.iter().any(|arg| arg == "--")).then_some("--"))
        .args(PRODUCT)
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

/// The setting that puts the command line beside the window's program, which on Linux is in
/// `/usr/bin`. It is not in tauri.conf.json: every build would need the command line first.
fn with_command_line(tree: &Tree) -> Result<String, Failure> {
    let built = tree.binary(Profile::Release, "tokenry");
    let folder = tree.target.join("beside");
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    // Tauri wants the target's name at the end of the file's, and takes it off in the package.
    let named = folder.join(format!(
        "tokenry-{}{}",
        host()?,
        std::env::consts::EXE_SUFFIX
    ));
    fs::copy(&built, &named).map_err(at(&built))?;
    let binary = folder.join("tokenry");
    Ok(json!({ "bundle": { "externalBin": [binary] } }).to_string())
}

/// The target that we build for, as the compiler names it.
fn host() -> Result<String, Failure> {
    let told = Child::new("rustc").arg("-vV").output().unwrap_or_default();
    match told.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => Err(Failure::Missing {
            what: vec!["rustc, which tells the target".to_owned()],
            remedy: "Install Rust from https://rustup.rs".to_owned(),
        }),
    }
}

//! The contract between page and program: generated, committed, and the same in all places.

use std::{collections::BTreeSet, path::Path};

use specta_typescript::Typescript;

#[path = "../src-tauri/commands/names.rs"]
mod names;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/lib/ipc/bindings.ts");

/// Writes what is generated in the place of what is committed, so that the second run passes.
#[test]
fn the_bindings_are_as_generated() {
    let generated = generated();
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    if generated != committed {
        std::fs::write(COMMITTED, generated).expect("the bindings can be written");
        panic!("ui/src/lib/ipc/bindings.ts was out of date; it is written anew: commit it");
    }
}

/// The build script turns this list into permissions, and the window is given those of
/// `window.toml`: a command missing in either would be refused, one too many would be a hole.
#[test]
fn every_command_is_permitted_and_nothing_else() {
    let listed: BTreeSet<String> = names::COMMANDS.iter().map(ToString::to_string).collect();
    assert_eq!(
        invoked(&generated()),
        listed,
        "commands/names.rs against the commands"
    );

    let permissions =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/permissions/window.toml");
    let permitted: BTreeSet<String> = std::fs::read_to_string(permissions)
        .expect("the permissions are there")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"allow-")?.strip_suffix("\","))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert_eq!(
        permitted, listed,
        "permissions/window.toml against commands/names.rs"
    );
}

fn generated() -> String {
    let dir = tempfile::tempdir().expect("a scratch folder");
    let file = dir.path().join("bindings.ts");
    tokenry_desktop::ipc::<tauri::Wry>()
        .export(
            Typescript::default().header("// Generated from src-tauri by a test: do not edit.\n"),
            &file,
        )
        .expect("the bindings can be generated");
    std::fs::read_to_string(file).expect("they were written")
}

/// The commands that the bindings call.
fn invoked(bindings: &str) -> BTreeSet<String> {
    bindings
        .split("__TAURI_INVOKE<")
        .skip(1)
        .filter_map(|rest| {
            let (_, name) = rest.split_once("(\"")?;
            Some(name.split_once('"')?.0.to_owned())
        })
        .collect()
}

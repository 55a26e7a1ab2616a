//! The contract between page and program: generated, committed, and the same in all places.

use std::{collections::BTreeSet, path::Path};

use serde_json::{Value, json};
use specta_typescript::Typescript;

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

/// A command that is not allowed would be refused, one too many would be a hole.
#[test]
fn every_command_is_permitted_and_nothing_else() {
    let capabilities = &made("tauri.conf.json")["app"]["security"]["capabilities"];
    let [window] = &capabilities.as_array().expect("a list")[..] else {
        panic!("one window has one capability: {capabilities}");
    };
    assert_eq!(
        window["permissions"],
        json!([
            "window-commands",
            "core:event:allow-listen",
            "core:event:allow-unlisten"
        ])
    );

    let own = &made("gen/schemas/acl-manifests.json")["__app-acl__"];
    let allowed: BTreeSet<String> =
        texts(&own["permission_sets"]["window-commands"]["permissions"])
            .flat_map(|name| texts(&own["permissions"][name]["commands"]["allow"]))
            .map(str::to_owned)
            .collect();
    assert_eq!(allowed, invoked(&generated()));
}

/// A file of the tree, or one that Tauri makes there with each build.
fn made(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    serde_json::from_str(&text).expect("it is JSON")
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    let list = list.as_array().expect("a list").iter();
    list.map(|text| text.as_str().expect("a text"))
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

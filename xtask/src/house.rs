//! House rules that no other tool checks.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, at};
use crate::tree::Tree;

/// Hard limit on lines. Files should stay under 300 lines.
const LONGEST: usize = 400;

/// Folders with handwritten sources.
const HOMES: &[&str] = &["src-tauri", "tests", "xtask", "ui"];

/// Crates that must not depend on the desktop.
const DOMAIN: &[&str] = &[
    "src-tauri/model/",
    "src-tauri/oauth/",
    "src-tauri/vault/",
    "src-tauri/import/",
    "src-tauri/core/",
    "src-tauri/api/",
    "src-tauri/cli/",
];

/// Folders with generated contents.
const MADE: &[&str] = &[
    "node_modules",
    "dist",
    "coverage",
    "target",
    "gen",
    ".svelte-kit",
];

pub(crate) fn check(tree: &Tree) -> Result<(), Failure> {
    let mut broken = Vec::new();
    for home in HOMES {
        visit(&tree.root.join(home), &mut |path| {
            if path == tree.bindings() {
                return Ok(());
            }
            let text = fs::read_to_string(path).map_err(at(path))?;
            let name = path.strip_prefix(&tree.root).unwrap_or(path);
            let name = name.to_string_lossy().replace('\\', "/");
            broken.extend(
                rules(&name, &text)
                    .into_iter()
                    .map(|rule| format!("{name}: {rule}")),
            );
            Ok(())
        })?;
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::House(broken))
    }
}

/// The rules that the file `name`, relative to the root, breaks with `text`.
fn rules(name: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST {
        broken.push(format!(
            "{lines} lines, more than {LONGEST}: split it by subject"
        ));
    }
    // A `tests.rs` is documented by the module that it tests.
    let rust =
        Path::new(name).extension() == Some(OsStr::new("rs")) && !name.ends_with("/tests.rs");
    if rust && !text.starts_with("//!") {
        broken.push("does not say at its top what lives in it (`//! …`)".to_owned());
    }
    let domain = DOMAIN.iter().any(|home| name.starts_with(home));
    if domain
        && let Some(word) = ["tauri", "specta"]
            .into_iter()
            .find(|word| unconditional(text).any(|line| names_crate(line, word)))
    {
        broken.push(format!(
            "names `{word}`: what the product does knows no desktop"
        ));
    }
    broken
}

/// The lines that hold without the feature `ts`: a derive behind it is for whoever turns it on.
fn unconditional(text: &str) -> impl Iterator<Item = &str> {
    let behind = ["feature = \"ts\"", "ts = [", "optional = true"];
    text.lines()
        .filter(move |line| !behind.iter().any(|word| line.contains(word)))
}

/// Whether a crate of this name, or one that begins with it, is named. `src-tauri` is a folder,
/// and Tauri with a capital is prose.
fn names_crate(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))
    })
}

fn visit(path: &Path, see: &mut impl FnMut(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(at(path))? {
        entries.push(entry.map_err(at(path))?.path());
    }
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default();
        if entry.is_dir() {
            if !MADE.iter().any(|made| name == *made) {
                visit(&entry, see)?;
            }
        } else if is_source(&entry) {
            see(&entry)?;
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    matches!(ending, "rs" | "svelte" | "ts" | "js" | "mjs" | "css")
        || path.file_name() == Some(OsStr::new("Cargo.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tidy_file_breaks_nothing() {
        let text = "//! See src-tauri/core; Tauri is elsewhere.\nuse crate::vault;\n";
        assert!(rules("src-tauri/core/src/lib.rs", text).is_empty());
        assert!(rules("src-tauri/core/src/redact/tests.rs", "use super::*;\n").is_empty());
        let derived = "//! X.\n#[cfg_attr(feature = \"ts\", derive(specta::Type))]\n";
        assert!(rules("src-tauri/api/src/lib.rs", derived).is_empty());
        let optional = "ts = [\"dep:specta\"]\nspecta = { version = \"2\", optional = true }\n";
        assert!(rules("src-tauri/api/Cargo.toml", optional).is_empty());
        assert!(rules("src-tauri/lib.rs", "//! The shell.\nuse tauri::App;\n").is_empty());
    }

    #[test]
    fn each_rule_is_seen_to_break() {
        let long = format!("//! Long.\n{}", "\n".repeat(LONGEST));
        let broken = [
            ("tests/main.rs", long.as_str(), "401 lines"),
            ("xtask/src/main.rs", "fn main() {}\n", "at its top"),
            (
                "src-tauri/core/src/lib.rs",
                "//! X.\nuse tauri_plugin::y;\n",
                "`tauri`",
            ),
            ("src-tauri/cli/Cargo.toml", "specta = \"2\"\n", "`specta`"),
            (
                "src-tauri/api/src/lib.rs",
                "//! X.\nuse specta::Type;\n",
                "`specta`",
            ),
        ];
        for (name, text, expected) in broken {
            let found = rules(name, text);
            assert_eq!(found.len(), 1, "{name}: {found:?}");
            assert!(found[0].contains(expected), "{name}: {found:?}");
        }
    }
}

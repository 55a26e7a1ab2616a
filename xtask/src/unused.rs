//! Detection of dependencies that no source file uses.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, at};
use crate::tree::Tree;

pub(crate) fn check(tree: &Tree) -> Result<(), Failure> {
    let root = read(&tree.root.join("Cargo.toml"))?;
    let members = members(&root);
    let mut found = Vec::new();
    let folders: Vec<PathBuf> = members.map(|member| tree.root.join(member)).collect();
    for folder in &folders {
        let manifest = folder.join("Cargo.toml");
        let mut sources = String::new();
        collect(folder, &folders, &mut sources)?;
        for name in dependencies(&read(&manifest)?) {
            if !is_named(&sources, &name.replace('-', "_")) {
                let manifest = manifest.strip_prefix(&tree.root).unwrap_or(&manifest);
                let manifest = manifest.display();
                found.push(format!("{manifest}: no source names `{name}`"));
            }
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Failure::House(found))
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(at(path))
}

/// The package folders.
fn members(root: &str) -> impl Iterator<Item = &str> {
    let list = root.split_once("\nmembers = [").unwrap_or_default().1;
    let list = list.split_once(']').unwrap_or_default().0;
    list.split('"').skip(1).step_by(2)
}

/// The names by which sources know the dependencies: one a line, in every table of dependencies
/// but the workspace's, which only packages take from.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut table = "";
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            table = line.trim_end_matches(']');
        } else if table.ends_with("dependencies")
            && !table.starts_with("[workspace")
            && let Some((name, _)) = line.split_once(['.', ' ', '='])
            && !name.starts_with('#')
            && !name.is_empty()
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text of all sources below a folder that belong to no other package, without comments.
fn collect(folder: &Path, others: &[PathBuf], text: &mut String) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if path.is_dir() {
            let foreign = matches!(name, "target" | "node_modules") || name.starts_with('.');
            if !foreign && !others.contains(&path) {
                collect(&path, others, text)?;
            }
        } else if path.extension() == Some(OsStr::new("rs")) {
            let code = read(&path)?;
            let code = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            code.for_each(|line| text.extend([line, "\n"]));
        }
    }
    Ok(())
}

/// Returns true if a path begins with this name, or an import consists of it.
fn is_named(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.');
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let whole = !before.ends_with(is_part);
        whole
            && (after.starts_with("::") || before.ends_with("use ") && !after.starts_with(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_are_read() {
        let root = "[workspace]\nmembers = [\".\", \"a/b\"]\n[workspace.dependencies]\nx = \"1\"\n";
        assert!(members(root).eq([".", "a/b"]));
        assert_eq!(dependencies(root), [] as [&str; 0]);
        let package = "[dependencies]\n# why\na-b = \"1\"\n\nc.workspace = true\n[features]\nd = []\n\
                       [target.'cfg(unix)'.dev-dependencies]\ne = { path = \"e\" }\n";
        assert_eq!(dependencies(package), ["a-b", "c", "e"]);
    }

    #[test]
    fn a_path_or_an_import_names_a_crate_and_nothing_else_does() {
        for text in [
            "use one::Two;",
            "#[one::test]",
            "f::<one::Two>()",
            "pub use one;",
            "use one as o;",
        ] {
            assert!(is_named(text, "one"), "{text}");
        }
        for text in [
            "one",
            "crate::one::two",
            "one_more::two",
            "someone::two",
            "use ones;",
        ] {
            assert!(!is_named(text, "one"), "{text}");
        }
    }
}

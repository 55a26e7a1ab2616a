//! Detection of circular dependencies between modules.
//!
//! The check compares the children of each module, each with everything below it. A child and its
//! parent may use each other.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::failure::{Failure, at};
use crate::tree::Tree;

/// The crates, by the folder of their sources, and what in it belongs to another crate.
const CRATES: [(&str, &[&str]); 11] = [
    ("src-tauri/model/src", &[]),
    ("src-tauri/oauth/src", &[]),
    ("src-tauri/vault/src", &[]),
    ("src-tauri/import/src", &[]),
    ("src-tauri/core/src", &[]),
    ("src-tauri/api/src", &[]),
    ("src-tauri/cli/src", &[]),
    (
        "src-tauri",
        &["model", "oauth", "vault", "import", "core", "api", "cli"],
    ),
    ("tests/doubles/src", &[]),
    ("tests/stage/src", &[]),
    ("xtask/src", &[]),
];

/// A module's path within its crate, or the path of an item.
type Names = Vec<String>;

/// Dependencies between modules, with the names used.
type Uses = BTreeMap<(Names, Names), BTreeSet<String>>;

pub(crate) fn check(tree: &Tree) -> Result<(), Failure> {
    let mut found = Vec::new();
    for (folder, others) in CRATES {
        let mut sources = BTreeMap::new();
        read(
            &tree.root.join(folder),
            &mut Vec::new(),
            others,
            &mut sources,
        )?;
        for circle in circles(&sources) {
            found.push(format!("{folder}: {circle}"));
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Failure::House(found))
    }
}

/// The text of each module without tests.
fn read(
    folder: &Path,
    above: &mut Names,
    others: &[&str],
    sources: &mut BTreeMap<Names, String>,
) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        if matches!(name, "tests" | "testing") || others.contains(&name) && above.is_empty() {
            continue;
        }
        if path.is_dir() {
            above.push(name.to_owned());
            read(&path, above, others, sources)?;
            above.pop();
        } else if path.extension() == Some(OsStr::new("rs")) {
            let mut names = above.clone();
            if !matches!(name, "mod" | "lib" | "main") {
                names.push(name.to_owned());
            }
            let text = fs::read_to_string(&path).map_err(at(&path))?;
            sources.entry(names).or_default().push_str(&text);
        }
    }
    Ok(())
}

/// Finds the circles among the children of each module, with one name for each dependency.
fn circles(sources: &BTreeMap<Names, String>) -> Vec<String> {
    let mut uses = Uses::new();
    for (module, text) in sources {
        for path in imports::of(text) {
            let Some(target) = target(module, &path, sources) else {
                continue;
            };
            uses.entry((module.clone(), target))
                .or_default()
                .insert(path);
        }
    }
    let parents: BTreeSet<&[String]> = sources
        .keys()
        .flat_map(|module| (0..module.len()).map(|depth| &module[..depth]))
        .collect();
    parents
        .into_iter()
        .flat_map(|parent| {
            let arrows = between_children(parent, &uses);
            let tell = |circle: BTreeSet<Names>| told(parent, &circle, &arrows);
            in_circles(&arrows)
                .into_iter()
                .map(tell)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The module that a path leads to.
fn target(module: &Names, path: &str, sources: &BTreeMap<Names, String>) -> Option<Names> {
    let mut names: Names = Vec::new();
    for (at, name) in path.split("::").enumerate() {
        match (at, name) {
            (0, "crate") => {}
            (0, "self") => names.clone_from(module),
            (0, "super") => names = module.split_last()?.1.to_vec(),
            (_, "super") => names = names.split_last()?.1.to_vec(),
            _ => names.push(name.to_owned()),
        }
    }
    while !names.is_empty() && !sources.contains_key(&names) {
        names.pop();
    }
    (!names.is_empty() && names != *module).then_some(names)
}

/// The dependencies between the children of a module, each with everything below it.
fn between_children(parent: &[String], uses: &Uses) -> Uses {
    let depth = parent.len();
    let below = |module: &Names| module.len() > depth && module.starts_with(parent);
    let mut arrows = Uses::new();
    for ((from, to), paths) in uses {
        if below(from) && below(to) && from[depth] != to[depth] {
            let arrow = (from[..=depth].to_vec(), to[..=depth].to_vec());
            arrows
                .entry(arrow)
                .or_default()
                .extend(paths.iter().cloned());
        }
    }
    arrows
}

/// Finds the modules that reach each other.
fn in_circles(arrows: &Uses) -> BTreeSet<BTreeSet<Names>> {
    let reached = |start: &Names| {
        let mut reached: BTreeSet<Names> = BTreeSet::new();
        let mut next = vec![start.clone()];
        while let Some(module) = next.pop() {
            for (from, to) in arrows.keys() {
                if *from == module && reached.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        reached
    };
    let modules: BTreeSet<&Names> = arrows.keys().map(|(from, _)| from).collect();
    let all: BTreeMap<&Names, BTreeSet<Names>> = modules
        .into_iter()
        .map(|module| (module, reached(module)))
        .collect();
    let mutual = |module: &Names, other: &Names| {
        let leads = |from: &Names, to: &Names| all.get(from).is_some_and(|set| set.contains(to));
        leads(module, other) && leads(other, module)
    };
    let circle = |module: &&Names| -> BTreeSet<Names> {
        all.keys()
            .filter(|other| mutual(module, other))
            .map(|other| (*other).clone())
            .collect()
    };
    all.keys()
        .map(circle)
        .filter(|circle| circle.len() > 1)
        .collect()
}

fn told(parent: &[String], circle: &BTreeSet<Names>, arrows: &Uses) -> String {
    let last = |module: &Names| module.last().cloned().unwrap_or_default();
    let members: Vec<String> = circle.iter().map(last).collect();
    let within = if parent.is_empty() {
        "crate".to_owned()
    } else {
        parent.join("::")
    };
    let ties = arrows
        .iter()
        .filter(|((from, to), _)| circle.contains(from) && circle.contains(to))
        .map(|((from, to), paths)| {
            let example = paths.first().map(String::as_str).unwrap_or_default();
            let more = match paths.len() {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            format!("\n    {} → {} by {example}{more}", last(from), last(to))
        });
    format!(
        "{} depend on each other in {within}:{}",
        members.join(", "),
        ties.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sources: &[(&str, &str)]) -> Vec<String> {
        let sources = sources.iter().map(|(name, text)| {
            let names = name.split('/').filter(|part| !part.is_empty());
            (names.map(str::to_owned).collect(), (*text).to_owned())
        });
        circles(&sources.collect())
    }

    #[test]
    fn a_circle_is_told_with_the_names_that_tie_it() {
        let found = found(&[
            ("", "mod a; mod b; mod c;"),
            ("a", "use crate::{b::{self, Two}, c};"),
            ("b", "mod deep;"),
            ("b/deep", "fn f() { super::super::a::one() }"),
            ("c", ""),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        for part in [
            "a, b depend",
            "a → b by crate::b",
            "b → a by super::super::a::one",
        ] {
            assert!(found[0].contains(part), "{part}: {found:?}");
        }
    }

    #[test]
    fn parents_and_children_and_one_way_are_no_circle() {
        let found = found(&[
            ("", "mod a; mod b; pub use self::a::One;"),
            ("a", "mod inner; use crate::b::Two;"),
            ("a/inner", "use super::One; use crate::One as Other;"),
            (
                "b",
                "// use crate::a::One;\nconst WORDS: &str = \"crate::a::One\";",
            ),
        ]);
        assert_eq!(found, [] as [&str; 0]);
    }

    #[test]
    fn what_tests_use_does_not_count() {
        let test = "#[cfg(test)]\nmod tests {\n    use crate::b::Two;\n}\n";
        let found = found(&[("a", test), ("b", "use crate::a::One;")]);
        assert_eq!(found, [] as [&str; 0]);
    }
}

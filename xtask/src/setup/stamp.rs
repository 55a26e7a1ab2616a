//! Stamps that tell whether an output is up to date with its inputs.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, at};

/// Names of generated files and folders, which never count as inputs.
const MADE: &[&str] = &[
    "node_modules",
    "dist",
    "coverage",
    "test-results",
    ".vite",
    ".svelte-kit",
];

/// A digest of a file, or of all files below a folder with their names.
///
/// The hasher may differ between Rust versions, which at worst causes a rebuild.
pub(super) fn digest(path: &Path) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    for file in files {
        hasher.write(
            file.strip_prefix(path)
                .unwrap_or(&file)
                .as_os_str()
                .as_encoded_bytes(),
        );
        let bytes = fs::read(&file).map_err(at(&file))?;
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Builds an output, unless the stamp at `path` has this digest.
pub(super) fn unless_fresh(
    path: &Path,
    digest: &str,
    make: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    if fs::read_to_string(path).is_ok_and(|stamp| stamp == digest) {
        return Ok(());
    }
    make()?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    fs::write(path, digest).map_err(at(path))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(at(path))? {
        let entry = entry.map_err(at(path))?;
        if !MADE.iter().any(|made| entry.file_name() == *made) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_contents_count_and_what_is_made_does_not() {
        let folder = std::env::temp_dir().join(format!("tokenry-stamp-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        };
        write("src/a.ts", "one");
        let first = digest(&folder).expect("a digest");
        write("node_modules/x/index.js", "made");
        write("dist/index.html", "made");
        assert_eq!(digest(&folder).expect("a digest"), first);

        write("src/a.ts", "two");
        let second = digest(&folder).expect("a digest");
        assert_ne!(second, first);
        fs::rename(folder.join("src/a.ts"), folder.join("src/b.ts")).expect("a rename");
        assert_ne!(digest(&folder).expect("a digest"), second);
        fs::remove_dir_all(&folder).expect("removed");
    }
}

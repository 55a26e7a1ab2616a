//! Debian's newest compiler and the source of its library, unpacked next to the build. They are
//! never installed, since they would replace the system's compiler.

use std::fs;
use std::path::{Path, PathBuf};

use crate::child::Child;
use crate::failure::{Failure, at};

/// The unpacked packages.
pub(crate) struct Unpacked {
    /// The folder that corresponds to `/usr`.
    pub(super) system: PathBuf,
    /// The source of the standard library.
    pub(super) source: PathBuf,
    /// Where it is built.
    pub(super) build: PathBuf,
}

impl Unpacked {
    /// The usual cargo with this compiler. `command` may be `clippy`.
    pub(super) fn cargo(&self, command: &str) -> Child {
        let cargo = match command {
            "clippy" => self.program("cargo-clippy"),
            _ => self.with_libraries(Child::cargo()),
        };
        let rustc = self.system.join("bin/rustc");
        cargo.arg(command).env("RUSTC", rustc)
    }

    pub(super) fn program(&self, name: &str) -> Child {
        self.with_libraries(Child::new(self.system.join("bin").join(name)))
    }

    /// Sets the library path, which unpacked programs need.
    fn with_libraries(&self, child: Child) -> Child {
        let libraries = format!("lib/{}-linux-gnu", std::env::consts::ARCH);
        child.env("LD_LIBRARY_PATH", self.system.join(libraries))
    }
}

/// Unpacks the version that the package manager has, unless it lies there already.
pub(super) fn unpack(folder: &Path, targets: &[&str]) -> Result<Unpacked, Failure> {
    let policy = Child::new("apt-cache").args(["policy", "rustc-web"]);
    let Some(version) = policy.output().as_deref().and_then(candidate) else {
        return Err(Failure::Missing {
            what: vec![format!(
                "Rust's standard library for {}",
                targets.join(", ")
            )],
            remedy: format!(
                "Install it with:\n  rustup target add {}\nWithout rustup it is made from Debian's \
                 package rustc-web, which `apt-get update` has not found here.",
                targets.join(" ")
            ),
        });
    };
    let root = folder.join("debian");
    let upstream = version.split('+').next().unwrap_or(&version);
    let unpacked = Unpacked {
        system: root.join("usr"),
        source: root.join(format!("usr/src/rustc-{upstream}/library")),
        build: folder.join("build"),
    };
    let mark = root.join("version");
    if fs::read_to_string(&mark).is_ok_and(|there| there == version) {
        return Ok(unpacked);
    }
    // With the build, which another compiler cannot go on with.
    if folder.is_dir() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    let packages = folder.join("packages");
    fs::create_dir_all(&packages).map_err(at(&packages))?;
    Child::new("apt-get")
        .arg("download")
        .args(names(&version))
        .within(&packages)
        .run()?;
    for entry in fs::read_dir(&packages).map_err(at(&packages))? {
        let package = entry.map_err(at(&packages))?.path();
        Child::new("dpkg").arg("-x").args([&package, &root]).run()?;
    }
    fs::write(&mark, &version).map_err(at(&mark))?;
    Ok(unpacked)
}

/// The version that `apt-cache policy` would install.
fn candidate(policy: &str) -> Option<String> {
    let mut lines = policy.lines().map(str::trim);
    let version = lines.find_map(|line| line.strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// Compiler, Clippy, both libraries and what these need.
fn names(version: &str) -> Vec<String> {
    let mut minor = version.splitn(3, '.');
    let minor = [minor.next(), minor.next()].map(Option::unwrap_or_default);
    let standard = format!("libstd-rust-web-{}", minor.join("."));
    let needs = Child::new("apt-cache").args(["depends", &standard]);
    let own = [
        "rustc-web",
        "rust-web-clippy",
        "libstd-rust-web-dev",
        "rust-web-src",
    ];
    own.map(|name| format!("{name}={version}"))
        .into_iter()
        .chain(needs.output().as_deref().and_then(llvm))
        .chain([standard])
        .collect()
}

fn llvm(depends: &str) -> Option<String> {
    let names = depends.lines().filter_map(|line| line.split_once(": "));
    let mut names = names.map(|(_, name)| name.trim());
    names
        .find(|name| name.starts_with("libllvm"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_package_manager_says_is_read() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n";
        assert_eq!(candidate(policy).as_deref(), Some("1.96.0+dfsg1-1~deb12u2"));
        assert_eq!(candidate("x:\n  Candidate: (none)\n"), None);
        let depends = "libstd-rust-web-1.96\n  Depends: libc6\n  Depends: libllvm19\n";
        assert_eq!(llvm(depends).as_deref(), Some("libllvm19"));
    }
}

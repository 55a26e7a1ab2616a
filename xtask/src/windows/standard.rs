//! The standard library for Windows: from rustup, or built from the source that Debian packages
//! together with a compiler (`rustc-web`, which is newer than Debian's own).

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::{LINKER, TARGET};
use crate::child::{self, Child};
use crate::failure::{Failure, at};

/// The compiler to use; `None` for the one that cargo takes anyhow.
pub(super) fn compiler(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    if is_there() {
        return Ok(None);
    }
    if child::exists("rustup") {
        // Where there is no network, Debian's may be in the cache of packages.
        let added = Child::new("rustup").args(["target", "add", TARGET]).run();
        if added.is_ok() && is_there() {
            return Ok(None);
        }
    }
    from_debian(folder).map(Some)
}

fn is_there() -> bool {
    let sysroot = Child::new("rustc").args(["--print", "sysroot"]).output();
    let library = |root: String| {
        Path::new(&root)
            .join("lib/rustlib")
            .join(TARGET)
            .join("lib")
    };
    sysroot.is_some_and(|root| library(root).is_dir())
}

fn from_debian(folder: &Path) -> Result<PathBuf, Failure> {
    let root = folder.join("debian");
    let compiler = root.join("rustc");
    let system = root.join("usr");
    let library = system.join("lib/rustlib").join(TARGET).join("lib");
    if library.join("rsend.o").is_file() {
        return Ok(compiler);
    }
    let policy = Child::new("apt-cache").args(["policy", "rustc-web"]);
    let version = policy
        .output()
        .as_deref()
        .and_then(candidate)
        .ok_or_else(|| {
            let what = vec![format!("Rust's standard library for {TARGET}")];
            let remedy = format!("Install it with:\n  rustup target add {TARGET}");
            Failure::Missing { what, remedy }
        })?;
    unpack(&root, &version)?;
    wrap(&compiler, &system)?;

    let upstream = version.split('+').next().unwrap_or(&version);
    let source = system.join(format!("src/rustc-{upstream}/library"));
    let build = folder.join("standard");
    let linker = format!(
        "CARGO_TARGET_{}_LINKER",
        TARGET.replace('-', "_").to_uppercase()
    );
    Child::cargo()
        .args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--target",
            TARGET,
        ])
        .arg("--manifest-path")
        .args([source.join("sysroot/Cargo.toml")])
        .env("RUSTC", &compiler)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked")
        .env("__CARGO_DEFAULT_LIB_METADATA", "standard")
        .env("CARGO_TARGET_DIR", &build)
        .env(&linker, LINKER)
        .run()?;
    copy_libraries(&build.join(TARGET).join("release/deps"), &library)?;
    // What MinGW's own begin and end of a program lack; the last marks the whole as done.
    for name in ["rsbegin", "rsend"] {
        Child::new(&compiler)
            .args(["--edition", "2024", "--target", TARGET, "--emit=obj", "-o"])
            .args([library.join(format!("{name}.o"))])
            .args([source.join(format!("rtstartup/{name}.rs"))])
            .env("RUSTC_BOOTSTRAP", "1")
            .run()?;
    }
    Ok(compiler)
}

/// The version that `apt-cache policy` would install.
fn candidate(policy: &str) -> Option<String> {
    let mut lines = policy.lines().map(str::trim);
    let version = lines.find_map(|line| line.strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// Beside the build, never installed: it would take the place of the system's compiler.
fn unpack(root: &Path, version: &str) -> Result<(), Failure> {
    let packages = root.join("packages");
    if packages.is_dir() {
        fs::remove_dir_all(&packages).map_err(at(&packages))?;
    }
    fs::create_dir_all(&packages).map_err(at(&packages))?;
    let minor: Vec<&str> = version.split('.').take(2).collect();
    let standard = format!("libstd-rust-web-{}", minor.join("."));
    let mut names = ["rustc-web", "libstd-rust-web-dev", "rust-web-src"]
        .map(|name| format!("{name}={version}"))
        .to_vec();
    let needs = Child::new("apt-cache")
        .args(["depends", &standard])
        .output();
    names.extend(needs.as_deref().and_then(llvm));
    names.push(standard);
    Child::new("apt-get")
        .arg("download")
        .args(names)
        .within(&packages)
        .run()?;
    for entry in fs::read_dir(&packages).map_err(at(&packages))? {
        let package = entry.map_err(at(&packages))?.path();
        Child::new("dpkg").arg("-x").args([&*package, root]).run()?;
    }
    Ok(())
}

fn llvm(depends: &str) -> Option<String> {
    let names = depends.lines().filter_map(|line| line.split_once(": "));
    let mut names = names.map(|(_, name)| name.trim());
    names
        .find(|name| name.starts_with("libllvm"))
        .map(str::to_owned)
}

/// A script that starts the unpacked compiler with its own libraries.
fn wrap(compiler: &Path, system: &Path) -> Result<(), Failure> {
    let system = system.display();
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{system}/lib/x86_64-linux-gnu' exec '{system}/bin/rustc' \"$@\"\n"
    );
    fs::write(compiler, script).map_err(at(compiler))?;
    Child::new("chmod").arg("+x").args([compiler]).run()
}

fn copy_libraries(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let file = entry.map_err(at(from))?.path();
        let is_library = matches!(
            file.extension().and_then(OsStr::to_str),
            Some("rlib" | "rmeta" | "dll" | "a")
        );
        if let Some(name) = file.file_name()
            && is_library
        {
            fs::copy(&file, to.join(name)).map_err(at(&file))?;
        }
    }
    Ok(())
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

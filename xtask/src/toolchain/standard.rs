//! The standard library for another target, built from source.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::debian::Unpacked;
use crate::failure::{Failure, at};

/// The use of the standard library.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    /// To check against: no machine code.
    Checks,
    /// To link MinGW's programs, by this linker.
    Programs { linker: &'static str },
}

/// Builds the library, unless it exists.
pub(super) fn make(unpacked: &Unpacked, target: &str, purpose: Use) -> Result<(), Failure> {
    let library = unpacked.system.join("lib/rustlib").join(target).join("lib");
    let done = library.join("done");
    if done.is_file() {
        return Ok(());
    }
    let cargo = match purpose {
        Use::Checks => unpacked.cargo("check"),
        Use::Programs { linker } => {
            let target = target.replace('-', "_").to_uppercase();
            let setting = format!("CARGO_TARGET_{target}_LINKER");
            unpacked.cargo("build").env(&setting, linker)
        }
    };
    cargo
        .args(["--quiet", "--release", "--locked", "--target", target])
        .arg("--manifest-path")
        .args([unpacked.source.join("sysroot/Cargo.toml")])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked")
        .env("__CARGO_DEFAULT_LIB_METADATA", "standard")
        .env("CARGO_TARGET_DIR", &unpacked.build)
        .run()?;
    let made = unpacked.build.join(target).join("release/deps");
    copy_libraries(&made, &library)?;
    if let Use::Programs { .. } = purpose {
        begin_and_end(unpacked, target, &library)?;
    }
    fs::write(&done, "").map_err(at(&done))
}

/// What MinGW's own begin and end of a program lack.
fn begin_and_end(unpacked: &Unpacked, target: &str, library: &Path) -> Result<(), Failure> {
    for name in ["rsbegin", "rsend"] {
        unpacked
            .program("rustc")
            .args(["--edition=2024", "--emit=obj", "--target", target, "-o"])
            .args([library.join(format!("{name}.o"))])
            .args([unpacked.source.join(format!("rtstartup/{name}.rs"))])
            .env("RUSTC_BOOTSTRAP", "1")
            .run()?;
    }
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let file = entry.map_err(at(from))?.path();
        let ending = file.extension().and_then(OsStr::to_str);
        if let Some("rlib" | "rmeta" | "dll" | "a") = ending
            && let Some(name) = file.file_name()
        {
            fs::copy(&file, to.join(name)).map_err(at(&file))?;
        }
    }
    Ok(())
}

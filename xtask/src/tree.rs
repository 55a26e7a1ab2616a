//! Paths in the working copy, and the tools that run in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::child::Child;
use crate::failure::{Failure, at};

/// The working copy, and the folder that cargo builds into.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    /// Contains `debug`, `release`, and the outputs of xtask.
    pub(crate) target: PathBuf,
}

#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Tree {
    /// Our own binary lies in the folder of its profile, which tells where cargo builds to,
    /// whatever its settings are.
    pub(crate) fn find() -> Result<Self, Failure> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .map_or_else(|| package.clone(), Path::to_owned);
        let binary = std::env::current_exe().map_err(at("the running program"))?;
        let target = binary
            .ancestors()
            .nth(2)
            .map_or_else(|| root.join("target"), Path::to_owned);
        Ok(Self { root, target })
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// cargo in the working copy.
    pub(crate) fn cargo(&self, args: &[&str]) -> Child {
        Child::cargo().args(args).within(&self.root)
    }

    /// npm in the page's folder.
    pub(crate) fn npm(&self, args: &[&str]) -> Child {
        Child::new("npm").args(args).within(&self.ui())
    }

    /// The bindings, generated from Rust by a test and committed.
    pub(crate) fn bindings(&self) -> PathBuf {
        self.root.join("ui/src/lib/ipc/bindings.ts")
    }

    /// A built program. `name` is without the system's suffix.
    pub(crate) fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Dev => "debug",
            Profile::Release => "release",
        };
        let mut file = OsString::from(name);
        file.push(std::env::consts::EXE_SUFFIX);
        self.target.join(folder).join(file)
    }
}

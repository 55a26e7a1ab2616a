//! A compiler for other systems. Their standard library comes from rustup, or from the source that
//! Debian packages together with a compiler (`rustc-web`, which is newer than Debian's own).

mod debian;
mod standard;

use std::path::Path;

use crate::child::Child;
use crate::failure::Failure;
use crate::tree::Tree;
use debian::Unpacked;
pub(crate) use standard::Use;

/// A compiler that knows the targets it was looked for with.
pub(crate) enum Toolchain {
    /// The one that cargo takes anyhow.
    Usual,
    Debian(Unpacked),
}

impl Toolchain {
    pub(crate) fn find(tree: &Tree, targets: &[&str], purpose: Use) -> Result<Self, Failure> {
        if are_there(targets) {
            return Ok(Self::Usual);
        }
        if which::which("rustup").is_ok() {
            let add = Child::new("rustup").args(["target", "add"]).args(targets);
            if add.run().is_ok() && are_there(targets) {
                return Ok(Self::Usual);
            }
        }
        let unpacked = debian::unpack(&tree.target.join("toolchain"), targets)?;
        for target in targets {
            standard::make(&unpacked, target, purpose)?;
        }
        Ok(Self::Debian(unpacked))
    }

    /// cargo with this compiler. `command` may be `clippy`.
    pub(crate) fn cargo(&self, command: &str) -> Child {
        match self {
            Self::Usual => Child::cargo().arg(command),
            Self::Debian(unpacked) => unpacked.cargo(command),
        }
    }
}

fn are_there(targets: &[&str]) -> bool {
    let sysroot = Child::new("rustc").args(["--print", "sysroot"]).output();
    sysroot.is_some_and(|root| {
        let known = Path::new(&root).join("lib/rustlib");
        let is_there = |target: &&str| known.join(target).join("lib").is_dir();
        targets.iter().all(is_there)
    })
}

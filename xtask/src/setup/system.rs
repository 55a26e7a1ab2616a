//! System packages: finding the missing ones and installing them.

use std::ffi::OsStr;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use super::needs::{NEEDS, Need, Probe};
use super::{Install, Scope};
use crate::child::Child;
use crate::failure::Failure;
use crate::packages::ON_LINUX;
use crate::say;

/// From one scope to another.
type Scopes = RangeInclusive<Scope>;

/// Makes sure that the system has what these scopes need, on Linux by installing it.
///
/// On macOS and Windows cargo's own linker and the system's web view are all that is needed;
/// where one is missing, the build says so better than a guess could.
pub(super) fn require(scopes: &Scopes, install: Install) -> Result<(), Failure> {
    if !ON_LINUX {
        return Ok(());
    }
    let family = Family::of(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    let missing = missing(scopes, family);
    if missing.is_empty() {
        return Ok(());
    }
    let commands = family.map(|family| family.commands(&missing));
    let commands = commands.unwrap_or_default();
    let Some((install_all, refresh)) = commands.split_last() else {
        let remedy = "Install what brings it on this system, and try again.";
        return Err(lacking(&missing, remedy));
    };
    if install == Install::Never {
        let remedy = format!("Install it with:\n  {}", commands.join("\n  "));
        return Err(lacking(&missing, &remedy));
    }

    say::line("This machine lacks what the command needs. Installing:");
    for need in &missing {
        say::line(&format!("  - {}", need.what));
    }
    // Old lists name packages that are gone, but a machine without a network may still have
    // all it needs in its cache: only the installation itself decides.
    for line in refresh {
        run(line).unwrap_or_else(|failure| say::failure(&failure));
    }
    run(install_all)?;

    let still = self::missing(scopes, family);
    if still.is_empty() {
        Ok(())
    } else {
        Err(lacking(
            &still,
            "The packages are installed, and yet it is not to be found on the PATH.",
        ))
    }
}

/// The supported package managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
}

impl Family {
    /// `text` is `/etc/os-release`. A relative names its family in `ID_LIKE`.
    fn of(text: &str) -> Option<Self> {
        let field = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches(['"', '\''])
        };
        let names = || field("ID").split(' ').chain(field("ID_LIKE").split(' '));
        if names().any(|name| matches!(name, "debian" | "ubuntu")) {
            Some(Self::Debian)
        } else if names().any(|name| matches!(name, "fedora" | "rhel" | "centos")) {
            Some(Self::Fedora)
        } else {
            None
        }
    }

    /// The command lines that bring what is missing, none where there is nothing to bring. The last
    /// one installs.
    fn commands(self, missing: &[&Need]) -> Vec<String> {
        let packages = missing.iter().filter_map(|need| self.package(need));
        let packages = packages.collect::<Vec<_>>().join(" ");
        let root = if is_root() { "" } else { "sudo " };
        // `env` because sudo drops the environment that it is called with.
        let apt = format!("{root}env DEBIAN_FRONTEND=noninteractive apt-get");
        let install = "-o DPkg::Lock::Timeout=120 install --yes --no-install-recommends";
        match self {
            _ if packages.is_empty() => Vec::new(),
            Self::Debian => vec![
                format!("{apt} update"),
                format!("{apt} {install} {packages}"),
            ],
            Self::Fedora => vec![format!("{root}dnf install --assumeyes {packages}")],
        }
    }

    fn package(self, need: &Need) -> Option<&'static str> {
        match self {
            Self::Debian => Some(need.debian),
            Self::Fedora => need.fedora,
        }
    }
}

/// Leaves out what the family has no package for.
fn missing(scopes: &Scopes, family: Option<Family>) -> Vec<&'static Need> {
    NEEDS
        .iter()
        .filter(|need| scopes.contains(&need.scope))
        .filter(|need| family.is_none_or(|family| family.package(need).is_some()))
        .filter(|need| !is_there(need))
        .collect()
}

fn is_there(need: &Need) -> bool {
    match need.probe {
        Probe::Program(names) => names.iter().any(|name| which::which(name).is_ok()),
        Probe::Library(name) => Child::new("pkg-config")
            .args(["--exists", name])
            .output()
            .is_some(),
        Probe::Works(line) => Child::new(line[0]).args(&line[1..]).output().is_some(),
        Probe::Package => Child::new("dpkg-query")
            .args(["--show", "--showformat=${db:Status-Status}", need.debian])
            .output()
            .is_some_and(|status| status == "installed"),
        Probe::Font => ["/usr/share/fonts", "/usr/local/share/fonts"]
            .into_iter()
            .any(has_font),
    }
}

fn has_font(folder: impl AsRef<Path>) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let is_font = ["ttf", "otf", "ttc"].contains(&&*ending.to_ascii_lowercase());
        is_font || (path.is_dir() && has_font(path))
    })
}

/// Reads the user id from a command, because the standard library has no safe call for it.
fn is_root() -> bool {
    Child::new("id")
        .args(["-u"])
        .output()
        .is_some_and(|id| id == "0")
}

fn run(line: &str) -> Result<(), Failure> {
    let mut words = line.split(' ');
    Child::new(words.next().unwrap_or_default())
        .args(words)
        .run()
}

fn lacking(missing: &[&Need], remedy: &str) -> Failure {
    let what = missing
        .iter()
        .map(|need| format!("{} (Debian: {})", need.what, need.debian));
    Failure::Missing {
        what: what.collect(),
        remedy: remedy.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_known_by_their_relatives_too() {
        let of = Family::of;
        assert_eq!(
            of("NAME=\"Debian GNU/Linux\"\nID=debian\n"),
            Some(Family::Debian)
        );
        assert_eq!(
            of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"),
            Some(Family::Debian)
        );
        assert_eq!(
            of("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"),
            Some(Family::Fedora)
        );
        assert_eq!(of("ID=arch\n"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn each_family_is_asked_in_its_own_words() {
        let needs: Vec<&Need> = NEEDS.iter().collect();
        let apt = Family::Debian.commands(&needs);
        assert!(apt[0].ends_with("apt-get update"));
        assert!(apt[1].contains(" install ") && apt[1].contains(" ruby-doorkeeper "));
        let dnf = Family::Fedora.commands(&needs);
        assert_eq!(dnf.len(), 1);
        assert!(dnf[0].contains(" webkit2gtk4.1-devel ") && !dnf[0].contains("doorkeeper"));
    }

    #[test]
    fn what_a_family_does_not_have_is_not_asked_of_it() {
        let only: Vec<&Need> = NEEDS.iter().filter(|need| need.fedora.is_none()).collect();
        assert!(Family::Fedora.commands(&only).is_empty());
    }
}

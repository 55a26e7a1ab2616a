//! The system's packages: which are missing, and the command that brings them.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::needs::{NEEDS, Need, Probe};
use super::{Install, Scope};
use crate::child::Child;
use crate::failure::Failure;
use crate::say;

/// Makes sure that the system has what this scope needs, on Linux by installing it.
///
/// On macOS and Windows cargo's own linker and the system's web view are all that is needed;
/// where one is missing, the build says so better than a guess could.
pub(super) fn require(scope: Scope, install: Install) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let family = Family::of(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    let missing = missing(scope, family);
    if missing.is_empty() {
        return Ok(());
    }
    let Some(commands) = family.and_then(|family| family.commands(&missing)) else {
        return Err(lacking(
            &missing,
            "Install what brings it on this system, and try again.",
        ));
    };
    if install == Install::Never {
        let lines = commands.refresh.iter().chain([&commands.install]);
        let lines: Vec<String> = lines.map(|words| words.join(" ")).collect();
        let remedy = format!("Install it with:\n  {}", lines.join("\n  "));
        return Err(lacking(&missing, &remedy));
    }

    say::line("This machine lacks what the command needs. Installing:");
    for need in &missing {
        say::line(&format!("  - {}", need.what));
    }
    // Old lists name packages that are gone, but a machine without a network may still have
    // all it needs in its cache: only the installation itself decides.
    if let Some(refresh) = &commands.refresh
        && let Err(failure) = run(refresh)
    {
        say::failure(&failure);
    }
    run(&commands.install)?;

    let still = self::missing(scope, family);
    if still.is_empty() {
        Ok(())
    } else {
        Err(lacking(
            &still,
            "The packages are installed, and yet it is not to be found on the PATH.",
        ))
    }
}

/// The two families whose package managers we speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
}

struct Commands {
    refresh: Option<Vec<String>>,
    install: Vec<String>,
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

    /// `None` where there is nothing that could be installed.
    fn commands(self, missing: &[&Need]) -> Option<Commands> {
        let packages: Vec<&str> = missing
            .iter()
            .filter_map(|need| self.package(need))
            .collect();
        if packages.is_empty() {
            return None;
        }
        let words = |manager: &[&str]| {
            let root: &[&str] = if is_root() { &[] } else { &["sudo"] };
            let all = root.iter().chain(manager).map(|word| (*word).to_owned());
            all.collect::<Vec<_>>()
        };
        Some(match self {
            Self::Debian => {
                // `env` because sudo drops the environment that it is called with.
                let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
                let mut install = words(&apt);
                install.extend(
                    [
                        "-o",
                        "DPkg::Lock::Timeout=120",
                        "install",
                        "--yes",
                        "--no-install-recommends",
                    ]
                    .iter()
                    .chain(&packages)
                    .map(|word| (*word).to_owned()),
                );
                let mut refresh = words(&apt);
                refresh.push("update".to_owned());
                Commands {
                    refresh: Some(refresh),
                    install,
                }
            }
            Self::Fedora => {
                let mut install = words(&["dnf", "install", "--assumeyes"]);
                install.extend(packages.iter().map(|word| (*word).to_owned()));
                Commands {
                    refresh: None,
                    install,
                }
            }
        })
    }

    fn package(self, need: &Need) -> Option<&'static str> {
        match self {
            Self::Debian => Some(need.debian),
            Self::Fedora => need.fedora,
        }
    }
}

/// What the family cannot bring is not asked of it.
fn missing(scope: Scope, family: Option<Family>) -> Vec<&'static Need> {
    NEEDS
        .iter()
        .filter(|need| scope.holds(need.scope))
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
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        let is_font = path
            .extension()
            .and_then(OsStr::to_str)
            .is_some_and(|ending| {
                ["ttf", "otf", "ttc"]
                    .iter()
                    .any(|font| ending.eq_ignore_ascii_case(font))
            });
        is_font || (path.is_dir() && has_font(path))
    })
}

/// As text, because the standard library has no word for it without unsafe code.
fn is_root() -> bool {
    Child::new("id")
        .args(["-u"])
        .output()
        .is_some_and(|id| id == "0")
}

fn run(words: &[String]) -> Result<(), Failure> {
    Child::new(&words[0]).args(&words[1..]).run()
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
        let apt = Family::Debian.commands(&needs).expect("packages");
        assert!(apt.install.iter().any(|word| word == "ruby-doorkeeper"));
        assert!(
            apt.refresh
                .expect("a refresh")
                .ends_with(&["update".to_owned()])
        );
        let dnf = Family::Fedora.commands(&needs).expect("packages");
        assert!(
            dnf.install
                .iter()
                .any(|word| word == "pkgconfig(webkit2gtk-4.1)")
        );
        assert!(!dnf.install.iter().any(|word| word.contains("doorkeeper")));
    }

    #[test]
    fn what_a_family_does_not_have_is_not_asked_of_it() {
        let only: Vec<&Need> = NEEDS.iter().filter(|need| need.fedora.is_none()).collect();
        assert!(Family::Fedora.commands(&only).is_none());
    }
}

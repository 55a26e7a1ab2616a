//! What cargo is asked to build, on each system.
//!
//! The stage of the tests, `tests/stage`, is made for Linux; elsewhere no command may name it. On
//! Linux a command names more than it needs where that keeps cargo, which unites the features of
//! what it builds together, from compiling most dependencies twice.

/// Whether this is the system that the stage is made for.
pub(crate) const ON_LINUX: bool = cfg!(target_os = "linux");

const CORE: &str = "--package=tokenry-core";
const COMMAND_LINE: &str = "--package=tokenry";
const WINDOW: &str = "--package=tokenry-desktop";
const XTASK: &str = "--package=xtask";

type Choice = &'static [&'static str];

/// The programs of the product, as they are shipped.
pub(crate) const PRODUCT: Choice = &[WINDOW, COMMAND_LINE];

/// What compiles on every system, with its tests.
pub(crate) const PORTABLE: Choice = &[CORE, COMMAND_LINE, WINDOW, XTASK];

/// What Wine can run.
pub(crate) const WITHOUT_WINDOW: Choice = &[CORE, COMMAND_LINE];

/// The programs that a person starts.
pub(crate) fn programs(linux: bool) -> Choice {
    if linux { &["--workspace"] } else { PRODUCT }
}

/// The window without its page.
pub(crate) fn window(linux: bool) -> Choice {
    let stage = &[WINDOW, "--package=tokenry-stage"];
    if linux { stage } else { &[WINDOW] }
}

/// What is linted.
pub(crate) fn linted(linux: bool) -> Choice {
    if linux { &["--workspace"] } else { PORTABLE }
}

/// What is built before its tests run. Not xtask on Windows, where a running program cannot be
/// replaced.
pub(crate) fn built(linux: bool) -> Choice {
    if linux {
        &["--workspace"]
    } else {
        WITHOUT_WINDOW
    }
}

/// Whose tests run.
pub(crate) fn tested(linux: bool) -> Choice {
    if linux {
        &["--workspace"]
    } else {
        &[CORE, COMMAND_LINE, XTASK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macos_and_windows_never_build_the_stage() {
        let elsewhere = [programs, window, linted, built, tested].map(|choice| choice(false));
        for choice in elsewhere.into_iter().chain([PRODUCT, PORTABLE]) {
            assert!(!choice.is_empty());
            for package in choice {
                assert!(PORTABLE.contains(package), "{package}");
            }
        }
    }
}

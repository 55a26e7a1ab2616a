//! The packages that cargo builds on each system.
//!
//! The stage of the tests, `tests/stage`, is made for Linux; elsewhere no command may name it. On
//! Linux a command names more than it needs where that keeps cargo, which unites the features of
//! what it builds together, from compiling most dependencies twice.

/// Whether the test stage supports this system.
pub(crate) const ON_LINUX: bool = cfg!(target_os = "linux");

const MODEL: &str = "--package=tokenry-model";
const OAUTH: &str = "--package=tokenry-oauth";
const VAULT: &str = "--package=tokenry-vault";
const IMPORT: &str = "--package=tokenry-import";
const CORE: &str = "--package=tokenry-core";
const API: &str = "--package=tokenry-api";
const COMMAND_LINE: &str = "--package=tokenry";
const WINDOW: &str = "--package=tokenry-desktop";
const XTASK: &str = "--package=xtask";

type Choice = &'static [&'static str];

/// The shipped programs.
pub(crate) const PRODUCT: Choice = &[WINDOW, COMMAND_LINE];

/// Packages that compile on every system, with their tests.
pub(crate) const PORTABLE: Choice = &[
    MODEL,
    OAUTH,
    VAULT,
    IMPORT,
    CORE,
    API,
    COMMAND_LINE,
    WINDOW,
    XTASK,
];

/// Packages that Wine can run.
pub(crate) const WITHOUT_WINDOW: Choice = &[MODEL, OAUTH, VAULT, IMPORT, CORE, API, COMMAND_LINE];

/// The packages of each command.
pub(crate) struct Packages {
    /// The programs that a person starts.
    pub(crate) programs: Choice,
    /// The window without its page.
    pub(crate) window: Choice,
    pub(crate) linted: Choice,
    /// Built before the tests run.
    pub(crate) built: Choice,
    pub(crate) tested: Choice,
}

pub(crate) const HERE: Packages = if ON_LINUX { LINUX } else { ELSEWHERE };

const LINUX: Packages = Packages {
    programs: &["--workspace"],
    window: &[WINDOW, "--package=tokenry-stage"],
    linted: &["--workspace"],
    built: &["--workspace"],
    tested: &["--workspace"],
};

const ELSEWHERE: Packages = Packages {
    programs: PRODUCT,
    window: &[WINDOW],
    linted: PORTABLE,
    // Without xtask: Windows cannot replace a running program.
    built: WITHOUT_WINDOW,
    tested: &[MODEL, OAUTH, VAULT, IMPORT, CORE, API, COMMAND_LINE, XTASK],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macos_and_windows_never_build_the_stage() {
        let all = ELSEWHERE;
        for choice in [
            all.programs,
            all.window,
            all.linted,
            all.built,
            all.tested,
            PRODUCT,
        ] {
            assert!(!choice.is_empty() && choice.iter().all(|it| PORTABLE.contains(it)));
        }
    }
}

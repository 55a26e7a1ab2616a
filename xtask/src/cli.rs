//! What can be asked of `cargo xtask`, and the help that teaches it.

use crate::failure::Failure;
use crate::setup::Install;

/// One run of `cargo xtask`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) action: Action,
    pub(crate) install: Install,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Help(&'static str),
    Demo {
        headless: bool,
    },
    Start {
        args: Vec<String>,
    },
    Dev {
        args: Vec<String>,
    },
    Test {
        filters: Vec<String>,
        args: Vec<String>,
    },
    Check,
    Bundle {
        args: Vec<String>,
    },
    Bench {
        what: String,
        args: Vec<String>,
    },
}

/// Reads the arguments after `cargo xtask`. What follows `--` is passed on untouched.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Asked, Failure> {
    let args: Vec<String> = args.collect();
    let (own, passed) = match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], args[at + 1..].to_vec()),
        None => (&args[..], Vec::new()),
    };
    let (flags, mut words): (Vec<&str>, Vec<&str>) = own
        .iter()
        .map(String::as_str)
        .partition(|arg| arg.starts_with('-'));

    let asks_help = flags.iter().any(|flag| matches!(*flag, "-h" | "--help"));
    if words.is_empty() || asks_help || words[0] == "help" {
        words.retain(|word| *word != "help");
        return Ok(Asked {
            action: Action::Help(help_for(words.first())?),
            install: Install::Missing,
        });
    }
    let command = words.remove(0);

    let mut install = Install::Missing;
    let mut headless = false;
    for flag in flags {
        match (flag, command) {
            ("--no-install", _) => install = Install::Never,
            ("--headless", "demo") => headless = true,
            _ => {
                return Err(Failure::Usage(format!(
                    "`{command}` has no option `{flag}`"
                )));
            }
        }
    }

    let action = match command {
        "demo" => Action::Demo { headless },
        "start" => Action::Start { args: passed },
        "dev" => Action::Dev { args: passed },
        "test" => {
            let filters = words.drain(..).map(String::from).collect();
            Action::Test {
                filters,
                args: passed,
            }
        }
        "check" => Action::Check,
        "bundle" => Action::Bundle { args: passed },
        "bench" => match words.as_slice() {
            [what @ ("startup" | "send" | "token" | "all")] => {
                let what = (*what).to_owned();
                words.clear();
                Action::Bench { what, args: passed }
            }
            _ => {
                return Err(Failure::Usage(
                    "say what to measure: startup, send, token or all".to_owned(),
                ));
            }
        },
        other => return Err(Failure::Usage(format!("there is no command `{other}`"))),
    };
    match words.first() {
        Some(word) => Err(Failure::Usage(format!(
            "`{command}` does not take `{word}`"
        ))),
        None => Ok(Asked { action, install }),
    }
}

fn help_for(command: Option<&&str>) -> Result<&'static str, Failure> {
    Ok(match command.copied() {
        None => HELP,
        Some("demo") => DEMO,
        Some("start") => START,
        Some("dev") => DEV,
        Some("test") => TEST,
        Some("check") => CHECK,
        Some("bundle") => BUNDLE,
        Some("bench") => BENCH,
        Some(other) => return Err(Failure::Usage(format!("there is no command `{other}`"))),
    })
}

const HELP: &str = "\
Set up, run, test and bundle Tokenry.

Usage: cargo xtask COMMAND [--no-install]

To see it work:
  demo      log in at a real authorization server and send a first call, on this machine
  start     open Tokenry with your own data

To work on it:
  dev       open Tokenry with the UI reloading as you save
  check     formatting, lints, types and the house rules, without running tests
  test      everything: set-up, checks, all tests; what CI runs

To ship it:
  bundle    build the installers for this system
  bench     measure Tokenry against the smallest program that does the same

You need Rust and Node. On Debian, Ubuntu, Fedora and their relatives every command looks for
the system packages it needs, prints the install command, and runs it as root or with sudo.
  --no-install   only say what is missing

`cargo xtask help COMMAND` tells more about one of them.";

const DEMO: &str = "\
See Tokenry work, from an empty machine to the first answer.

Usage: cargo xtask demo [--headless] [--no-install]

It starts a certified authorization server and a small protected API on this machine, and opens
Tokenry with that server prepared, in a data directory of its own. You log in in your browser,
get a token, and send a call with it.

Where there is no display, or with --headless, it does all this by itself in a virtual one,
prints each step, and leaves a screenshot of each in target/demo/. Status 0 then means that
the protected API answered 200 to the token from that login.";

const START: &str = "\
Build Tokenry and open it with your own data.

Usage: cargo xtask start [--no-install] [-- ARGUMENTS]

It is a development build: for one that starts faster see `cargo xtask bundle`. Arguments after
`--` go to Tokenry.";

const DEV: &str = "\
Open Tokenry with the UI reloading as you save.

Usage: cargo xtask dev [--no-install] [-- ARGUMENTS]

It runs the Vite development server of ui/ and a build of the window that loads its pages from
there. Closing the window ends both. After a change in Rust, close it and run it again.";

const TEST: &str = "\
Run every check and every test. CI calls exactly this.

Usage: cargo xtask test [NAME…] [--no-install] [-- ARGUMENTS]

Without a name: the checks of `cargo xtask check`, the UI's tests, and all Rust tests, among
them those with real authorization servers, a real browser and the real window. A failing step
does not hide the next: a summary at the end names them all.

With names: only the Rust tests whose path contains one of them. Arguments after `--` go to
each test program, such as `-- --nocapture`.";

const CHECK: &str = "\
Check formatting, lints, types, licences and the house rules.

Usage: cargo xtask check [--no-install]

Runs rustfmt, Clippy, the UI's formatter, linter and type checker, cargo-deny where it is
installed, and the rules that no tool knows:
  - a source file is meant to stay under 300 lines, never passes 400, and says at its top what lives in it
  - src-tauri/core and the command line do not name Tauri";

const BUNDLE: &str = "\
Build the installers for this system into target/release/bundle.

Usage: cargo xtask bundle [--no-install] [-- ARGUMENTS]

On Linux: .deb and .rpm. An AppImage needs a tool that Tauri downloads while it runs; ask for it
with `-- --bundles appimage`. On macOS: .app and .dmg. On Windows: an .msi and a set-up program.
Arguments after `--` go to `tauri build`.";

const BENCH: &str = "\
Measure Tokenry, in release builds, against the smallest program that does the same.

Usage: cargo xtask bench startup|send|token|all [--no-install] [-- ARGUMENTS]

  startup   exec to first paint, to interactive, and idle memory, beside an empty Tauri window
  send      click on Send to the painted answer; `tokenry send` beside curl
  token     `tokenry token get` beside one keyring read, one row and one seal

The floor is built and measured in the same run. docs/benchmarks.md holds the last figures:
`-- --record` writes them there, `-- --runs N` takes more than seven starts.";

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, Failure> {
        parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        for line in [
            "--no-install demo --headless",
            "demo --headless --no-install",
        ] {
            let asked = asked(line).expect("a valid line");
            assert_eq!(asked.action, Action::Demo { headless: true });
            assert_eq!(asked.install, Install::Never);
        }
    }

    #[test]
    fn names_filter_and_the_rest_is_passed_on() {
        let asked = asked("test login vault -- --nocapture --help").expect("a valid line");
        let expected = Action::Test {
            filters: vec!["login".to_owned(), "vault".to_owned()],
            args: vec!["--nocapture".to_owned(), "--help".to_owned()],
        };
        assert_eq!(asked.action, expected);
    }

    #[test]
    fn help_is_there_in_every_spelling() {
        for line in ["", "help", "--help", "-h"] {
            assert_eq!(
                asked(line).expect("help").action,
                Action::Help(HELP),
                "{line:?}"
            );
        }
        for line in ["help bench", "bench --help", "-h bench"] {
            assert_eq!(
                asked(line).expect("help").action,
                Action::Help(BENCH),
                "{line:?}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "tset",
            "start --headless",
            "check twice",
            "bench",
            "bench everything",
            "help tset",
        ] {
            assert!(matches!(asked(line), Err(Failure::Usage(_))), "{line:?}");
        }
    }
}

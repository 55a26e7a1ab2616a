//! What can be asked of `cargo xtask`, and its help.

use clap::{Parser, Subcommand, ValueEnum};

use crate::setup::Install;

/// Set up, run, test and bundle Tokenry
///
/// You need Rust and Node. On Debian, Ubuntu, Fedora and their relatives every command looks for the
/// system packages it needs, prints the install command, and runs it as root or with sudo.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Say which system packages are missing, and install none
    #[arg(long, global = true)]
    no_install: bool,
}

impl Cli {
    pub(crate) fn install(&self) -> Install {
        if self.no_install {
            Install::Never
        } else {
            Install::Missing
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in at a real authorization server and send a first call, on this machine (Linux)
    ///
    /// Starts a certified authorization server and a small protected API, and opens Tokenry with that
    /// server prepared, in a data directory of its own. You log in in your browser, get a token, and
    /// send a call with it.
    ///
    /// Where there is no display, all this happens in a virtual one: each step is printed and leaves
    /// a screenshot in target/demo. Status 0 then means that the protected API answered 200 to the
    /// token from that login.
    Demo {
        /// Act without a person, in a virtual display
        #[arg(long)]
        headless: bool,
    },

    /// Open Tokenry with your own data
    ///
    /// It is a development build. For one that starts faster see `cargo xtask bundle`.
    Start {
        /// Passed on to Tokenry
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },

    /// Open Tokenry with its page reloading as you save
    ///
    /// Runs the development server of ui/ and a window that loads its page from there. Closing the
    /// window ends both. After a change in Rust, close it and run the command again.
    Dev {
        /// Passed on to Tokenry
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },

    /// Run every check and every test, as CI does
    ///
    /// Without a filter: the steps of `cargo xtask check`, the tests of the page, and all Rust tests,
    /// among them those with real authorization servers, a real browser and the real window. A step
    /// that fails does not hide the next: the summary at the end names them all.
    ///
    /// With filters: only the Rust tests whose path contains one of them.
    #[command(
        disable_help_subcommand = true,
        subcommand_value_name = "servers|windows",
        subcommand_help_heading = "What it leaves out"
    )]
    Test {
        #[command(subcommand)]
        only: Option<Only>,

        /// Part of a Rust test's path
        #[arg(value_name = "FILTER")]
        filters: Vec<String>,

        /// Passed on to each test program, such as --nocapture
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },

    /// Check formatting, lints, types, licences and the house rules
    ///
    /// Runs rustfmt, Clippy, the formatter, linter and type checker of the page, cargo-deny where it
    /// is installed, and the rules that no tool knows.
    Check {
        /// Lint what Windows and macOS compile, and nothing else (Linux)
        ///
        /// Runs Clippy over the core, the command line, the window, xtask and their tests for
        /// x86_64-pc-windows-msvc and aarch64-apple-darwin. Nothing is linked. Their standard library
        /// comes from rustup, else from the source that Debian packages.
        #[arg(long)]
        targets: bool,
    },

    /// Build the installers for this system into target/release/bundle
    ///
    /// On Linux: .deb and .rpm. An AppImage needs a tool that Tauri downloads while it runs; ask for it
    /// with `-- --bundles appimage`. On macOS: .app and .dmg. On Windows: an .msi and a set-up program.
    Bundle {
        /// Passed on to `tauri build`
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },

    /// Measure Tokenry against the smallest program that does the same (Linux)
    ///
    /// Builds both in release mode and measures them in the same run. docs/benchmarks.md holds the last
    /// figures: `-- --record` writes them there, `-- --starts N` takes more than seven starts a run.
    Bench {
        what: Measured,

        /// Passed on to the benchmark
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
}

/// Tests that `cargo xtask test` leaves out.
#[derive(Debug, Subcommand)]
pub(crate) enum Only {
    /// The authorization servers that people install, from registration to a refused call (Linux)
    ///
    /// Installs django-oauth-toolkit, JupyterHub, Canaille and Node-RED from PyPI and npm, into
    /// target/servers and tests/stage/servers. Nothing else of them is left on the machine.
    Servers {
        /// Servers, such as jupyterhub; all of them where none is named
        #[arg(value_name = "NAME")]
        names: Vec<String>,

        /// Passed on to the test program
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },

    /// Core and command line, compiled for Windows and run by Wine (Linux)
    ///
    /// Links with MinGW, into target/windows. The standard library for x86_64-pc-windows-gnu comes from
    /// rustup, else it is built from the source that Debian packages.
    Windows {
        /// Part of a Rust test's path
        #[arg(value_name = "FILTER")]
        filters: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measured {
    /// From exec to first paint and to interactive, and idle memory, beside an empty Tauri window
    Startup,
    /// From a click on Send to the painted answer; `tokenry send` beside curl
    Send,
    /// `tokenry token get`, beside one read of the keyring, one row and one seal
    Token,
    /// All three
    All,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::error::ErrorKind;

    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(["xtask"].into_iter().chain(line.split_whitespace()))
    }

    #[test]
    fn clap_finds_no_fault() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_install_stands_anywhere() {
        for line in [
            "--no-install test servers glewlwyd",
            "test --no-install servers glewlwyd",
            "test servers glewlwyd --no-install",
        ] {
            let cli = read(line).expect(line);
            assert_eq!(cli.install(), Install::Never, "{line}");
            let Command::Test {
                only: Some(Only::Servers { names, .. }),
                ..
            } = cli.command
            else {
                panic!("{line}: {cli:?}");
            };
            assert_eq!(names, ["glewlwyd"]);
        }
        assert_eq!(read("check").expect("check").install(), Install::Missing);
    }

    #[test]
    fn filters_come_first_and_the_rest_is_passed_on() {
        let cli = read("test login servers -- --nocapture --help").expect("a valid line");
        let Command::Test {
            only: None,
            filters,
            args,
        } = cli.command
        else {
            panic!("{cli:?}");
        };
        assert_eq!(filters, ["login", "servers"]);
        assert_eq!(args, ["--nocapture", "--help"]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (line, kind) in [
            ("tset", ErrorKind::InvalidSubcommand),
            ("start --headless", ErrorKind::UnknownArgument),
            ("check twice", ErrorKind::UnknownArgument),
            ("bench", ErrorKind::MissingRequiredArgument),
            ("bench everything", ErrorKind::InvalidValue),
        ] {
            assert_eq!(read(line).expect_err(line).kind(), kind, "{line}");
        }
    }
}

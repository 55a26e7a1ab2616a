//! What can go wrong in `cargo xtask`, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line was not understood.
    Usage(String),
    /// A program could not be started.
    Start { program: String, source: io::Error },
    /// A program ran and failed; it has said why itself.
    Ended { command: String, status: ExitStatus },
    /// A file or folder could not be read or written.
    File { path: PathBuf, source: io::Error },
    /// The machine lacks something that this command needs.
    Missing { what: Vec<String>, remedy: String },
    /// The house rules are broken: one line for each place.
    House(Vec<String>),
    /// Tests wrote the generated bindings anew.
    StaleBindings(PathBuf),
    /// The development server did not come up.
    NoDevServer(String),
    /// Some steps failed: how many of how many.
    Steps { failed: usize, all: usize },
}

impl Failure {
    /// The status of the whole run: 2 for a misuse, a child's own status, else 1.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Ended { status, .. } => status
                .code()
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(1),
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) => write!(f, "{what}. See `cargo xtask --help`."),
            Self::Start { program, source } => write!(f, "cannot start `{program}`: {source}"),
            Self::Ended { command, status } => write!(f, "`{command}` ended with {status}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Missing { what, remedy } => {
                writeln!(f, "this machine lacks what the command needs:")?;
                for item in what {
                    writeln!(f, "  - {item}")?;
                }
                write!(f, "{remedy}")
            }
            Self::House(places) => {
                write!(f, "the house rules are broken in {} places:", places.len())?;
                places.iter().try_for_each(|place| write!(f, "\n  {place}"))
            }
            Self::StaleBindings(path) => write!(
                f,
                "{} did not match the Rust code. The tests wrote it anew: look at it and commit it",
                path.display()
            ),
            Self::NoDevServer(at) => {
                write!(
                    f,
                    "the Vite development server did not answer at {at}; see its output above"
                )
            }
            Self::Steps { failed, all } => write!(f, "{failed} of {all} steps failed"),
        }
    }
}

/// Adds the path to an error of the file system.
pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::File {
        path: path.into(),
        source,
    }
}

//! Why a measurement did not come about.

use std::{io, path::PathBuf};

use tokenry_stage::StageError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("usage: bench startup|send|token|all [--starts N] [--record]")]
    Usage,
    #[error(transparent)]
    Stage(#[from] StageError),
    #[error("cannot read or write {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    #[error("`{command}` could not be started")]
    Start {
        command: String,
        #[source]
        source: io::Error,
    },
    #[error("`{command}` failed\n{output}")]
    Ended { command: String, output: String },
    #[error("a thread of the measurement died")]
    Thread(#[source] tokio::task::JoinError),
    #[error("the page of {program} gave no figures: {said}")]
    NoFigures { program: &'static str, said: String },
    #[error("{sent} calls were sent, and {carried} carried the token")]
    NotCarried { sent: u32, carried: u32 },
    #[error("docs/benchmarks.md has no place for `{0}`")]
    NoPlace(&'static str),
}

impl Failure {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// The whole chain of causes, one below the other.
    pub(crate) fn told(&self) -> String {
        let mut told = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            told = format!("{told}\n  because: {cause}");
            next = cause.source();
        }
        told
    }
}

//! Errors of the program, their text and their exit status.

mod hint;
mod kinds;
mod words;

use std::{io, path::PathBuf, process::ExitCode};

use tokenry_api::{
    diagnosis::DiagnosedView,
    error::{ErrorDocument, ErrorView},
};
use tokenry_core::{error::Error, request::BodyError};
use tokenry_model::{
    login::{LoginHeard, LoginRemedy, LoginStep},
    sentence::sentence,
};
use tokenry_oauth::redirect::RedirectError;
use tokenry_vault::store::Noun;

use crate::{names::Names, output::note};

pub(crate) const DONE: u8 = 0;
const FAILED: u8 = 1;
pub(crate) const USAGE: u8 = 2;
const VAULT_LOCKED: u8 = 3;
const LOGIN_NEEDED: u8 = 4;
const NOT_FOUND: u8 = 5;
const HTTP_STATUS: u8 = 6;
/// Exit status as in shells: 128 plus the number of the signal.
const INTERRUPTED: u8 = 130;

/// Command that shows the latest transcript.
const TRANSCRIPT: &str = "tokenry transcript show";

#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error(transparent)]
    Core(#[from] Error),
    #[error("There is no {what} named “{name}”.")]
    NoSuch { what: Noun, name: String },
    #[error("Several {what}s are named “{name}”.")]
    Ambiguous { what: Noun, name: String },
    /// Arguments that parse but make no sense.
    #[error("{message}")]
    Usage { message: String, hint: String },
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// Missing input, where prompting is not possible.
    #[error("The {what} is missing.")]
    MayNotAsk {
        what: &'static str,
        hint: &'static str,
    },
    #[error("The system has no data directory for this user.")]
    NoDataDir,
    #[error("The passphrase file {} cannot be read.", path.display())]
    PassphraseFile { path: PathBuf, source: io::Error },
    #[error("The passphrase in the file {} does not open the vault.", path.display())]
    WrongPassphraseFile { path: PathBuf },
    /// An irreversible action without confirmation.
    #[error("This needs confirmation.")]
    NeedsYes { what: String },
    #[error("The passphrases do not match.")]
    NotTheSame,
    #[error("The terminal cannot be read.")]
    Terminal(#[source] io::Error),
    #[error("Standard input cannot be read.")]
    Input(#[source] io::Error),
    #[error("The file {} cannot be read.", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{what} is not text.")]
    NotText { what: String },
    /// Standard output failed.
    #[error("The output could not be written.")]
    Output(#[source] io::Error),
    #[error("The body could not be written.")]
    Body(#[source] BodyError),
    /// No answer, or none over a secure connection.
    #[error("The endpoints of {address} could not be discovered.")]
    Unreachable { address: String, outcome: String },
    #[error("{message}")]
    LoginFailed {
        step: LoginStep,
        message: String,
        said: Option<String>,
        hint: String,
        causes: Vec<String>,
        remedy: Option<LoginRemedy>,
    },
    /// Failed client authentication, with another method to try.
    #[error("{refused}")]
    OtherMethod {
        refused: Box<Problem>,
        command: String,
    },
    /// Failed client authentication with every method.
    #[error("{refused}")]
    WrongSecret {
        refused: Box<Problem>,
        command: String,
    },
    /// A problem with the client and server that its commands need.
    #[error("{problem}")]
    About {
        problem: Box<Problem>,
        client: String,
        server: String,
    },
    #[error("The login was cancelled. Nothing was stored.")]
    LoginCancelled {
        /// Error in a callback without `state`.
        heard: Option<LoginHeard>,
    },
    #[error("The login timed out: no callback arrived from the browser.")]
    LoginTimedOut {
        redirect_uri: String,
        heard: Option<LoginHeard>,
    },
    #[error("Standard input contained no code.")]
    NothingPasted,
    #[error("{message}")]
    NoAnswer { message: String, hint: String },
    /// A cancelled request, on which the server may have acted.
    #[error("The request was cancelled. The server may have received it anyway.")]
    SendCancelled,
    /// Ctrl-C.
    #[error("Interrupted. {state}")]
    Interrupted { state: &'static str },
    /// A lost response. Sending the request again would repeat its effect.
    #[error(
        "The request was sent and the server answered {status}, but the response could not be stored."
    )]
    AnswerLost { status: u16 },
    #[error(
        "The request was sent and the server answered {status}, but the body could not be written: {source}"
    )]
    NotSaved { status: u16, source: BodyError },
    /// A login page as the response, with `--fail`.
    #[error("The server answered {status} with a login page instead of an API response.")]
    LoginPage { status: u16 },
    /// An HTTP error status, with `--fail`.
    #[error("The server answered {status}.")]
    HttpStatus { status: u16 },
    #[error("{message}")]
    TokenRefused {
        /// HTTP status of the call. Introspection has none.
        status: Option<u16>,
        message: String,
        said: Option<String>,
        hint: String,
        diagnosis: Option<Box<DiagnosedView>>,
    },
    #[error("The server answered {status}, which does not show whether the token works.")]
    CheckUnclear { status: u16 },
    /// Inactive by introspection alone, which also depends on the client that asks.
    #[error(
        "It is unknown whether {name} works: introspection does not report it as active, and no API call was tried."
    )]
    NotKnown { name: String },
    #[error("The command {program} could not be run.")]
    Exec { program: String, source: io::Error },
    #[error("{count} problem(s) found.")]
    DoctorFound { count: usize },
    #[error("{count} stored item(s) need a review.")]
    Differs { count: usize },
    #[error("The program could not be started.")]
    Runtime(#[source] io::Error),
    #[error("{}", words::usage(rendered))]
    Misunderstood { rendered: String },
}

impl Problem {
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn about(self, client: &str, server: &str) -> Self {
        Self::About {
            problem: Box::new(self),
            client: client.to_owned(),
            server: server.to_owned(),
        }
    }

    pub(crate) fn misunderstood(error: &clap::Error) -> Self {
        Self::Misunderstood {
            rendered: error.to_string(),
        }
    }

    /// Converts an error, naming what was not found.
    pub(crate) fn naming(error: Error, what: Noun, name: &str) -> Self {
        match error {
            Error::Store(tokenry_vault::store::StoreError::NotFound(_)) => Self::NoSuch {
                what,
                name: name.to_owned(),
            },
            error => Self::Core(error),
        }
    }

    /// Prints what happened, what the server said, and what to do, to standard error.
    pub(crate) fn tell(&self, json: bool, names: &Names) {
        if self.is_closed_pipe() {
            return;
        }
        if let Some(error) = self.core() {
            error.log();
        }
        let hint = self.hint().map(|hint| hint.filled(names));
        let mut told = ErrorView {
            kind: self.kind(),
            message: sentence(&self.to_string()),
            said: self.said(),
            hint: hint.as_ref().map(|hint| sentence(&hint.text)),
            causes: match self {
                Self::LoginFailed { causes, .. } => causes.clone(),
                _ => self.core().map(Error::causes).unwrap_or_default(),
            },
            next: hint
                .as_ref()
                .map(|hint| hint.commands.clone())
                .unwrap_or_default(),
            diagnosis: match self {
                Self::TokenRefused { diagnosis, .. } => diagnosis.clone(),
                _ => None,
            },
        };
        if names.transcript {
            told.next.push(TRANSCRIPT.to_owned());
        }
        if json {
            let text = serde_json::to_string(&ErrorDocument { error: told });
            note(&text.unwrap_or_default());
            return;
        }
        note(&format!("tokenry: {}", told.message));
        for said in told.said.iter().flat_map(|said| said.lines()) {
            note(&format!("  The server said: {said}"));
        }
        for line in hint.iter().flat_map(hint::Hint::lines) {
            note(&format!("  {line}"));
        }
        if names.transcript {
            note(&format!("  To see the transcript: {TRANSCRIPT}"));
        }
    }

    pub(crate) fn status(&self) -> ExitCode {
        ExitCode::from(self.code())
    }

    /// Returns the core's error, if this is one.
    fn core(&self) -> Option<&Error> {
        match self {
            Self::About { problem, .. } => problem.core(),
            Self::Core(error) => Some(error),
            _ => None,
        }
    }

    /// Returns `true` if the reader of standard output is gone.
    fn is_closed_pipe(&self) -> bool {
        let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        match self {
            Self::About { problem, .. } => problem.is_closed_pipe(),
            Self::Output(error)
            | Self::Body(BodyError::Output(error))
            | Self::NotSaved {
                source: BodyError::Output(error),
                ..
            } => closed(error),
            _ => false,
        }
    }
}

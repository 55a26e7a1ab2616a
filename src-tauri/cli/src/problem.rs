//! What can go wrong, in words and as an exit status.

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
/// As shells have it: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

/// Shows what was kept last.
const TRANSCRIPT: &str = "tokenry transcript show";

#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error(transparent)]
    Core(#[from] Error),
    #[error("There is no {what} named “{name}”.")]
    NoSuch { what: Noun, name: String },
    #[error("Several {what}s are named “{name}”.")]
    Ambiguous { what: Noun, name: String },
    /// What was typed cannot be meant.
    #[error("{message}")]
    Usage { message: String, hint: String },
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// Someone would have to be asked, and may not be.
    #[error("The {what} is missing.")]
    MayNotAsk {
        what: &'static str,
        hint: &'static str,
    },
    #[error("The system names no place for data.")]
    NoDataDir,
    #[error("The passphrase file {} cannot be read.", path.display())]
    PassphraseFile { path: PathBuf, source: io::Error },
    #[error("The passphrase in the file {} does not open the vault.", path.display())]
    WrongPassphraseFile { path: PathBuf },
    /// It could not be undone, and nobody said yes.
    #[error("This needs a yes.")]
    NeedsYes { what: String },
    #[error("The two passphrases are not the same.")]
    NotTheSame,
    #[error("The terminal cannot be read.")]
    Terminal(#[source] io::Error),
    #[error("Standard input cannot be read.")]
    Input(#[source] io::Error),
    #[error("The file {} cannot be read.", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{what} is not text.")]
    NotText { what: String },
    /// Standard output does not take the answer.
    #[error("The answer could not be written.")]
    Output(#[source] io::Error),
    #[error("The body could not be written.")]
    Body(#[source] BodyError),
    /// Also where it answers, but not over a connection that is safe.
    #[error("The server at {address} cannot be asked for its endpoints.")]
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
    /// The server does not believe the client, and this may help.
    #[error("{refused}")]
    OtherMethod {
        refused: Box<Problem>,
        command: String,
    },
    /// The server does not believe the client, whichever way the secret is sent.
    #[error("{refused}")]
    WrongSecret {
        refused: Box<Problem>,
        command: String,
    },
    /// Where the commands to type can say which client and server are meant.
    #[error("{problem}")]
    About {
        problem: Box<Problem>,
        client: String,
        server: String,
    },
    #[error("The login was given up: nothing was stored.")]
    LoginCancelled {
        /// An error that came back without saying which login it answers.
        heard: Option<LoginHeard>,
    },
    #[error("Nobody came back from the browser in time.")]
    LoginTimedOut {
        redirect_uri: String,
        heard: Option<LoginHeard>,
    },
    #[error("No code came on standard input.")]
    NothingPasted,
    #[error("{message}")]
    NoAnswer { message: String, hint: String },
    /// The server may have acted on it.
    #[error("The request was given up. The server may have received it all the same.")]
    SendCancelled,
    /// By Ctrl-C.
    #[error("Stopped. {state}")]
    Interrupted { state: &'static str },
    /// The request is out, and whoever sends it again does it twice.
    #[error(
        "The request was sent and the server answered {status}, but the answer could not be kept."
    )]
    AnswerLost { status: u16 },
    #[error(
        "The request was sent and the server answered {status}, but the body could not be written: {source}"
    )]
    NotSaved { status: u16, source: BodyError },
    /// With `--fail` only.
    #[error("The server answered {status} with a page to log in, and not what the API answers.")]
    LoginPage { status: u16 },
    /// With `--fail` only.
    #[error("The server answered {status}.")]
    HttpStatus { status: u16 },
    #[error("{message}")]
    TokenRefused {
        /// Of a call; nothing where the server was asked about the token.
        status: Option<u16>,
        message: String,
        said: Option<String>,
        hint: String,
        diagnosis: Option<Box<DiagnosedView>>,
    },
    #[error("The server answered {status}, which says nothing about the token.")]
    CheckUnclear { status: u16 },
    /// Introspection is all there is, and it tells of that endpoint and this client as well.
    #[error(
        "Whether {name} works is not known: the introspection endpoint does not call it active, and no call was tried."
    )]
    NotKnown { name: String },
    #[error("The command {program} cannot be run.")]
    Exec { program: String, source: io::Error },
    #[error("{count} problem(s) found.")]
    DoctorFound { count: usize },
    #[error("{count} stored thing(s) need a look.")]
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

    /// What was looked for by name is told by name.
    pub(crate) fn naming(error: Error, what: Noun, name: &str) -> Self {
        match error {
            Error::Store(tokenry_vault::store::StoreError::NotFound(_)) => Self::NoSuch {
                what,
                name: name.to_owned(),
            },
            error => Self::Core(error),
        }
    }

    /// Says it on standard error: what happened, what the server said, what to do.
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
            note(&format!("  What was sent and answered: {TRANSCRIPT}"));
        }
    }

    pub(crate) fn status(&self) -> ExitCode {
        ExitCode::from(self.code())
    }

    /// What the core says of it.
    fn core(&self) -> Option<&Error> {
        match self {
            Self::About { problem, .. } => problem.core(),
            Self::Core(error) => Some(error),
            _ => None,
        }
    }

    /// Whoever read our output has had enough of it.
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

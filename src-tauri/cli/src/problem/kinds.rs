//! Kind and exit status of each problem, for programs.

use std::io;

use tokenry_core::error::{Error, ErrorKind};
use tokenry_model::login::LoginRemedy;

use super::{
    DONE, FAILED, HTTP_STATUS, INTERRUPTED, LOGIN_NEEDED, NOT_FOUND, Problem, USAGE, VAULT_LOCKED,
};

impl Problem {
    pub(super) fn code(&self) -> u8 {
        match self {
            _ if self.is_closed_pipe() => DONE,
            Self::Core(error) => of_core(error),
            Self::About { problem, .. } => problem.code(),
            Self::OtherMethod { refused, .. } | Self::WrongSecret { refused, .. } => refused.code(),
            Self::NoSuch { .. } => NOT_FOUND,
            Self::Ambiguous { .. }
            | Self::Usage { .. }
            | Self::Redirect(_)
            | Self::Misunderstood { .. }
            | Self::MayNotAsk { .. }
            | Self::NeedsYes { .. }
            | Self::NotText { .. } => USAGE,
            Self::PassphraseFile { .. } | Self::WrongPassphraseFile { .. } => VAULT_LOCKED,
            Self::TokenRefused {
                status: Some(403), ..
            } => FAILED,
            Self::TokenRefused { .. } => LOGIN_NEEDED,
            Self::HttpStatus { .. } | Self::LoginPage { .. } => HTTP_STATUS,
            Self::LoginCancelled { .. } | Self::SendCancelled | Self::Interrupted { .. } => {
                INTERRUPTED
            }
            // As in shells.
            Self::Exec { source, .. } if source.kind() == io::ErrorKind::NotFound => 127,
            Self::Exec { .. } => 126,
            _ => FAILED,
        }
    }

    /// Returns `true` for failed client authentication.
    pub(crate) fn blames_client(&self) -> bool {
        match self {
            Self::Core(error) => error.kind() == ErrorKind::ClientRefused,
            Self::LoginFailed { remedy, .. } => *remedy == Some(LoginRemedy::OtherMethod),
            _ => false,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::OtherMethod { refused, .. } | Self::WrongSecret { refused, .. } => refused.kind(),
            Self::About { problem, .. } => problem.kind(),
            Self::Core(error) => match error.kind() {
                ErrorKind::Failed | ErrorKind::ClientRefused => "failed",
                ErrorKind::BadInput => "bad_input",
                ErrorKind::NameTaken => "name_taken",
                ErrorKind::NotFound => "not_found",
                ErrorKind::VaultLocked => "vault_locked",
                ErrorKind::CannotListen => "cannot_listen",
                ErrorKind::LoginNeeded => "login_needed",
                ErrorKind::NeedsConsent => "needs_consent",
                ErrorKind::Changed => "changed",
                ErrorKind::Cancelled => "cancelled",
            },
            Self::NoSuch { .. } => "not_found",
            Self::Ambiguous { .. }
            | Self::Usage { .. }
            | Self::Redirect(_)
            | Self::Misunderstood { .. }
            | Self::MayNotAsk { .. }
            | Self::NeedsYes { .. }
            | Self::NotText { .. } => "usage",
            Self::PassphraseFile { .. } | Self::WrongPassphraseFile { .. } => "vault_locked",
            Self::TokenRefused {
                status: Some(403), ..
            } => "refused",
            Self::TokenRefused { .. } => "login_needed",
            Self::HttpStatus { .. } | Self::LoginPage { .. } => "http_status",
            Self::LoginCancelled { .. } | Self::SendCancelled | Self::Interrupted { .. } => {
                "cancelled"
            }
            Self::LoginTimedOut { .. } => "timed_out",
            Self::NotKnown { .. } => "not_known",
            _ => "failed",
        }
    }
}

fn of_core(error: &Error) -> u8 {
    match error.kind() {
        // What came from standard input was not mistyped.
        ErrorKind::BadInput if matches!(error, Error::Pasted(_)) => FAILED,
        ErrorKind::Failed
        | ErrorKind::NameTaken
        | ErrorKind::NeedsConsent
        | ErrorKind::ClientRefused
        | ErrorKind::Cancelled
        | ErrorKind::CannotListen
        | ErrorKind::Changed => FAILED,
        ErrorKind::BadInput => USAGE,
        ErrorKind::VaultLocked => VAULT_LOCKED,
        ErrorKind::LoginNeeded => LOGIN_NEEDED,
        ErrorKind::NotFound => NOT_FOUND,
    }
}

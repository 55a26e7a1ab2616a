//! The sources of an error, for the log and for bug reports.

use super::{Error, ErrorKind};
use tokenry_model::causes::{causes, without_credentials};

impl Error {
    /// The redacted messages of the sources, outermost first. A message that the one before it
    /// already contains is left out.
    pub fn causes(&self) -> Vec<String> {
        causes(self)
    }

    /// Logs the error and its causes. What a person can put right is logged at debug level, the rest
    /// as a warning.
    pub fn log(&self) {
        let message = without_credentials(&self.to_string());
        let whole = [vec![message], self.causes()].concat().join(" ← ");
        match self.kind() {
            ErrorKind::Failed | ErrorKind::CannotListen | ErrorKind::ClientRefused => {
                tracing::warn!("{whole}");
            }
            ErrorKind::BadInput
            | ErrorKind::NameTaken
            | ErrorKind::NotFound
            | ErrorKind::VaultLocked
            | ErrorKind::LoginNeeded
            | ErrorKind::NeedsConsent
            | ErrorKind::Changed
            | ErrorKind::Cancelled => tracing::debug!("{whole}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refresh::RefreshError;
    use std::{io, sync::Arc, time::Duration};
    use tokenry_model::clock::Timestamp;
    use tokenry_oauth::{error::TokenError, http::HttpError};

    #[test]
    fn each_source_appears_once_and_redacted() {
        let io = io::Error::other(
            "for url (https://me:kept-between-us@a.example/?access_token=kept-between-us): reset",
        );
        let error = Error::NotSaved {
            path: "/nowhere".into(),
            source: io,
        };
        let causes = error.causes();
        assert_eq!(causes.len(), 1, "{causes:?}");
        assert!(causes[0].starts_with("for url (https://"), "{causes:?}");
        assert!(causes[0].ends_with("): reset"), "{causes:?}");
        assert!(!causes[0].contains("kept-between-us"), "{causes:?}");
    }

    #[test]
    fn a_failed_refresh_lists_its_cause() {
        let http = HttpError::TimedOut {
            host: "a.example".into(),
            after: Duration::from_secs(30),
        };
        let error = Error::from(Arc::new(RefreshError::Failed {
            name: "mine".into(),
            source: TokenError::Http(http),
            until: Timestamp::UNIX_EPOCH,
        }));
        let causes = error.causes();
        assert!(
            causes[0].starts_with("a.example did not answer"),
            "{causes:?}"
        );
        assert_eq!(causes.len(), 1, "{causes:?}");
    }
}

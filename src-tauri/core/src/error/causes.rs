//! The sources of an error, for the log and for bug reports.

use std::error::Error as _;

use super::{Error, ErrorKind};
use tokenry_model::redact::Redactor;

impl Error {
    /// The redacted messages of the sources, outermost first. A message that the one before it
    /// already contains is left out.
    pub fn causes(&self) -> Vec<String> {
        let redactor = Redactor::new();
        let mut causes: Vec<String> = Vec::new();
        let mut told = self.to_string();
        let mut next = self.source();
        while let Some(source) = next {
            let text = redacted(&redactor, &source.to_string());
            if !told.contains(&text) {
                causes.push(text.clone());
            }
            told = text;
            next = source.source();
        }
        causes
    }

    /// Logs the error and its causes. What a person can put right is logged at debug level, the rest
    /// as a warning.
    pub fn log(&self) {
        let message = redacted(&Redactor::new(), &self.to_string());
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

/// Redacts a message, including the URLs that an HTTP library puts into its messages.
fn redacted(redactor: &Redactor, message: &str) -> String {
    let word = |word: &str| {
        if !word.contains("://") {
            return word.to_owned();
        }
        let url = word.trim_matches(|c| "()<>\"'`,;:.".contains(c));
        word.replacen(url, &redactor.address(url), 1)
    };
    let words: Vec<String> = message.split(' ').map(word).collect();
    redactor.text(&words.join(" "))
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

//! The beginning of a response body, kept in memory while the whole body goes to its sink. If the
//! sink fails (a full disk), the exchange still succeeds, because its request was sent.

use crate::request::{BodyError, BodySink};
use tokenry_model::{redact::Redactor, secret::Secret};

/// Length of the prefix in bytes: more than any error document needs.
const ENOUGH: usize = 32 * 1024;

/// A sink that forwards a body and keeps its beginning.
#[derive(Debug)]
pub struct Beginning<S> {
    sink: S,
    kept: Vec<u8>,
    /// The error that ended the writing of the body. The response counts all the same.
    pub failed: Option<BodyError>,
}

impl<S> Beginning<S> {
    pub fn of(sink: S) -> Self {
        Self {
            sink,
            kept: Vec::new(),
            failed: None,
        }
    }

    /// Returns the sink, if it holds the whole body.
    pub fn whole(self) -> Option<S> {
        self.failed.is_none().then_some(self.sink)
    }

    /// The kept prefix as text, with the token redacted.
    pub fn text(&self, token: Option<&Secret>) -> String {
        let text = String::from_utf8_lossy(&self.kept);
        match token {
            Some(secret) => Redactor::new().with_secret(secret).text(&text),
            None => text.into_owned(),
        }
    }
}

impl<S: BodySink> BodySink for Beginning<S> {
    fn push(&mut self, bytes: &[u8]) -> Result<(), BodyError> {
        let room = ENOUGH.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if self.failed.is_none() {
            self.failed = self.sink.push(bytes).err();
        }
        Ok(())
    }
}

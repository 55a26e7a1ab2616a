//! The beginning of a body, kept beside where the whole of it goes. Where that takes no more (a full
//! disk), the exchange still ends well: its request was sent.

use crate::request::{BodyError, BodySink};
use tokenry_model::{redact::Redactor, secret::Secret};

/// More than any error document needs, in bytes.
const ENOUGH: usize = 32 * 1024;

/// Passes a body on and keeps its beginning.
#[derive(Debug)]
pub struct Beginning<S> {
    sink: S,
    kept: Vec<u8>,
    /// Why the rest of the body was let go: the answer counts all the same.
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

    /// The sink, if it holds the whole body.
    pub fn whole(self) -> Option<S> {
        self.failed.is_none().then_some(self.sink)
    }

    /// As text, without the token's.
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

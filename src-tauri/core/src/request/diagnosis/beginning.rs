//! The beginning of a body, kept beside where the whole of it goes.

use crate::{
    redact::Redactor,
    request::{BodyError, BodySink},
    secret::Secret,
};

/// More than any error document needs, in bytes.
const ENOUGH: usize = 32 * 1024;

/// Passes a body on and keeps its beginning.
#[derive(Debug)]
pub struct Beginning<S> {
    pub sink: S,
    kept: Vec<u8>,
}

impl<S> Beginning<S> {
    pub fn of(sink: S) -> Self {
        Self {
            sink,
            kept: Vec::new(),
        }
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
        self.sink.push(bytes)
    }
}

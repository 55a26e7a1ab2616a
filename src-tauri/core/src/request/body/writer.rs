//! Writing an incoming body.

use std::sync::Arc;

use super::{Bodies, Body, BodyError, blocking, chunked_text::SheetWriter};
use tokenry_model::{id::Id, request::Exchange};

/// Receives the bytes of a body as they arrive.
pub trait BodySink: Send {
    fn push(&mut self, bytes: &[u8]) -> Result<(), BodyError>;
}

/// An incoming body. If it is dropped unfinished, nothing remains.
#[derive(Debug)]
pub struct BodyWriter {
    sheet: Option<SheetWriter>,
    id: Id<Exchange>,
    bodies: Bodies,
}

impl BodyWriter {
    pub(super) fn new(sheet: SheetWriter, id: Id<Exchange>, bodies: Bodies) -> Self {
        Self {
            sheet: Some(sheet),
            id,
            bodies,
        }
    }

    /// Bytes received so far.
    pub fn size(&self) -> u64 {
        self.sheet.as_ref().map_or(0, SheetWriter::size)
    }

    /// Completes the body. From now on [`Bodies::open`] finds it.
    pub async fn finish(mut self, content_type: Option<&str>) -> Result<Arc<Body>, BodyError> {
        let Some(sheet) = self.sheet.take() else {
            return Err(BodyError::Gone);
        };
        let content_type = content_type.map(str::to_owned);
        let made = blocking(move || Body::of(sheet.finish()?, content_type.as_deref())).await;
        match made {
            Ok(body) => Ok(self.bodies.hold(self.id, body)),
            Err(error) => {
                self.discard();
                Err(error)
            }
        }
    }

    fn discard(&mut self) {
        self.sheet = None;
        // If removal fails, the file is removed with the orphans.
        if let Err(error) = self.bodies.remove(self.id) {
            tracing::warn!(%error, "an unfinished body stays behind");
        }
    }
}

impl BodySink for BodyWriter {
    fn push(&mut self, bytes: &[u8]) -> Result<(), BodyError> {
        match &mut self.sheet {
            Some(sheet) => sheet.push(bytes),
            None => Err(BodyError::Gone),
        }
    }
}

impl Drop for BodyWriter {
    fn drop(&mut self) {
        if self.sheet.is_some() {
            self.discard();
        }
    }
}

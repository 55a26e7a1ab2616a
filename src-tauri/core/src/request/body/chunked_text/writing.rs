//! Writing a sheet.

use std::{io::Write as _, sync::Arc};

use parking_lot::Mutex;

use zeroize::Zeroizing;

use super::{BodyError, CHUNK, Medium, Page, Position, Sheet};

/// Collects bytes for a [`Sheet`], which [`SheetWriter::finish`] returns.
#[derive(Debug)]
pub(in crate::request::body) struct SheetWriter {
    medium: Medium,
    pending: Zeroizing<Vec<u8>>,
    size: u64,
    position: Position,
    starts: Vec<Position>,
}

impl SheetWriter {
    pub(in crate::request::body) fn new(medium: Medium) -> Self {
        Self {
            medium,
            pending: Zeroizing::new(Vec::new()),
            size: 0,
            position: Position::default(),
            starts: Vec::new(),
        }
    }

    pub(in crate::request::body) fn push(&mut self, mut bytes: &[u8]) -> Result<(), BodyError> {
        while !bytes.is_empty() {
            let room = CHUNK - self.pending.len();
            let (now, rest) = bytes.split_at(room.min(bytes.len()));
            self.pending.extend_from_slice(now);
            bytes = rest;
            if self.pending.len() == CHUNK {
                self.put_chunk()?;
            }
        }
        Ok(())
    }

    pub(in crate::request::body) fn size(&self) -> u64 {
        self.size + self.pending.len() as u64
    }

    pub(in crate::request::body) fn finish(mut self) -> Result<Sheet, BodyError> {
        let mut last = None;
        if !self.pending.is_empty() {
            last = Some((self.starts.len(), self.put_chunk()?));
        }
        Ok(Sheet {
            medium: self.medium,
            size: self.size,
            starts: self.starts,
            end: self.position,
            last: Mutex::new(last),
        })
    }

    fn put_chunk(&mut self) -> Result<Page, BodyError> {
        let chunk = Arc::new(std::mem::take(&mut self.pending));
        self.starts.push(self.position);
        self.position.read(&chunk, |_, _, _| true);
        self.size += chunk.len() as u64;
        match &mut self.medium {
            Medium::Memory(chunks) => chunks.push(Arc::clone(&chunk)),
            Medium::File {
                file,
                sealer,
                first,
                folder,
            } => {
                let number = *first + self.starts.len() as u64 - 1;
                let sealed = sealer.seal_chunk(number, &chunk);
                file.get_mut()
                    .write_all(&sealed)
                    .map_err(|source| BodyError::at(folder, source))?;
            }
        }
        Ok(chunk)
    }
}

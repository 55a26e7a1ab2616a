//! A sheet: bytes in chunks of 64 KiB, in memory or sealed in a file, with an index that
//! knows in which line each chunk begins. Any line is found by opening one chunk.

mod search;
mod writing;

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use zeroize::Zeroizing;

pub(super) use self::writing::SheetWriter;
use super::{
    BodyError,
    derived::Stop,
    lines::{End, Position},
};
use crate::vault::StreamSealer;

pub(super) const CHUNK: usize = 64 * 1024;

type Chunk = Arc<Zeroizing<Vec<u8>>>;

/// Where the chunks of a sheet are.
#[derive(Debug)]
pub(super) enum Medium {
    Memory(Vec<Chunk>),
    File {
        file: Mutex<File>,
        sealer: Arc<StreamSealer>,
        /// The number of the first chunk: sheets of one body share its stream of numbers.
        first: u64,
        folder: Arc<Path>,
    },
}

#[derive(Debug)]
pub(super) struct Sheet {
    medium: Medium,
    size: u64,
    /// Where each chunk begins.
    starts: Vec<Position>,
    end: Position,
    /// The chunk opened last: scrolling asks for it again and again.
    last: Mutex<Option<(usize, Chunk)>>,
}

impl Sheet {
    /// Opens a sheet that was written earlier, and reads it once for its index.
    ///
    /// The length of the file gives the size; that it is the size the body had is checked by
    /// whoever knows that.
    pub(super) fn open(
        file: File,
        sealer: Arc<StreamSealer>,
        folder: Arc<Path>,
    ) -> Result<Self, BodyError> {
        let length = file.metadata().map_err(BodyError::Read)?.len();
        let overhead = StreamSealer::OVERHEAD as u64;
        let chunks = length.div_ceil(CHUNK as u64 + overhead);
        let size = length
            .checked_sub(chunks * overhead)
            .ok_or(BodyError::Damaged)?;
        let mut sheet = Self {
            medium: Medium::File {
                file: Mutex::new(file),
                sealer,
                first: 0,
                folder,
            },
            size,
            starts: Vec::new(),
            end: Position::default(),
            last: Mutex::new(None),
        };
        for number in 0..chunks {
            let mut position = sheet.end;
            sheet.starts.push(position);
            let chunk = sheet.chunk(usize::try_from(number).unwrap_or(usize::MAX))?;
            position.read(&chunk, |_, _, _| true);
            sheet.end = position;
        }
        Ok(sheet)
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// A medium like this one for a sheet made from it; `number` keeps its chunks apart.
    pub(super) fn beside(&self, number: u64) -> Result<Medium, BodyError> {
        Ok(match &self.medium {
            Medium::Memory(_) => Medium::Memory(Vec::new()),
            // Without a name: the file is gone as soon as nobody looks at it any more.
            Medium::File { sealer, folder, .. } => Medium::File {
                file: Mutex::new(
                    tempfile::tempfile_in(folder).map_err(|e| BodyError::at(folder, e))?,
                ),
                sealer: Arc::clone(sealer),
                first: number << 40,
                folder: Arc::clone(folder),
            },
        })
    }

    pub(super) fn total_lines(&self) -> u64 {
        self.end.total()
    }

    /// Chunk `number`; empty where there is none.
    pub(super) fn chunk(&self, number: usize) -> Result<Chunk, BodyError> {
        if number >= self.starts.len() {
            return Ok(Chunk::default());
        }
        match &self.medium {
            Medium::Memory(chunks) => Ok(Arc::clone(&chunks[number])),
            Medium::File {
                file,
                sealer,
                first,
                ..
            } => {
                let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((held, chunk)) = &*last
                    && *held == number
                {
                    return Ok(Arc::clone(chunk));
                }
                let sealed = self.sealed_chunk(file, number)?;
                let chunk = Arc::new(sealer.open_chunk(*first + number as u64, &sealed)?);
                *last = Some((number, Arc::clone(&chunk)));
                Ok(chunk)
            }
        }
    }

    /// All chunks in order.
    pub(super) fn each(
        &self,
        stop: &Stop,
        mut with: impl FnMut(&[u8]) -> Result<(), BodyError>,
    ) -> Result<(), BodyError> {
        for number in 0..self.starts.len() {
            stop.check()?;
            with(&self.chunk(number)?)?;
        }
        Ok(())
    }

    /// The first `limit` bytes.
    pub(super) fn beginning(&self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        for number in 0..self.starts.len() {
            let chunk = self.chunk(number)?;
            bytes.extend_from_slice(&chunk[..chunk.len().min(limit - bytes.len())]);
            if bytes.len() == limit {
                break;
            }
        }
        Ok(bytes)
    }

    pub(super) fn lines(&self, from: u64, count: u32) -> Result<Vec<String>, BodyError> {
        let end = from.saturating_add(count.into()).min(self.total_lines());
        let mut lines: Vec<String> = Vec::new();
        if from >= end {
            return Ok(lines);
        }
        let mut line: Vec<u8> = Vec::new();
        let mut number = self.chunk_of(from);
        while number < self.starts.len() && from + (lines.len() as u64) < end {
            let chunk = self.chunk(number)?;
            let mut position = self.starts[number];
            position.read(&chunk, |at, piece, ended| {
                if at >= from {
                    line.extend_from_slice(piece);
                    if ended != End::Bytes {
                        lines.push(shown(&std::mem::take(&mut line), at, ended));
                    }
                }
                from + (lines.len() as u64) < end
            });
            number += 1;
        }
        if from + (lines.len() as u64) < end {
            lines.push(shown(&line, end - 1, End::Bytes));
        }
        Ok(lines)
    }

    /// The chunk in which a line begins.
    fn chunk_of(&self, line: u64) -> usize {
        let start = Position { line, column: 0 };
        self.starts
            .partition_point(|at| *at <= start)
            .saturating_sub(1)
    }

    fn sealed_chunk(&self, file: &Mutex<File>, number: usize) -> Result<Vec<u8>, BodyError> {
        let begin = (number * CHUNK) as u64;
        let plain = usize::try_from(self.size - begin)
            .unwrap_or(CHUNK)
            .min(CHUNK);
        let offset = begin + (number * StreamSealer::OVERHEAD) as u64;
        let mut sealed = vec![0; plain + StreamSealer::OVERHEAD];
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.read_exact(&mut sealed))
            .map_err(BodyError::Read)?;
        Ok(sealed)
    }
}

/// A line as it is shown: without its line feed, and with `…` where it goes on.
fn shown(bytes: &[u8], number: u64, ended: End) -> String {
    let mut bytes = bytes;
    if number == 0 {
        bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    }
    bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if ended == End::Break {
        text.push('…');
    }
    text
}

//! Sheets: bytes in chunks of 64 KiB, in memory or sealed in a file, with an index of the line in
//! which each chunk begins. Finding a line takes one chunk.

mod writing;

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::Arc,
};

use parking_lot::Mutex;

pub(super) use self::writing::SheetWriter;
use super::{
    BodyError,
    lines::Position,
    pages::{Page, Pages},
    stop::Stop,
};
use tokenry_vault::vault::StreamSealer;

pub(super) const CHUNK: usize = 64 * 1024;

/// The storage of the chunks of a sheet.
#[derive(Debug)]
pub(super) enum Medium {
    Memory(Vec<Page>),
    File {
        file: Mutex<File>,
        sealer: Arc<StreamSealer>,
        /// The number of the first chunk. The sheets of a body share one sequence of numbers.
        first: u64,
        folder: Arc<Path>,
    },
}

#[derive(Debug)]
pub(super) struct Sheet {
    medium: Medium,
    size: u64,
    /// The beginning of each chunk.
    starts: Vec<Position>,
    end: Position,
    /// The last opened chunk, cached for scrolling.
    last: Mutex<Option<(usize, Page)>>,
}

impl Sheet {
    /// Opens a stored sheet, and reads it once to build its index.
    ///
    /// The size follows from the length of the file. The caller compares it with the size of the
    /// body.
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
            let chunk = sheet.page(usize::try_from(number).unwrap_or(usize::MAX))?;
            position.read(&chunk, |_, _, _| true);
            sheet.end = position;
        }
        Ok(sheet)
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Storage of the same kind for a derived sheet, whose chunks begin at `number`.
    pub(super) fn beside(&self, number: u64) -> Result<Medium, BodyError> {
        Ok(match &self.medium {
            Medium::Memory(_) => Medium::Memory(Vec::new()),
            // An unnamed file, which disappears when it is closed.
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

    /// Visits all chunks in order.
    pub(super) fn each(
        &self,
        stop: &Stop,
        mut with: impl FnMut(&[u8]) -> Result<(), BodyError>,
    ) -> Result<(), BodyError> {
        for number in 0..self.starts.len() {
            stop.check()?;
            with(&self.page(number)?)?;
        }
        Ok(())
    }

    fn sealed_chunk(&self, file: &Mutex<File>, number: usize) -> Result<Vec<u8>, BodyError> {
        let begin = (number * CHUNK) as u64;
        let plain = usize::try_from(self.size - begin)
            .unwrap_or(CHUNK)
            .min(CHUNK);
        let offset = begin + (number * StreamSealer::OVERHEAD) as u64;
        let mut sealed = vec![0; plain + StreamSealer::OVERHEAD];
        let mut file = file.lock();
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.read_exact(&mut sealed))
            .map_err(BodyError::Read)?;
        Ok(sealed)
    }
}

impl Pages for Sheet {
    fn starts(&self) -> &[Position] {
        &self.starts
    }

    fn end(&self) -> Position {
        self.end
    }

    fn page(&self, number: usize) -> Result<Page, BodyError> {
        if number >= self.starts.len() {
            return Ok(Page::default());
        }
        match &self.medium {
            Medium::Memory(chunks) => Ok(Arc::clone(&chunks[number])),
            Medium::File {
                file,
                sealer,
                first,
                ..
            } => {
                let mut last = self.last.lock();
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
}

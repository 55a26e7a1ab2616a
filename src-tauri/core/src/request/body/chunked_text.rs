//! A sheet: bytes in chunks of 64 KiB, in memory or sealed in a file, with an index that
//! knows in which line each chunk begins. Any line is found by opening one chunk.

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

/// Where the chunks of a sheet are.
#[derive(Debug)]
pub(super) enum Medium {
    Memory(Vec<Page>),
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
    last: Mutex<Option<(usize, Page)>>,
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
            let chunk = sheet.page(usize::try_from(number).unwrap_or(usize::MAX))?;
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

    /// All chunks in order.
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

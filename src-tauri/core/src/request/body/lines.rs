//! Division of a text into lines. A line ends at a line feed, or at the maximum length, between two
//! UTF-8 characters.

/// Maximum length of a line in bytes, without its `…`.
pub const LINE_MAX: usize = 4096;

/// Length from which a line is broken at the next character. One more character (at most four
/// bytes) still fits.
const SOFT: usize = LINE_MAX - 4;

/// The position of a reader: the line, and the bytes of it already read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: u16,
}

/// The end of a piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A line feed, which is the last byte of the piece.
    Feed,
    /// The maximum length.
    Break,
    /// The end of the available bytes.
    Bytes,
}

impl Position {
    /// The number of lines if the text ends here.
    pub(super) fn total(self) -> u64 {
        self.line + u64::from(self.column > 0)
    }

    /// Reads more bytes. Calls `piece` with each part of a line, its line number and its end.
    /// Continues while `piece` returns true.
    pub(super) fn read(
        &mut self,
        mut bytes: &[u8],
        mut piece: impl FnMut(u64, &[u8], End) -> bool,
    ) {
        while !bytes.is_empty() {
            let feed = memchr::memchr(b'\n', bytes);
            let text = &bytes[..feed.unwrap_or(bytes.len())];
            let (len, end) = match (self.fits(text), feed) {
                (Some(broken), _) => (broken, End::Break),
                (None, Some(feed)) => (feed + 1, End::Feed),
                (None, None) => (text.len(), End::Bytes),
            };
            let (now, rest) = bytes.split_at(len);
            let line = self.line;
            if end == End::Bytes {
                self.column += u16::try_from(len).unwrap_or(u16::MAX);
            } else {
                self.line += 1;
                self.column = 0;
            }
            if !piece(line, now, end) {
                return;
            }
            bytes = rest;
        }
    }

    /// The position at which `text` has to be broken, if it is too long.
    fn fits(self, text: &[u8]) -> Option<usize> {
        let column = usize::from(self.column);
        let mut at = SOFT.saturating_sub(column);
        while at < text.len() && column + at < LINE_MAX && is_continuation(text[at]) {
            at += 1;
        }
        (at < text.len()).then_some(at)
    }
}

/// Returns true for a UTF-8 continuation byte.
fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

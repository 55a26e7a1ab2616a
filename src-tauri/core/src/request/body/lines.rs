//! Where lines begin. A line ends at a line feed, or where it gets too long to be shown as
//! one; the break then falls between two characters of UTF-8.

/// Bytes of the longest line that is shown whole; its `…` not counted.
pub const LINE_MAX: usize = 4096;

/// From here on a line is broken as soon as a character begins. One character more (four
/// bytes at most) still fits.
const SOFT: usize = LINE_MAX - 4;

/// Where a reader stands: in which line, and how many bytes of it are behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: u16,
}

/// How a line came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By a line feed, which stands at the end of the piece.
    Feed,
    /// It was too long.
    Break,
    /// The bytes at hand are over.
    Bytes,
}

impl Position {
    /// How many lines there are when the text ends here.
    pub(super) fn total(self) -> u64 {
        self.line + u64::from(self.column > 0)
    }

    /// Reads on. `piece` gets the parts of the lines that `bytes` consist of, each with the
    /// number of its line and how it ended; it says whether to go on.
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

    /// Where `text` has to be broken, if it has to.
    fn fits(self, text: &[u8]) -> Option<usize> {
        let column = usize::from(self.column);
        let mut at = SOFT.saturating_sub(column);
        while at < text.len() && column + at < LINE_MAX && is_continuation(text[at]) {
            at += 1;
        }
        (at < text.len()).then_some(at)
    }
}

/// The second to fourth byte of a character in UTF-8.
fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

//! Finding lines and matches in a text that is read page by page.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::BodyError;
use super::lines::End;
use super::lines::Position;
use super::stop::Stop;
use crate::request::body::Matches;

/// A page: some tens of kilobytes of a text.
pub(super) type Page = Arc<Zeroizing<Vec<u8>>>;

/// A text in pages, with an index of the line in which each begins. Finding a line takes one
/// page.
pub(super) trait Pages: Send + Sync {
    /// The beginning of each page.
    fn starts(&self) -> &[Position];

    /// The end of the last page.
    fn end(&self) -> Position;

    /// Returns page `number`, or an empty page if there is none.
    fn page(&self, number: usize) -> Result<Page, BodyError>;

    /// Returns the whole text without a byte order mark, up to `limit` bytes.
    fn whole(&self, limit: usize, stop: &Stop) -> Result<String, BodyError> {
        let mut whole = Vec::new();
        for number in 0..self.starts().len() {
            stop.check()?;
            whole.extend_from_slice(&self.page(number)?);
            if whole.len() > limit {
                return Err(BodyError::TooLong { limit });
            }
        }
        if whole.starts_with(b"\xEF\xBB\xBF") {
            whole.drain(..3);
        }
        Ok(String::from_utf8(whole)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    fn total_lines(&self) -> u64 {
        self.end().total()
    }

    /// Returns the lines `from..from + count`, as far as they exist.
    fn lines(&self, from: u64, count: u32) -> Result<Vec<String>, BodyError> {
        let end = from.saturating_add(count.into()).min(self.total_lines());
        let mut lines: Vec<String> = Vec::new();
        if from >= end {
            return Ok(lines);
        }
        let mut line: Vec<u8> = Vec::new();
        let mut number = self.page_of(from);
        while number < self.starts().len() && from + (lines.len() as u64) < end {
            let page = self.page(number)?;
            let mut position = self.starts()[number];
            position.read(&page, |at, piece, ended| {
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

    /// Finds the lines that contain `needle`, which must be in lower case.
    fn search(&self, needle: &[u8], limit: usize, stop: &Stop) -> Result<Matches, BodyError> {
        let finder = memchr::memmem::Finder::new(needle);
        let mut found = Matches::default();
        // The end of the previous page, in which a match may begin.
        let mut carried: Vec<u8> = Vec::new();
        let mut carried_from = Position::default();
        for number in 0..self.starts().len() {
            stop.check()?;
            let page = self.page(number)?;
            let mut text = carried.clone();
            text.extend_from_slice(&page);
            text[carried.len()..].make_ascii_lowercase();

            let mut position = if number == 0 {
                self.starts()[0]
            } else {
                carried_from
            };
            let mut read_to = 0;
            for at in finder.find_iter(&text) {
                position.read(&text[read_to..at], |_, _, _| true);
                read_to = at;
                // A break right before the match moves it to the next line.
                let mut ahead = position;
                ahead.read(&text[at..=at], |_, _, _| true);
                let line = if text[at] == b'\n' {
                    position.line
                } else {
                    ahead.line
                };
                if found.lines.last() != Some(&line) {
                    if found.lines.len() == limit {
                        found.more = true;
                        return Ok(found);
                    }
                    found.lines.push(line);
                }
            }
            let keep = text.len().min(needle.len() - 1);
            position.read(&text[read_to..text.len() - keep], |_, _, _| true);
            carried_from = position;
            carried = text.split_off(text.len() - keep);
        }
        Ok(found)
    }

    /// Finds the page in which a line begins.
    fn page_of(&self, line: u64) -> usize {
        let start = Position { line, column: 0 };
        self.starts()
            .partition_point(|at| *at <= start)
            .saturating_sub(1)
    }
}

/// Returns a line as shown: without its line feed, and with `…` if it continues.
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

//! The selected text between two positions of a body.

use super::{Body, BodyError, BodyMode, LINE_MAX, blocking};

/// A position in a body as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The line, from 0.
    pub line: u64,
    /// The column in UTF-16 code units, as in a web view.
    pub column: u32,
}

/// Number of lines read at once.
const BLOCK: u32 = 1000;

impl Body {
    /// Returns the text between two positions in either order. [`BodyError::TooLong`] beyond `limit`
    /// bytes.
    pub async fn between(
        &self,
        mode: BodyMode,
        one: Spot,
        other: Spot,
        limit: usize,
    ) -> Result<String, BodyError> {
        let (from, to) = (one.min(other), one.max(other));
        let (text, _) = self.view(mode).await?;
        blocking(move || {
            let last = text.total_lines().saturating_sub(1);
            let end = Spot {
                line: last,
                column: u32::MAX,
            };
            let to = to.min(end);
            let mut out = String::new();
            let mut line = from.line;
            while line <= to.line {
                let lines = text.lines(line, BLOCK)?;
                if lines.is_empty() {
                    break;
                }
                for shown in &lines {
                    if line > to.line {
                        break;
                    }
                    add(&mut out, shown, line, from, to);
                    if out.len() > limit {
                        return Err(BodyError::TooLong { limit });
                    }
                    line += 1;
                }
            }
            Ok(out)
        })
        .await
    }
}

/// Appends the selected part of a line, and its line end if the selection continues.
fn add(out: &mut String, shown: &str, line: u64, from: Spot, to: Spot) {
    // A long line is shown in pieces, but copied as one line.
    let goes_on = shown
        .strip_suffix('…')
        .filter(|piece| piece.len() + 8 > LINE_MAX);
    let text = goes_on.unwrap_or(shown);
    let start = if line == from.line {
        at(text, from.column)
    } else {
        0
    };
    let end = if line == to.line {
        at(text, to.column)
    } else {
        text.len()
    };
    out.push_str(text.get(start..end).unwrap_or_default());
    if line < to.line && goes_on.is_none() {
        out.push('\n');
    }
}

/// Converts a column to a byte offset.
fn at(text: &str, column: u32) -> usize {
    let mut units = 0;
    for (byte, letter) in text.char_indices() {
        if units >= column {
            return byte;
        }
        units += u32::try_from(letter.len_utf16()).unwrap_or(2);
    }
    text.len()
}

//! The text between two places of a body, as a person has selected it.

use super::{Body, BodyError, BodyMode, LINE_MAX, blocking};

/// A place in a body as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// From 0.
    pub line: u64,
    /// In UTF-16 code units, as a web view counts.
    pub column: u32,
}

/// Lines read at once.
const BLOCK: u32 = 1000;

impl Body {
    /// The text from the one place to the other, whichever stands first. [`BodyError::TooLong`]
    /// beyond `limit` bytes.
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

/// Adds what is selected of this line, and its end where the selection goes on.
fn add(out: &mut String, shown: &str, line: u64, from: Spot, to: Spot) {
    // A line that is too long is shown in pieces, which are one line all the same.
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

/// Where this column is in bytes.
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

//! Streaming indentation of JSON without parsing it into values: digits, duplicate members, the
//! order of members and escapes are preserved.
//!
//! The structure is validated, so that invalid JSON is shown unformatted. The existing crates either
//! build values or indent without limits: a megabyte of `[` would become terabytes of spaces.

mod bytes;
mod number;

use self::{
    bytes::{NEW_LINE, TEXT_ENDS, begins_value, ends_scalar, is_space},
    number::is_number,
};

/// Maximum nesting. Deeper JSON is shown unformatted.
const DEEPEST: usize = 512;
/// Maximum growth as a multiple of the size, plus a small allowance.
const GROWTH: u64 = 8;
const GROWTH_FREE: u64 = 64 * 1024 * 1024;
/// Maximum number of digits.
const LONGEST_SCALAR: usize = 64 * 1024;

/// The reason JSON is not indented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotIndented {
    #[error("This is not valid JSON (byte {at}), so it is shown unformatted.")]
    Invalid { at: u64 },
    #[error("This JSON is incomplete, so it is shown unformatted.")]
    Unfinished,
    #[error("This JSON is nested more than {DEEPEST} levels deep, so it is shown unformatted.")]
    TooDeep,
    #[error("This JSON would become too large when indented, so it is shown unformatted.")]
    TooLarge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, or the end of an empty array.
    Value {
        or_end: bool,
    },
    /// A member name, or the end of an empty object.
    Name {
        or_end: bool,
    },
    Colon,
    /// What follows a value: a comma or a closing bracket.
    Next,
    /// The rest of a string. `escaped` if the last byte was a backslash.
    Text {
        name: bool,
        escaped: bool,
    },
    /// The rest of a number, `true`, `false` or `null`.
    Scalar,
}

/// Indents JSON by two spaces, in pieces of any size. Consecutive values, as in JSON Lines, stay
/// separate.
#[derive(Debug, Clone)]
pub(super) struct Indenter {
    expect: Expect,
    /// The open brackets.
    open: Vec<u8>,
    scalar: Vec<u8>,
    /// Length of the earlier pieces in bytes.
    read: u64,
    written: u64,
    most: u64,
    /// A top-level value has been read.
    begun: bool,
}

impl Indenter {
    /// Creates an indenter for JSON of `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        Self {
            expect: Expect::Value { or_end: false },
            open: Vec::new(),
            scalar: Vec::new(),
            read: 0,
            written: 0,
            most: size.saturating_mul(GROWTH).saturating_add(GROWTH_FREE),
            begun: false,
        }
    }

    /// Appends the available output to `out`.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), NotIndented> {
        let before = out.len();
        let mut at = 0;
        if self.read == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            at = 3;
        }
        while at < bytes.len() {
            let rest = &bytes[at..];
            at += match self.expect {
                Expect::Text { name, escaped } => self.text(rest, name, escaped, out),
                Expect::Scalar => self.scalar(rest, out),
                expect => self.structure(expect, rest, out),
            }
            .map_err(|why| why.after(self.read + at as u64))?;
        }
        self.read += bytes.len() as u64;
        self.written += (out.len() - before) as u64;
        if self.written > self.most {
            return Err(NotIndented::TooLarge);
        }
        Ok(())
    }

    /// Appends the rest, if the JSON is complete.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), NotIndented> {
        if self.expect == Expect::Scalar && !self.end_scalar(out) {
            return Err(NotIndented::Invalid { at: self.read });
        }
        let whole = self.open.is_empty() && (self.expect == Expect::Next || !self.begun);
        if whole {
            Ok(())
        } else {
            Err(NotIndented::Unfinished)
        }
    }

    // The next three consume at least one byte of `rest` and return the number of consumed bytes.
    // Positions of errors are relative to them.

    /// Consumes white space and one other byte.
    fn structure(
        &mut self,
        expect: Expect,
        rest: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<usize, NotIndented> {
        let Some(at) = rest.iter().position(|byte| !is_space(*byte)) else {
            return Ok(rest.len());
        };
        let byte = rest[at];
        let invalid = NotIndented::Invalid { at: at as u64 };
        match (expect, byte) {
            (Expect::Value { or_end: true }, b']') | (Expect::Name { or_end: true }, b'}') => {
                self.open.pop();
                out.push(byte);
                self.expect = Expect::Next;
            }
            (Expect::Value { .. }, _) if begins_value(byte) => self.value(byte, out)?,
            (Expect::Next, _) if self.open.is_empty() && begins_value(byte) => {
                self.value(byte, out)?;
            }
            (Expect::Name { .. }, b'"') => {
                self.new_line(out);
                out.push(byte);
                self.expect = Expect::Text {
                    name: true,
                    escaped: false,
                };
            }
            (Expect::Colon, b':') => {
                out.extend_from_slice(b": ");
                self.expect = Expect::Value { or_end: false };
            }
            (Expect::Next, b',') => {
                self.expect = match self.open.last().ok_or(invalid)? {
                    b'{' => Expect::Name { or_end: false },
                    _ => Expect::Value { or_end: false },
                };
                out.push(byte);
            }
            (Expect::Next, b']' | b'}') => {
                let opened = self.open.pop().ok_or(invalid)?;
                if (opened == b'[') != (byte == b']') {
                    return Err(invalid);
                }
                self.new_line(out);
                out.push(byte);
            }
            _ => return Err(invalid),
        }
        Ok(at + 1)
    }

    /// Consumes a string up to a backslash, or the character after one.
    fn text(
        &mut self,
        rest: &[u8],
        name: bool,
        escaped: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, NotIndented> {
        let plain = if escaped {
            0
        } else {
            rest.iter()
                .position(|byte| TEXT_ENDS[usize::from(*byte)])
                .unwrap_or(rest.len())
        };
        let taken = rest.len().min(plain + 1);
        self.expect = match rest.get(plain) {
            Some(0..0x20) => return Err(NotIndented::Invalid { at: plain as u64 }),
            Some(b'"') if !escaped && name => Expect::Colon,
            Some(b'"') if !escaped => Expect::Next,
            last => Expect::Text {
                name,
                escaped: !escaped && last == Some(&b'\\'),
            },
        };
        out.extend_from_slice(&rest[..taken]);
        Ok(taken)
    }

    /// The rest of a number, `true`, `false` or `null`.
    fn scalar(&mut self, rest: &[u8], out: &mut Vec<u8>) -> Result<usize, NotIndented> {
        let end = rest.iter().position(|byte| ends_scalar(*byte));
        let taken = end.unwrap_or(rest.len());
        if self.scalar.len() + taken > LONGEST_SCALAR {
            return Err(NotIndented::TooLarge);
        }
        self.scalar.extend_from_slice(&rest[..taken]);
        if end.is_some() && !self.end_scalar(out) {
            return Err(NotIndented::Invalid { at: taken as u64 });
        }
        Ok(taken)
    }

    fn value(&mut self, first: u8, out: &mut Vec<u8>) -> Result<(), NotIndented> {
        match self.open.last() {
            Some(b'[') => self.new_line(out),
            None if self.begun => self.new_line(out),
            _ => {}
        }
        self.begun = true;
        match first {
            b'{' | b'[' if self.open.len() == DEEPEST => return Err(NotIndented::TooDeep),
            b'{' | b'[' => {
                self.open.push(first);
                out.push(first);
                self.expect = if first == b'{' {
                    Expect::Name { or_end: true }
                } else {
                    Expect::Value { or_end: true }
                };
            }
            b'"' => {
                out.push(first);
                self.expect = Expect::Text {
                    name: false,
                    escaped: false,
                };
            }
            _ => {
                self.scalar.clear();
                self.scalar.push(first);
                self.expect = Expect::Scalar;
            }
        }
        Ok(())
    }

    /// Returns true if the literal is valid.
    fn end_scalar(&mut self, out: &mut Vec<u8>) -> bool {
        let text = self.scalar.as_slice();
        if !matches!(text, b"true" | b"false" | b"null") && !is_number(text) {
            return false;
        }
        out.extend_from_slice(text);
        self.expect = Expect::Next;
        true
    }

    fn new_line(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&NEW_LINE[..=2 * self.open.len()]);
    }
}

impl NotIndented {
    fn after(self, read: u64) -> Self {
        match self {
            Self::Invalid { at } => Self::Invalid { at: read + at },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests;

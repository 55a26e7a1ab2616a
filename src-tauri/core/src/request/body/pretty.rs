//! Indenting JSON while it streams by, without parsing it into values: numbers stay digit by
//! digit, members stay in order and may be there twice, escapes stay as written.
//!
//! The structure is checked on the way, so that what is no JSON is shown as it came. The
//! crates for this either build values or indent without bounds: a megabyte of `[` would
//! become terabytes of spaces.

mod number;

use self::number::is_number;

/// Deeper nesting is shown as it came.
const DEEPEST: usize = 512;
/// So is JSON that would grow beyond this many times its size, and a little.
const GROWTH: u64 = 8;
const GROWTH_FREE: u64 = 64 * 1024 * 1024;
/// And so is a number of more digits.
const LONGEST_SCALAR: usize = 64 * 1024;

/// Why JSON is not indented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotIndented {
    #[error("This is not valid JSON (byte {at}), so it is shown as it came.")]
    Invalid { at: u64 },
    #[error("This JSON ends too early, so it is shown as it came.")]
    Unfinished,
    #[error("This JSON is nested more than {DEEPEST} levels deep, so it is shown as it came.")]
    TooDeep,
    #[error("This JSON would become too large when indented, so it is shown as it came.")]
    TooLarge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value; or the end of the array, if it is empty so far.
    Value {
        or_end: bool,
    },
    /// A member's name; or the end of the object, if it is empty so far.
    Name {
        or_end: bool,
    },
    Colon,
    /// What follows a value: a comma or the end of what it is in.
    Next,
    /// The rest of a string; `escaped`: a backslash came just before.
    Text {
        name: bool,
        escaped: bool,
    },
    /// The rest of a number, `true`, `false` or `null`.
    Scalar,
}

/// Takes JSON in pieces of any size and gives it back indented by two spaces. Several values
/// one after the other, as in JSON lines, stay several.
#[derive(Debug)]
pub(super) struct Indenter {
    expect: Expect,
    /// The brackets that are open.
    open: Vec<u8>,
    scalar: Vec<u8>,
    out: Vec<u8>,
    /// Bytes of the pieces before this one.
    read: u64,
    written: u64,
    most: u64,
    /// There was a value at the top level.
    begun: bool,
}

impl Indenter {
    /// For JSON of `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        Self {
            expect: Expect::Value { or_end: false },
            open: Vec::new(),
            scalar: Vec::new(),
            out: Vec::new(),
            read: 0,
            written: 0,
            most: size.saturating_mul(GROWTH).saturating_add(GROWTH_FREE),
            begun: false,
        }
    }

    /// Gives back what is ready.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<&[u8], NotIndented> {
        self.out.clear();
        let mut at = 0;
        if self.read == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            at = 3;
        }
        while at < bytes.len() {
            let invalid = NotIndented::Invalid {
                at: self.read + at as u64,
            };
            match self.expect {
                Expect::Text { name, escaped } => {
                    at += self.text(&bytes[at..], name, escaped).map_err(|bad| {
                        NotIndented::Invalid {
                            at: self.read + (at + bad) as u64,
                        }
                    })?;
                    continue;
                }
                Expect::Scalar if !ends_scalar(bytes[at]) => {
                    if self.scalar.len() == LONGEST_SCALAR {
                        return Err(NotIndented::TooLarge);
                    }
                    self.scalar.push(bytes[at]);
                }
                Expect::Scalar => {
                    self.end_scalar().ok_or(invalid)?;
                    continue;
                }
                expect => {
                    if !bytes[at].is_ascii_whitespace() {
                        self.structure(expect, bytes[at]).ok_or(invalid)?;
                        if self.open.len() > DEEPEST {
                            return Err(NotIndented::TooDeep);
                        }
                    }
                }
            }
            at += 1;
        }
        self.read += bytes.len() as u64;
        self.written += self.out.len() as u64;
        if self.written > self.most {
            return Err(NotIndented::TooLarge);
        }
        Ok(&self.out)
    }

    /// Gives back the rest, if what was pushed is whole.
    pub(super) fn finish(&mut self) -> Result<&[u8], NotIndented> {
        self.out.clear();
        if self.expect == Expect::Scalar {
            self.end_scalar()
                .ok_or(NotIndented::Invalid { at: self.read })?;
        }
        let whole = self.open.is_empty() && (self.expect == Expect::Next || !self.begun);
        if whole {
            Ok(&self.out)
        } else {
            Err(NotIndented::Unfinished)
        }
    }

    /// `None`: this byte cannot stand here.
    fn structure(&mut self, expect: Expect, byte: u8) -> Option<()> {
        match (expect, byte) {
            (
                Expect::Value { .. },
                b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
            ) => {
                self.value(byte);
            }
            (Expect::Next, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
                if self.open.is_empty() =>
            {
                self.value(byte);
            }
            (Expect::Value { or_end: true }, b']') | (Expect::Name { or_end: true }, b'}') => {
                self.open.pop();
                self.out.push(byte);
                self.expect = Expect::Next;
            }
            (Expect::Name { .. }, b'"') => {
                self.new_line();
                self.out.push(byte);
                self.expect = Expect::Text {
                    name: true,
                    escaped: false,
                };
            }
            (Expect::Colon, b':') => {
                self.out.extend_from_slice(b": ");
                self.expect = Expect::Value { or_end: false };
            }
            (Expect::Next, b',') => {
                self.expect = match self.open.last()? {
                    b'{' => Expect::Name { or_end: false },
                    _ => Expect::Value { or_end: false },
                };
                self.out.push(byte);
            }
            (Expect::Next, b']' | b'}') => {
                let opened = self.open.pop()?;
                if (opened == b'[') != (byte == b']') {
                    return None;
                }
                self.new_line();
                self.out.push(byte);
            }
            _ => return None,
        }
        Some(())
    }

    fn value(&mut self, first: u8) {
        match self.open.last() {
            Some(b'[') => self.new_line(),
            None if self.begun => self.new_line(),
            _ => {}
        }
        self.begun = true;
        match first {
            b'{' | b'[' => {
                self.open.push(first);
                self.out.push(first);
                self.expect = if first == b'{' {
                    Expect::Name { or_end: true }
                } else {
                    Expect::Value { or_end: true }
                };
            }
            b'"' => {
                self.out.push(first);
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
    }

    /// Takes the string up to its end or that of the piece; tells how many bytes that were,
    /// or which of them no string may hold.
    fn text(&mut self, bytes: &[u8], name: bool, escaped: bool) -> Result<usize, usize> {
        let (taken, expect) = if escaped {
            (
                1,
                Expect::Text {
                    name,
                    escaped: false,
                },
            )
        } else {
            match memchr::memchr2(b'"', b'\\', bytes) {
                None => (bytes.len(), Expect::Text { name, escaped }),
                Some(at) if bytes[at] == b'\\' => (
                    at + 1,
                    Expect::Text {
                        name,
                        escaped: true,
                    },
                ),
                Some(at) if name => (at + 1, Expect::Colon),
                Some(at) => (at + 1, Expect::Next),
            }
        };
        if let Some(bad) = bytes[..taken].iter().position(|byte| *byte < 0x20) {
            return Err(bad);
        }
        self.out.extend_from_slice(&bytes[..taken]);
        self.expect = expect;
        Ok(taken)
    }

    fn end_scalar(&mut self) -> Option<()> {
        if !matches!(self.scalar.as_slice(), b"true" | b"false" | b"null")
            && !is_number(&self.scalar)
        {
            return None;
        }
        self.out.extend_from_slice(&self.scalar);
        self.expect = Expect::Next;
        Some(())
    }

    fn new_line(&mut self) {
        self.out.push(b'\n');
        self.out.resize(self.out.len() + 2 * self.open.len(), b' ');
    }
}

fn ends_scalar(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"' | b':')
}

#[cfg(test)]
mod tests;

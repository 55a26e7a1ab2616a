//! What the benchmarks tell while they run.

use std::io::{self, Write};

/// A closed output is the reader's wish, not a failure of ours.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

pub(crate) fn error(text: &str) {
    let _ = writeln!(io::stderr(), "error: {text}");
}

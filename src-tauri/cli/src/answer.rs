//! Output of a command on standard output: one JSON document, or text.

use std::io::{self, IsTerminal as _, Write};

use serde::Serialize;

use crate::{
    output::{escaped, harmless},
    problem::Problem,
};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Output as one JSON document.
    pub(crate) json: bool,
    /// Standard output is a terminal.
    pub(crate) terminal: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            terminal: io::stdout().is_terminal(),
        }
    }

    /// Writes the output of an action that a person declined.
    pub(crate) fn declined(self, text: &str) -> Result<(), Problem> {
        self.answer(&serde_json::Value::Null, || text.to_owned())
    }

    /// Writes the document or the text.
    pub(crate) fn answer(
        self,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Problem> {
        if self.json {
            self::document(document)
        } else {
            line(&text())
        }
    }
}

/// Writes one line of JSON.
pub(crate) fn document(document: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string(document).map_err(|error| Problem::Output(error.into()))?;
    raw(|out| writeln!(out, "{}", escaped(&text)))
}

/// Writes lines of text.
fn line(text: &str) -> Result<(), Problem> {
    raw(|out| writeln!(out, "{}", harmless(text.trim_end_matches('\n'))))
}

/// Passes standard output to `write` and flushes it.
pub(crate) fn raw(
    write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>,
) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(Problem::Output)
}

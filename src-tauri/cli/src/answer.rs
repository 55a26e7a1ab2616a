//! What a command answers, on standard output: one JSON document, or text.

use std::io::{self, IsTerminal as _, Write};

use serde::Serialize;

use crate::{
    output::{escaped, harmless},
    problem::Problem,
};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON document is the whole answer.
    pub(crate) json: bool,
    /// A person is looking at it.
    pub(crate) terminal: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            terminal: io::stdout().is_terminal(),
        }
    }

    /// The person said no, so nothing was done.
    pub(crate) fn declined(self, text: &str) -> Result<(), Problem> {
        self.answer(&serde_json::Value::Null, || text.to_owned())
    }

    /// Writes either the document or the text.
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

/// One line of JSON.
pub(crate) fn document(document: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string(document).map_err(|error| Problem::Output(error.into()))?;
    raw(|out| writeln!(out, "{}", escaped(&text)))
}

/// One line of text, or several.
fn line(text: &str) -> Result<(), Problem> {
    raw(|out| writeln!(out, "{}", harmless(text.trim_end_matches('\n'))))
}

/// Whatever `write` writes to standard output, flushed.
pub(crate) fn raw(
    write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>,
) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(Problem::Output)
}

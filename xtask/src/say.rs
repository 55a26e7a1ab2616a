//! Messages of `cargo xtask`.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// Prints a line.
pub(crate) fn line(text: &str) {
    put(&mut io::stdout(), text);
}

/// Prints the heading of a step.
pub(crate) fn step(text: &str) {
    line(&format!("\n{}", strong(&format!("== {text}"))));
}

/// Prints a command before it runs.
pub(crate) fn command(text: &str) {
    line(&format!("$ {text}"));
}

/// Prints the reason for a failed run.
pub(crate) fn failure(failure: &Failure) {
    put(&mut io::stderr(), &format!("error: {failure}"));
}

/// Ignores a closed output, which is not an error.
fn put(to: &mut impl Write, text: &str) {
    let _ = writeln!(to, "{text}").and_then(|()| to.flush());
}

fn strong(text: &str) -> String {
    let plain = !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some();
    if plain {
        text.to_owned()
    } else {
        format!("\x1b[1m{text}\x1b[0m")
    }
}

//! What `cargo xtask` tells the person in front of it.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// A plain line.
pub(crate) fn line(text: &str) {
    put(&mut io::stdout(), text);
}

/// A step that begins.
pub(crate) fn step(text: &str) {
    line(&format!("\n{}", strong(&format!("== {text}"))));
}

/// A command that is about to run.
pub(crate) fn command(text: &str) {
    line(&format!("$ {text}"));
}

/// The reason why the run ends without success.
pub(crate) fn failure(failure: &Failure) {
    put(&mut io::stderr(), &format!("error: {failure}"));
}

/// A closed output is the reader's wish, not a failure of ours.
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

//! Advice for a problem: a few sentences, and commands to copy.

use std::fmt;

use tokenry_model::sentence::sentence;

use crate::names::Names;

/// Advice. Its commands name `SERVER`, `CLIENT` and `NAME` until [`Hint::filled`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(super) text: String,
    pub(super) commands: Vec<String>,
}

impl Hint {
    /// Adds a command that may help, the likeliest first.
    #[must_use]
    pub(super) fn then(mut self, command: impl Into<String>) -> Self {
        self.commands.push(command.into());
        self
    }

    #[must_use]
    pub(super) fn filled(mut self, names: &Names) -> Self {
        for command in &mut self.commands {
            *command = names.fill(command);
        }
        self
    }

    /// Returns one sentence per line, then the commands.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = sentences(&sentence(&self.text));
        match self.commands.as_slice() {
            [] => {}
            [command] => lines.push(format!("Try: {command}")),
            commands => {
                lines.push("Try one of:".to_owned());
                lines.extend(commands.iter().map(|command| format!("  {command}")));
            }
        }
        lines
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self {
            text,
            commands: Vec::new(),
        }
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Formats the text and the first command in one line.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match self.commands.first() {
            Some(command) => write!(f, " Try: {command}"),
            None => Ok(()),
        }
    }
}

/// Splits a text into sentences. A quotation stays whole, and so does what no capital letter follows
/// (`e.g. this`).
fn sentences(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut begin = 0;
        let mut quotes = 0_i32;
        let mut before = ' ';
        for (at, c) in line.char_indices() {
            match c {
                '“' => quotes += 1,
                '”' => quotes -= 1,
                ' ' if quotes <= 0 && ".!?".contains(before) => {
                    let next = line[at + 1..].chars().next();
                    if next.is_some_and(|next| next.is_uppercase() || next == '“') {
                        lines.push(line[begin..at].to_owned());
                        begin = at + 1;
                    }
                }
                _ => {}
            }
            before = c;
        }
        lines.push(line[begin..].to_owned());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_a_line_and_the_commands_as_a_list() {
        let hint = Hint::from("The secret may be wrong. The server said “No. Never.” e.g. today")
            .then("tokenry client edit app auth=post");
        assert_eq!(
            hint.lines(),
            [
                "The secret may be wrong.",
                "The server said “No. Never.” e.g. today.",
                "Try: tokenry client edit app auth=post"
            ]
        );
        let two = hint.then("tokenry login app --as alice");
        assert_eq!(
            two.lines()[2..],
            [
                "Try one of:",
                "  tokenry client edit app auth=post",
                "  tokenry login app --as alice"
            ]
        );
        assert!(Hint::default().lines().is_empty());
    }
}

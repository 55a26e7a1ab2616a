//! A pasted command line as its words: of POSIX shells by a lexer crate, of Windows' cmd by the
//! two steps that Windows itself takes.

mod cmd;
mod posix;

/// Marks an operator of the shell among the words; no command line holds this character.
const OPERATOR: char = '\u{f8fe}';

/// A command as somebody copied it.
pub(super) struct Line {
    /// From the program's name on.
    pub(super) words: Vec<String>,
    /// `NAME=value`, before the program's name.
    pub(super) assigned: Vec<(String, String)>,
    /// What the shell does after it, as in `| jq .`, shortened to the operator and one word.
    pub(super) rest: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    #[error("the quotes do not match")]
    Posix(#[from] shell_words::ParseError),
    #[error("the double quotes do not match")]
    Cmd,
}

/// Reads one command with its assignments and prompt.
pub(super) fn read(text: &str) -> Result<Line, ShellError> {
    let text = text.replace("\r\n", "\n");
    let words = if cmd::is_it(&text) {
        cmd::words(&text)?
    } else {
        posix::words(&text)?
    };
    Ok(line(words))
}

fn line(words: Vec<String>) -> Line {
    let mut line = Line {
        words: Vec::new(),
        assigned: Vec::new(),
        rest: None,
    };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if let Some(operator) = word.strip_prefix(OPERATOR) {
            if line.words.is_empty() {
                continue;
            }
            let next = words.next().unwrap_or_default();
            line.rest = Some(format!("{operator} {next}").trim().to_owned());
            break;
        }
        if line.words.is_empty() {
            if let Some(assigned) = assignment(&word) {
                line.assigned.push(assigned);
                continue;
            }
            if is_prompt(&word) || word == "export" {
                continue;
            }
        }
        line.words.push(word);
    }
    line
}

/// `$ curl …`, `C:\Users\me>curl …`
fn is_prompt(word: &str) -> bool {
    matches!(word, "$" | "%" | ">" | "PS") || (word.ends_with('>') && word.contains(":\\"))
}

fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    named.then(|| (name.to_owned(), value.to_owned()))
}

//! Pasted command lines, split into words. A lexer crate reads POSIX shells. Windows' cmd takes the
//! two steps that Windows itself takes.

mod cmd;
mod evaluated;
mod posix;

/// Marks a shell operator among the words. No command line contains this character.
const OPERATOR: char = '\u{f8fe}';

/// Represents a quoted `$`, which the shell does not expand.
const LITERAL: char = '\u{f8fd}';

/// Matches spaces that keep words together on a page, in place of ordinary ones.
fn is_unbroken_space(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Returns a word as the program receives it.
pub(super) fn meant(word: &str) -> String {
    word.replace(LITERAL, "$")
}

/// A copied command.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The program's name and its arguments.
    pub(super) words: Vec<String>,
    /// `NAME=value`, before the program's name and in earlier commands.
    pub(super) assigned: Vec<(String, String)>,
    /// The content of its standard input: a here-document, or piped text.
    pub(super) input: Option<String>,
    /// The shell's next step, as in `| jq .`, shortened to the operator and one word.
    pub(super) rest: Option<String>,
    /// The command is inside `$(…)` of another one.
    pub(super) within: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    #[error("the quotes do not match")]
    Posix(#[from] shell_words::ParseError),
    #[error("the double quotes do not match")]
    Cmd,
}

/// Finds the commands that run one of these programs: after a prompt, after other commands, or
/// within `$(…)`.
pub(super) fn commands(text: &str, programs: &[&str]) -> Result<Vec<Line>, ShellError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (lines, failed) = if cmd::is_it(&text) {
        (by_operators(cmd::words(&text)?), None)
    } else {
        posix::lines(&text)
    };
    let runs = |line: &Line| {
        line.words
            .first()
            .is_some_and(|word| is_program(word, programs))
    };
    let mut found: Vec<Line> = lines
        .into_iter()
        .map(|line| begun(line, programs))
        .collect();
    found.retain(runs);
    match failed {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

impl Line {
    /// Its output goes to the next command.
    fn is_piped(&self) -> bool {
        let operator = self.rest.as_deref().and_then(|rest| rest.split(' ').next());
        operator == Some("|")
    }
}

/// Matches `curl`, `curl.exe`, `/usr/bin/curl`, `C:\>curl`, and `!curl` in a notebook.
fn is_program(word: &str, programs: &[&str]) -> bool {
    let name = word
        .rsplit(['/', '\\', '>', '!'])
        .next()
        .unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    programs.contains(&name)
}

/// Returns the line from its program on, without prompt, assignments and wrappers.
fn begun(mut line: Line, programs: &[&str]) -> Line {
    const LEADING: [&str; 20] = [
        "sudo", "time", "exec", "command", "env", "nohup", "eval", "export", "set", "local",
        "declare", "readonly", "if", "while", "until", "then", "do", "else", "!", "{",
    ];
    let mut begins = 0;
    for word in &line.words {
        if is_program(word, programs) {
            break;
        }
        if let Some(assigned) = assignment(word) {
            line.assigned.push(assigned);
        } else if !is_prompt(word) && !LEADING.contains(&word.as_str()) {
            break;
        }
        begins += 1;
    }
    line.words.drain(..begins);
    // `docker run image curl -s https://…`: later words count only if they look like a command.
    if line
        .words
        .first()
        .is_some_and(|first| !is_program(first, programs))
    {
        let begins = line.words.windows(2).position(|pair| {
            let called = pair[1].starts_with('-') || pair[1].contains("://");
            // Also a word of prose.
            let common = ["http", "https"].contains(&pair[0].as_str());
            is_program(&pair[0], programs) && called && !common
        });
        line.words.drain(..begins.unwrap_or(0));
    }
    line
}

/// Splits words at operators, into one line per command.
fn by_operators(words: Vec<String>) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    for word in words {
        let Some(last) = lines.last_mut() else { break };
        match word.strip_prefix(OPERATOR) {
            None => last.words.push(word),
            Some(_) if last.words.is_empty() => {}
            Some(operator) => {
                last.rest = Some(operator.to_owned());
                lines.push(Line::default());
            }
        }
    }
    for at in 1..lines.len() {
        let next = lines[at].words.first().cloned().unwrap_or_default();
        if let Some(rest) = &mut lines[at - 1].rest {
            let joined = format!("{rest} {next}");
            joined.trim().clone_into(rest);
        }
    }
    lines
}

/// Matches `$ curl …`, `C:\Users\me>curl …` and `me@host:~$ curl …`.
fn is_prompt(word: &str) -> bool {
    matches!(word, "$" | "%" | ">" | "#" | "PS" | "❯" | "➜" | "»" | "")
        || (word.ends_with('>') && word.contains(':'))
        || (word.ends_with(['$', '#', '%']) && word.contains(['@', '~', ':']))
}

fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let name = name.strip_prefix('$').unwrap_or(name);
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    named.then(|| (name.to_owned(), value.to_owned()))
}

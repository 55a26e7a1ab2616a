//! The commands of a POSIX shell's text. The lexer crate knows quotes, escapes and comments of
//! one command; what it does not know is put into its words before: where a command ends, `$'…'`,
//! `$(…)`, here-documents, line ends that lost their backslash ([`scan`], [`ansi`]).

mod ansi;
mod cursor;
mod scan;

use self::scan::Scan;
use super::{Line, ShellError, assignment, by_operators, evaluated, is_program};
use tokenry_model::variables::Variables;

/// `$(…)` within `$(…)` is followed this far.
const DEEPEST: usize = 8;

/// More assignments than a command can need are not followed, nor larger ones.
const MOST_ASSIGNED: usize = 200;
const LARGEST_ASSIGNED: usize = 8 * 1024;

/// So many commands of a text know what was assigned before them.
const MOST_COMMANDS: usize = 100;

/// Longer pipelines make no header.
const LONGEST_PIPELINE: usize = 8;

/// What nobody knows before the command has run: its program alone, since its words may hold
/// secrets.
fn unknown(inner: &str) -> String {
    let plain = |word: &&str| {
        word.len() < 32
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
    };
    let program = inner.split_whitespace().next().filter(plain);
    format!("$({} …)", program.unwrap_or("command"))
}

/// Every command that was found, and the first that could not be read: beside a command stands
/// prose, which has apostrophes too.
pub(super) fn lines(text: &str) -> (Vec<Line>, Option<ShellError>) {
    let mut reading = Reading::default();
    reading.text(text, 0);
    (reading.found, reading.failed)
}

/// The commands so far.
#[derive(Default)]
struct Reading {
    found: Vec<Line>,
    assigned: Vec<(String, String)>,
    failed: Option<ShellError>,
    /// How many know what was assigned before them.
    commands: usize,
}

impl Reading {
    fn text(&mut self, text: &str, depth: usize) {
        // `# curl …` is a root's prompt, any other `#` begins a comment.
        let text = text.trim_start();
        let prompted = text.strip_prefix("# ").filter(|rest| {
            ["curl", "wget"]
                .iter()
                .any(|program| rest.starts_with(program))
        });
        let mut rest = prompted.unwrap_or(text);
        while !rest.is_empty() {
            let mut scan = Scan::new(rest);
            scan.command(self, depth);
            let (command, input, left) = scan.done();
            self.keep(&command, input);
            rest = left.trim_start();
        }
    }

    /// One command line, up to its end: with `|` and `&&` it may be several.
    fn keep(&mut self, command: &str, input: Option<String>) {
        let words = match shell_words::split(command) {
            Ok(words) => words,
            Err(error) => {
                self.failed.get_or_insert(error.into());
                return;
            }
        };
        let mut lines = by_operators(words);
        let mut input = input;
        let last = lines.len() - 1;
        for at in 0..=last {
            if self.note_words(&lines[at].words) {
                continue;
            }
            let called = ["curl", "wget", "http", "https"];
            let calls = lines[at]
                .words
                .iter()
                .any(|word| word.contains("curl") || is_program(word, &called));
            let before = (0..at).rev().take_while(|before| lines[*before].is_piped());
            let length = before.take(LONGEST_PIPELINE + 1).count();
            if length == 0 && (calls || at == last || lines[at].is_piped()) {
                lines[at].input = input.take();
            }
            if calls && self.commands < MOST_COMMANDS {
                self.commands += 1;
                lines[at].assigned.clone_from(&self.assigned);
                if (1..=LONGEST_PIPELINE).contains(&length) {
                    let printed = evaluated::output(&lines[at - length..at], &self.variables());
                    lines[at].input = printed;
                }
            }
        }
        self.found.extend(lines);
    }

    /// Keeps the assignment that a command is.
    fn note(&mut self, command: &str) {
        if command.contains('=')
            && let Ok(words) = shell_words::split(command)
        {
            self.note_words(&words);
        }
    }

    fn note_words(&mut self, words: &[String]) -> bool {
        let leading = ["export", "set", "local", "$"];
        let words = words.iter().map(String::as_str);
        let mut words = words.skip_while(|word| leading.contains(word));
        match (words.next().map(assignment), words.next()) {
            (Some(Some((name, value))), None) => {
                self.assign(name, &value);
                true
            }
            _ => false,
        }
    }

    fn assign(&mut self, name: String, value: &str) {
        if self.assigned.len() < MOST_ASSIGNED && value.len() <= LARGEST_ASSIGNED {
            let value = self.variables().fill(value);
            self.assigned.push((name, value));
        }
    }

    fn variables(&self) -> Variables {
        Variables::shell(self.assigned.clone())
    }

    /// What stands in the place of `$(…)`: what it prints, where that is known.
    fn substituted(&mut self, inner: &str, depth: usize) -> String {
        let variables = self.variables();
        if let Some(made) = evaluated::powershell(inner, &variables) {
            return made;
        }
        if depth < DEEPEST {
            let mut within = Self {
                assigned: self.assigned.clone(),
                commands: self.commands,
                ..Self::default()
            };
            within.text(inner, depth + 1);
            self.commands = within.commands;
            match evaluated::output(&within.found, &variables) {
                Some(printed) => return printed,
                None => self.found.extend(within.found.into_iter().map(|line| Line {
                    within: true,
                    ..line
                })),
            }
        }
        unknown(inner)
    }
}

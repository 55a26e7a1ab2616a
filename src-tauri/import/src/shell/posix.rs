//! Commands of POSIX shells. The lexer crate handles quotes, escapes and comments of one command.
//! Everything else is resolved first: the end of a command, `$'…'`, `$(…)`, here-documents, and
//! line ends that lost their backslash ([`scan`], [`ansi`]).

mod ansi;
mod cursor;
mod scan;

use self::scan::Scan;
use super::{Line, ShellError, assignment, by_operators, evaluated, is_program};
use tokenry_model::variables::Variables;

/// Maximum nesting depth of `$(…)`.
const DEEPEST: usize = 8;

/// Maximum number of assignments, and of their size.
const MOST_ASSIGNED: usize = 200;
const LARGEST_ASSIGNED: usize = 8 * 1024;

/// Maximum number of commands with access to earlier assignments.
const MOST_COMMANDS: usize = 100;

/// Maximum length of an evaluated pipeline.
const LONGEST_PIPELINE: usize = 8;

/// Represents output that is unknown without running the command. Shows only the program, since its
/// arguments may contain secrets.
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

/// Returns every command, and the first parse error. Prose next to a command may contain
/// apostrophes too.
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
    /// The number of commands with access to earlier assignments.
    commands: usize,
}

impl Reading {
    fn text(&mut self, text: &str, depth: usize) {
        // `# curl …` has a root prompt. Any other `#` begins a comment.
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

    /// Adds one command line, which `|` and `&&` may divide into several commands.
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

    /// Records a command that is an assignment.
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

    /// Returns the replacement for `$(…)`: its output, if known.
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

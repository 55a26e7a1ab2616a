//! Values that begin with a hyphen, such as `--id -Rr7`. Servers issue such ids, but the parser
//! takes them for options. They are joined to their option (`--id=-Rr7`) before parsing.

use std::{collections::HashSet, ffi::OsString};

use clap::Command;

/// The options of a command and of all below it.
#[derive(Default)]
struct Options {
    with_value: HashSet<String>,
    without: HashSet<String>,
    short: HashSet<char>,
}

impl Options {
    fn learn(&mut self, command: &Command) {
        for arg in command.get_arguments() {
            self.short.extend(arg.get_short());
            let Some(long) = arg.get_long() else { continue };
            let set = if arg.get_action().takes_values() {
                &mut self.with_value
            } else {
                &mut self.without
            };
            set.insert(format!("--{long}"));
        }
        command.get_subcommands().for_each(|one| self.learn(one));
    }

    fn wants_value(&self, option: &str) -> bool {
        self.with_value.contains(option) && !self.without.contains(option)
    }

    /// Returns `true` for a word that begins like an option but cannot be one.
    fn is_value(&self, word: &str) -> bool {
        let Some(rest) = word.strip_prefix('-') else {
            return false;
        };
        let mut letters = rest.chars();
        let (first, second) = (letters.next(), letters.next());
        match (first, second) {
            // Nothing behind the hyphen, or a long option.
            (None | Some('-'), _) => false,
            (Some(first), None) => !self.short.contains(&first),
            (Some(_), Some(_)) => true,
        }
    }
}

/// Joins such values to their options. Words after `--` stay as they are.
pub(crate) fn joined(
    words: impl IntoIterator<Item = OsString>,
    command: &Command,
) -> Vec<OsString> {
    let mut options = Options::default();
    options.learn(command);
    let mut joined: Vec<OsString> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(mut word) = words.next() {
        if word == "--" {
            joined.push(word);
            joined.extend(words);
            return joined;
        }
        let wants = word.to_str().is_some_and(|word| options.wants_value(word));
        let value = |next: &OsString| next.to_str().is_some_and(|next| options.is_value(next));
        if wants && let Some(next) = words.next_if(value) {
            word.push("=");
            word.push(next);
        }
        joined.push(word);
    }
    joined
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::*;
    use crate::args::Args;

    fn read(words: &str) -> Vec<String> {
        let words = words.split(' ').map(OsString::from);
        let joined = joined(words, &Args::command());
        joined
            .into_iter()
            .map(|word| word.into_string().expect("text"))
            .collect()
    }

    #[test]
    fn a_value_may_begin_with_a_hyphen() {
        for (typed, expected) in [
            ("t client add s --id -Rr7", "t client add s --id=-Rr7"),
            (
                "t client add s --scope -a --id x",
                "t client add s --scope=-a --id x",
            ),
            ("t login app --as -bob", "t login app --as=-bob"),
            // Options stay options.
            (
                "t client add s --id --secret-stdin",
                "t client add s --id --secret-stdin",
            ),
            ("t server remove x --yes -y", "t server remove x --yes -y"),
            ("t server add x --name -y", "t server add x --name -y"),
            ("t client add s --id=-Rr7", "t client add s --id=-Rr7"),
            ("t exec t -- x --id -Rr7", "t exec t -- x --id -Rr7"),
            ("t client add s --id -", "t client add s --id -"),
        ] {
            assert_eq!(read(typed).join(" "), expected, "{typed}");
        }
        let args = Args::try_parse_from(read("t client add s --id -Rr7 --name -x7 --secret-stdin"));
        assert!(args.is_ok(), "{args:?}");
    }
}

//! The words of a command with variables substituted, both those that the text assigns and those
//! that a person gave.

use crate::{open::Open, placeholder, shell};
use tokenry_model::variables::{Trouble, Variable, Variables};

pub(super) struct Filling<'a> {
    shell: Variables,
    braces: Variables,
    given: &'a [Variable],
    /// Variables without a value so far.
    pub(super) open: Open,
}

impl<'a> Filling<'a> {
    /// Given values take precedence over assigned ones, and later assignments over earlier ones.
    pub(super) fn of(assigned: Vec<(String, String)>, given: &'a [Variable]) -> Self {
        let values = given
            .iter()
            .map(|one| (one.name.clone(), one.value.clone()));
        let braces = Variables::braces(values.clone());
        let mut open = Open::default();
        let mut known = Vec::new();
        for (name, value) in assigned.into_iter().chain(values) {
            let mut made = Open::default();
            made.take(&value);
            open.made.retain(|one| !is_variable(one, &name));
            known.retain(|(known, _)| *known != name);
            if made.made.is_empty() {
                known.push((name, shell::meant(&value)));
            } else {
                open.made
                    .extend([format!("${name}"), format!("${{{name}}}")]);
            }
        }
        Self {
            shell: Variables::shell(known),
            braces,
            given,
            open,
        }
    }

    pub(super) fn word(&mut self, word: String) -> String {
        let word = environment(word);
        self.open.take(&self.shell.fill(&word));
        let word = shell::meant(&word);
        let word = if word.contains(['$', '{']) {
            self.braces.fill(&self.shell.fill(&word))
        } else {
            word
        };
        if word.contains("://") {
            placeholder::filled(&word, self.given)
        } else {
            word
        }
    }

    /// Substitutes variables in the content of standard input.
    pub(super) fn input(&self, input: &str) -> String {
        shell::meant(&self.shell.fill(input))
    }

    pub(super) fn troubles(&self) -> impl Iterator<Item = (String, Trouble)> {
        let troubles = self.shell.troubles().into_iter();
        troubles.chain(self.braces.troubles())
    }
}

fn is_variable(written: &str, name: &str) -> bool {
    written.trim_start_matches(['$', '{']).trim_end_matches('}') == name
}

/// Converts PowerShell's `$env:NAME` to the syntax of other shells.
fn environment(word: String) -> String {
    if !word.contains('$') {
        return word;
    }
    let spelled = ["env:", "Env:", "ENV:"].into_iter();
    spelled.fold(word, |word, env| {
        word.replace(&format!("${env}"), "$")
            .replace(&format!("${{{env}"), "${")
    })
}

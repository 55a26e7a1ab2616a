//! Variables and their values: `{{name}}` in requests and Postman files, `$NAME` in a pasted
//! command.
//!
//! A variable may contain others, so a few lines can expand to gigabytes, or refer to themselves.
//! Every expansion here is bounded. A variable that exceeds a bound stays unexpanded and is
//! reported.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

/// Maximum nesting depth of variables.
const DEEPEST: usize = 32;

/// Maximum size of one expanded variable, in bytes.
const LARGEST_VALUE: usize = 1024 * 1024;

/// Maximum total size of all expansions in one set of texts, in bytes.
const LARGEST_SUM: usize = 32 * 1024 * 1024;

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variable {
    pub name: String,
    pub value: String,
}

/// The reason a variable stays unexpanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The variable contains itself.
    Ring,
    /// The variables are nested too deeply.
    Depth,
    /// The expansion would be too large.
    Size,
}

impl Trouble {
    /// Returns the reason as a sentence.
    pub fn why(self) -> &'static str {
        match self {
            Self::Ring => "This variable contains itself, so it cannot be replaced by a value.",
            Self::Depth => "This variable contains too many levels of other variables.",
            Self::Size => "The value of this variable is too large.",
        }
    }
}

/// The syntax of variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    /// `{{name}}`
    Braces,
    /// `$NAME`, `${NAME}` and `${NAME:-default}`
    Shell,
}

/// A set of variables.
pub struct Variables {
    syntax: Syntax,
    known: BTreeMap<String, String>,
    /// The expansion of each variable. `None` for one that stays unexpanded.
    made: RefCell<BTreeMap<String, Option<Arc<str>>>>,
    troubles: RefCell<BTreeSet<(String, Trouble)>>,
    left: Cell<usize>,
}

impl Variables {
    /// Creates variables in the syntax `$NAME` and `${NAME}`. The last of several with one name
    /// wins.
    pub fn shell(assigned: impl IntoIterator<Item = (String, String)>) -> Self {
        let assigned = assigned.into_iter();
        Self::new(
            Syntax::Shell,
            assigned.filter(|(_, v)| !v.is_empty()).collect(),
        )
    }

    /// Creates variables in the syntax `{{name}}`. The first of several with one name that has a
    /// value wins.
    pub fn braces(all: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut known = BTreeMap::new();
        for (name, value) in all {
            if !value.is_empty() {
                known.entry(name.trim().to_owned()).or_insert(value);
            }
        }
        Self::new(Syntax::Braces, known)
    }

    fn new(syntax: Syntax, known: BTreeMap<String, String>) -> Self {
        Self {
            syntax,
            known,
            made: RefCell::default(),
            troubles: RefCell::default(),
            left: Cell::new(LARGEST_SUM),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Returns the expanded value of a variable.
    pub fn get(&self, name: &str) -> Option<String> {
        self.value(name, &mut Vec::new())
            .map(|value| value.as_ref().to_owned())
    }

    /// Returns all variables that expand.
    pub fn all(&self) -> impl Iterator<Item = (&str, String)> {
        self.known
            .keys()
            .filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }

    /// Returns the names and unexpanded values.
    pub fn written(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the names of these variables (`{{name}}`) and of all variables that they contain.
    pub fn within(&self, written: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next: Vec<String> = written.into_iter().collect();
        while let Some(written) = next.pop() {
            let name = name_of(&written).to_owned();
            if let Some(value) = self.known.get(&name)
                && found.insert(name)
            {
                next.extend(written_in(value));
            }
        }
        found
    }

    /// Substitutes the known variables in a text. Others stay as they are.
    pub fn fill(&self, text: &str) -> String {
        let filled = self.filled(text, &mut Vec::new(), usize::MAX);
        filled.unwrap_or_else(|| text.to_owned())
    }

    /// Returns the variables that have a value but stay unexpanded.
    pub fn troubles(&self) -> Vec<(String, Trouble)> {
        self.troubles.borrow().iter().cloned().collect()
    }

    fn value<'a>(&'a self, name: &'a str, within: &mut Vec<&'a str>) -> Option<Arc<str>> {
        if let Some(known) = self.made.borrow().get(name) {
            return known.clone();
        }
        let value = self.known.get(name)?;
        let trouble = if within.contains(&name) {
            Trouble::Ring
        } else if within.len() == DEEPEST {
            Trouble::Depth
        } else {
            within.push(name);
            let value = self.filled(value, within, LARGEST_VALUE);
            within.pop();
            let value = value.map(Arc::from);
            let mut all = self.made.borrow_mut();
            return all.entry(name.to_owned()).or_insert(value).clone();
        };
        self.trouble(name, trouble);
        None
    }

    /// Returns `None` if the result would be too large, or if one of the variables cannot be
    /// expanded, since half a value is useless.
    fn filled<'a>(
        &'a self,
        text: &'a str,
        within: &mut Vec<&'a str>,
        largest: usize,
    ) -> Option<String> {
        let is_value = !within.is_empty();
        let mut out = String::new();
        let mut rest = text;
        while let Some(found) = next(rest, self.syntax) {
            out.push_str(found.before);
            let value = self.value(found.name, within);
            if is_value && value.is_none() && self.known.contains_key(found.name) {
                return None;
            }
            let value = value.as_deref().or(found.default);
            let value = value.unwrap_or(found.written);
            let left = self.left.get().checked_sub(value.len());
            if let Some(left) = left.filter(|_| out.len().saturating_add(value.len()) <= largest) {
                self.left.set(left);
                out.push_str(value);
            } else {
                self.trouble(found.name, Trouble::Size);
                if is_value {
                    return None;
                }
                out.push_str(found.written);
            }
            rest = found.after;
        }
        out.push_str(rest);
        if let (true, Some(name)) = (out.len() > largest, within.last()) {
            self.trouble(name, Trouble::Size);
            return None;
        }
        Some(out)
    }

    fn trouble(&self, name: &str, trouble: Trouble) {
        self.troubles
            .borrow_mut()
            .insert((name.to_owned(), trouble));
    }
}

/// Returns the variables of a text, in the form `{{name}}`.
pub fn written_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(found) = next(rest, Syntax::Braces) {
        names.push(found.written.to_owned());
        rest = found.after;
    }
    names
}

/// Returns the shell variables of a text that have no default: `$NAME`, `${NAME}`.
pub fn written_in_shell(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(found) = next(rest, Syntax::Shell) {
        if found.default.is_none() {
            names.push(found.written.to_owned());
        }
        rest = found.after;
    }
    names
}

/// Returns the name within `{{name}}`.
pub fn name_of(written: &str) -> &str {
    let name = written
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    name.unwrap_or(written).trim()
}

/// A variable in a text.
struct Reference<'a> {
    before: &'a str,
    name: &'a str,
    written: &'a str,
    /// `${NAME:-default}`
    default: Option<&'a str>,
    after: &'a str,
}

fn next(text: &str, syntax: Syntax) -> Option<Reference<'_>> {
    let (start, end, name, default) = match syntax {
        Syntax::Braces => {
            let start = text.find("{{")?;
            let end = start + text[start..].find("}}")? + 2;
            // `{{{{name}}`: the innermost pair counts.
            let start = text[..end].rfind("{{")?;
            (start, end, text[start + 2..end - 2].trim(), None)
        }
        Syntax::Shell => in_shell(text)?,
    };
    Some(Reference {
        before: &text[..start],
        name,
        written: &text[start..end],
        default,
        after: &text[end..],
    })
}

/// Returns the start, the end, the name and the default of the first variable.
fn in_shell(text: &str) -> Option<(usize, usize, &str, Option<&str>)> {
    for (start, _) in text.match_indices('$') {
        let behind = &text[start + 1..];
        let length = |inner: &str| {
            let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            inner.find(ends).unwrap_or(inner.len())
        };
        if let Some(inner) = behind.strip_prefix('{') {
            let name = &inner[..length(inner)];
            let behind = &inner[name.len()..];
            if !name.is_empty() && behind.starts_with('}') {
                return Some((start, start + name.len() + 3, name, None));
            }
            let default = behind.strip_prefix(":-").or(behind.strip_prefix('-'));
            let default = default.and_then(|rest| rest.split_once('}'));
            if let Some((default, after)) = default.filter(|(text, _)| !text.contains(['$', '{']))
                && !name.is_empty()
            {
                return Some((start, text.len() - after.len(), name, Some(default)));
            }
        } else if !behind.starts_with(|c: char| c.is_ascii_digit()) {
            let name = &behind[..length(behind)];
            if !name.is_empty() {
                return Some((start, start + name.len() + 1, name, None));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;

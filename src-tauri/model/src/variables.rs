//! Variables and what they become: `{{name}}` in requests and Postman's files, `$NAME` in a
//! pasted command.
//!
//! A variable may be made of others, so a few lines can stand for gigabytes, or for themselves.
//! Nothing here grows beyond its bounds: what would, stays as it is written and is told.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

/// Variables within variables are followed this far.
const DEEPEST: usize = 32;

/// No variable becomes larger, in bytes.
const LARGEST_VALUE: usize = 1024 * 1024;

/// All that variables become in the texts that are read together, in bytes.
const LARGEST_SUM: usize = 32 * 1024 * 1024;

/// A name with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variable {
    pub name: String,
    pub value: String,
}

/// Why a variable stays as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// It is made of itself.
    Ring,
    /// It is made of others, and those of others, beyond every need.
    Depth,
    /// It would become too large.
    Size,
}

impl Trouble {
    /// In a sentence.
    pub fn why(self) -> &'static str {
        match self {
            Self::Ring => "This variable is made of itself, so nothing can be put in its place.",
            Self::Depth => "This variable is made of too many others, one within the other.",
            Self::Size => "What this variable stands for is too large to be put in its place.",
        }
    }
}

/// How variables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    /// `{{name}}`
    Braces,
    /// `$NAME`, `${NAME}` and `${NAME:-default}`
    Shell,
}

/// What variables stand for.
pub struct Variables {
    syntax: Syntax,
    known: BTreeMap<String, String>,
    /// What each has become; nothing for one that stays as it is written.
    made: RefCell<BTreeMap<String, Option<Arc<str>>>>,
    troubles: RefCell<BTreeSet<(String, Trouble)>>,
    left: Cell<usize>,
}

impl Variables {
    /// `$NAME` and `${NAME}`; of two with one name the last counts.
    pub fn shell(assigned: impl IntoIterator<Item = (String, String)>) -> Self {
        let assigned = assigned.into_iter();
        Self::new(
            Syntax::Shell,
            assigned.filter(|(_, v)| !v.is_empty()).collect(),
        )
    }

    /// `{{name}}`; of two with one name the first counts that has a value.
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

    /// What the variable becomes.
    pub fn get(&self, name: &str) -> Option<String> {
        self.value(name, &mut Vec::new())
            .map(|value| value.as_ref().to_owned())
    }

    /// All that become anything.
    pub fn all(&self) -> impl Iterator<Item = (&str, String)> {
        self.known
            .keys()
            .filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }

    /// Each with its value as it is written, in which others may stand.
    pub fn written(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names of these variables (`{{name}}`) and of those that they are made of.
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

    /// The text with every variable that is known in its place; the others stay as they are.
    pub fn fill(&self, text: &str) -> String {
        let filled = self.filled(text, &mut Vec::new(), usize::MAX);
        filled.unwrap_or_else(|| text.to_owned())
    }

    /// The variables that stayed as they were written although they have a value.
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

    /// Nothing where it would become too large, or where one of its variables is in trouble:
    /// half of a value is none.
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

/// The variables of a text, as they are written there: `{{name}}`.
pub fn written_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(found) = next(rest, Syntax::Braces) {
        names.push(found.written.to_owned());
        rest = found.after;
    }
    names
}

/// The same for a shell's that have no default: `$NAME`, `${NAME}`.
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

/// The name within `{{name}}`.
pub fn name_of(written: &str) -> &str {
    let name = written
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    name.unwrap_or(written).trim()
}

/// A variable in a text.
struct Found<'a> {
    before: &'a str,
    name: &'a str,
    written: &'a str,
    /// `${NAME:-default}`
    default: Option<&'a str>,
    after: &'a str,
}

fn next(text: &str, syntax: Syntax) -> Option<Found<'_>> {
    let (start, end, name, default) = match syntax {
        Syntax::Braces => {
            let start = text.find("{{")?;
            let end = start + text[start..].find("}}")? + 2;
            // `{{{{name}}`: the innermost pair.
            let start = text[..end].rfind("{{")?;
            (start, end, text[start + 2..end - 2].trim(), None)
        }
        Syntax::Shell => in_shell(text)?,
    };
    Some(Found {
        before: &text[..start],
        name,
        written: &text[start..end],
        default,
        after: &text[end..],
    })
}

/// Where it begins and ends, its name, and what stands for it where it has no value.
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

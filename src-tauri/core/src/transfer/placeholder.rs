//! Variables and placeholders: what stands in a command or a collection for something that
//! its reader has.

use std::collections::BTreeMap;

/// Variables within variables are followed this far.
const DEEPEST: usize = 8;

/// What variables stand for, and how they are written.
#[derive(Default)]
pub(super) struct Values {
    known: BTreeMap<String, String>,
    braces: bool,
}

impl Values {
    /// `$NAME` and `${NAME}`.
    pub(super) fn shell(assigned: Vec<(String, String)>) -> Self {
        let known = assigned.into_iter().filter(|(_, value)| !value.is_empty());
        Self {
            known: known.collect(),
            braces: false,
        }
    }

    /// `{{name}}`; of two with one name the first counts.
    pub(super) fn postman(all: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut known = BTreeMap::new();
        for (name, value) in all {
            if !value.is_empty() {
                known.entry(name).or_insert(value);
            }
        }
        Self {
            known,
            braces: true,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.known.get(name).map(|value| self.fill(value))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, String)> {
        self.known
            .iter()
            .map(|(name, value)| (name.as_str(), self.fill(value)))
    }

    /// The text with every variable that is known in its place; the others stay as they are.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for _ in 0..DEEPEST {
            let next = self.once(&filled);
            if next == filled {
                break;
            }
            filled = next;
        }
        filled
    }

    fn once(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, written, after)) = next_variable(rest, self.braces) {
            out.push_str(before);
            out.push_str(self.known.get(name).map_or(written, String::as_str));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The names of the Postman variables that are left in a text, as they are written there.
pub(super) fn left_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, _, written, after)) = next_variable(rest, true) {
        names.push(written.to_owned());
        rest = after;
    }
    names
}

/// What is before a variable, its name, the variable as written, and what is behind it.
fn next_variable(text: &str, braces: bool) -> Option<(&str, &str, &str, &str)> {
    if braces {
        let start = text.find("{{")?;
        let end = start + text[start..].find("}}")?;
        let name = text[start + 2..end].trim();
        return Some((
            &text[..start],
            name,
            &text[start..end + 2],
            &text[end + 2..],
        ));
    }
    let start = text.find('$')?;
    let behind = &text[start + 1..];
    let (name, length) = if let Some(inner) = behind.strip_prefix('{') {
        let end = inner.find('}')?;
        (&inner[..end], end + 3)
    } else {
        let end = behind
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(behind.len());
        (&behind[..end], end + 1)
    };
    let end = start + length;
    Some((&text[..start], name, &text[start..end], &text[end..]))
}

/// Does this text only stand for what its reader has? `{{name}}`, `$NAME`, `%NAME%`, `<name>`,
/// `[name]`, `YOUR_CLIENT_ID`, `ACCESS_TOKEN`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let wrapped = [
        ("{{", "}}"),
        ("<", ">"),
        ("[", "]"),
        ("{", "}"),
        ("%", "%"),
        ("$", ""),
    ];
    if wrapped.iter().any(|(open, close)| {
        text.len() > open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    }) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let yours = ["your_", "your-", "your ", "my_client_", "my-client-"];
    let spoken =
        yours.iter().any(|start| lower.starts_with(start)) || lower == "xxx" || lower == "...";
    let shouted = text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    spoken
        || shouted
        || (text.len() > 2
            && text
                .chars()
                .all(|c| matches!(c, 'x' | 'X' | '*' | '.' | '…')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_the_others_stay() {
        let shell = Values::shell(vec![("ID".into(), "abc".into())]);
        assert_eq!(shell.fill("$ID ${ID} $IDX ${X}-5$"), "abc abc $IDX ${X}-5$");
        let postman = Values::postman([
            ("base".into(), "https://{{host}}".into()),
            ("host".into(), "a.example".into()),
            ("host".into(), "b.example".into()),
            ("loop".into(), "{{loop}}x".into()),
        ]);
        assert_eq!(postman.fill("{{ base }}/{{y}}"), "https://a.example/{{y}}");
        assert!(postman.fill("{{loop}}").ends_with("xxxxxxxx"), "it ends");
        assert_eq!(left_in("a{{b}}c{{ d }}"), ["{{b}}", "{{ d }}"]);
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "{{client_id}}",
            "$TOKEN",
            "${TOKEN}",
            "%TOKEN%",
            "<your token>",
            "YOUR_CLIENT_ID",
            "your-client-id",
            "ACCESS_TOKEN",
            "[Personal Auth Token]",
            "xxxxxxxx",
            "...",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "abc", "my-app", "7956", "TOKENRY", "eyJ.a.b", "a{b}c", "$", "x", "AB12_CD",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}

//! Text for a terminal: without control characters, in columns, as a shell argument, and on standard
//! error ([`note`]).

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use unicode_width::UnicodeWidthStr as _;

/// Escapes characters in JSON that would control a terminal. They occur only in strings, where an
/// escape means the same.
pub(crate) fn escaped(json: &str) -> String {
    if !json.contains(is_harmful) {
        return json.to_owned();
    }
    let mut clean = String::with_capacity(json.len());
    for character in json.chars() {
        if is_harmful(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing into a text cannot fail.
                let _ = write!(clean, "\\u{unit:04x}");
            }
        } else {
            clean.push(character);
        }
    }
    clean
}

/// Prints a message to standard error, and ignores errors.
pub(crate) fn note(text: &str) {
    let text = harmless(text.trim_end_matches('\n'));
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Formats rows as aligned columns below a header.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| plain(cell)))
        .collect();
    let mut widths = head.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let head = head.map(str::to_owned);
    let lines = std::iter::once(&head).chain(&rows).map(|row| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| padded(cell, width));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Formats `Label  value` lines with aligned values, without those that have none.
pub(crate) fn facts(facts: &[(&str, Option<String>)]) -> String {
    let told = || {
        facts
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)))
    };
    let width = told().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines =
        told().map(|(name, value)| format!("{}  {}", padded(&plain(name), width), plain(value)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Replaces the control characters in one line of foreign text.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if is_harmful(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Replaces the control characters in several lines of text, except line breaks and tabs.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| {
            if is_harmful(c) && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// Quotes a text as one shell argument, if it needs that.
pub(crate) fn quoted(text: &str) -> String {
    tokenry_model::shell::for_prompt(&plain(text))
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_elsewhere_is_obeyed_by_a_terminal() {
        let name = "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{2066}e\rf\u{7f}";
        let shown = harmless(&format!("Stored {name}.\n\tNext"));
        assert_eq!(
            shown,
            "Stored a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}.\n\tNext"
        );
        let json = escaped(&serde_json::json!({ "name": name, "ü": "名" }).to_string());
        assert!(!json.contains(is_harmful), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON still");
        assert_eq!(read, serde_json::json!({ "name": name, "ü": "名" }));
    }

    #[test]
    fn columns_stand_below_each_other_whatever_is_in_them() {
        let rows = [
            ["名前".to_owned(), "x".to_owned()],
            ["a\u{1b}[31m".to_owned(), String::new()],
        ];
        let table = table(["NAME", "B"], &rows);
        assert_eq!(table, "NAME    B\n名前    x\na\u{fffd}[31m");
        let facts = facts(&[
            ("a", Some("1".into())),
            ("bcd", Some("2".into())),
            ("gone", None),
        ]);
        assert_eq!(facts, "a    1\nbcd  2");
    }
}

//! Names and values in any kind of text: HTML, XML, YAML, log lines, JSON inside a string, and the
//! output of broken servers.
//!
//! A match is a secret name, its closing quote in any escape, a separator, and the value. An
//! unquoted value counts only if it does not look like a word, so that "the token: expired" stays a
//! sentence.

use std::ops::Range;

use super::{MASK, is_secret_name, pairs::is_secret_pair};

/// Quotes around names and values, in their escaped forms.
const QUOTES: [&str; 27] = [
    "\\\\\\\"",
    "\\\"",
    "\\u0022",
    "\\\\u0022",
    "&quot;",
    "&#34;",
    "&#x22;",
    "&#39;",
    "%5C%22",
    "%22",
    "%27",
    "\"",
    "'",
    "`",
    "“",
    "”",
    "„",
    "‟",
    "‘",
    "’",
    "‚",
    "«",
    "»",
    "″",
    "＂",
    "&ldquo;",
    "&rdquo;",
];

/// Typographic quotes, whose opening and closing characters differ.
const CURLY: [char; 11] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '″', '＂'];
const SEPARATORS: [&str; 10] = [
    "=>", "%3A", "%3a", "%3D", "%3d", ":", "=", "&#61;", "：", "＝",
];

const SPACE: [char; 5] = [' ', '\t', '\r', '\n', '\u{a0}'];

/// Replaces every value of a secret name.
pub(super) fn mask(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for value in values(text) {
        clean.push_str(&text[from..value.start]);
        clean.push_str(MASK);
        from = value.end;
    }
    clean.push_str(&text[from..]);
    clean
}

/// Calls `with` for each value of a secret name.
pub(super) fn each_value(text: &str, with: &mut dyn FnMut(&str)) {
    for value in values(text) {
        with(&text[value]);
    }
}

fn values(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_name_char).map(|offset| at + offset) {
        let end = text[start..]
            .find(|c| !is_name_char(c))
            .map_or(text.len(), |offset| start + offset);
        at = end;
        // The remainder of an escape is not part of a name, such as `u0022` of `\u0022`, or `%22`.
        let name = name_in(&text[start..end], &text[..start]);
        if !is_secret_name(name) {
            continue;
        }
        if let Some(value) = value_behind(text, start, end) {
            at = value.end;
            found.push(value);
        }
    }
    found
}

fn name_in<'a>(word: &'a str, before: &str) -> &'a str {
    let escapes: [(&str, &str); 4] = [("\\", "u0022"), ("%", "22"), ("%", "27"), ("\\", "n")];
    for (mark, rest) in escapes {
        if before.ends_with(mark)
            && let Some(name) = word.strip_prefix(rest)
        {
            return name;
        }
    }
    word
}

fn value_behind(text: &str, name_start: usize, name_end: usize) -> Option<Range<usize>> {
    let (behind, closed) = after_quote(&text[name_end..]);
    if let Some(value) = of_part(text, name_start, behind, closed.is_some()) {
        return Some(value);
    }
    let rest = behind.trim_start_matches(SPACE);
    if let Some(value) = of_element(text, name_start, rest) {
        return Some(value);
    }
    if let Some(value) = of_attribute(text, rest) {
        return Some(value);
    }
    let separator = SEPARATORS.iter().find(|one| rest.starts_with(**one));
    let first_of_pair = || {
        let quote = |c: char| matches!(c, '\\' | '"' | '\'') || CURLY.contains(&c);
        let before = text[..name_start].trim_end_matches(quote);
        before.len() < name_start && before.ends_with(['[', '('])
    };
    let rest = match separator {
        Some(separator) => &rest[separator.len()..],
        // `["access_token", "…"]`
        None if closed.is_some() && rest.starts_with(',') && first_of_pair() => &rest[1..],
        None => return None,
    };
    let same_line = rest.trim_start_matches([' ', '\t', '\u{a0}']);
    let (value, quote) = match after_quote(rest.trim_start_matches(SPACE)) {
        (value, Some(quote)) => (value, Some(quote)),
        (_, None) if separator.is_some() => (same_line, None),
        (_, None) => return None,
    };
    let start = text.len() - value.len();
    let length = match quote {
        Some(quote) => quoted(value, quote),
        None => bare(value),
    };
    let value = &value[..length];
    let counts = quote.is_some() || !looks_like_a_word(value);
    let plain =
        value.is_empty() || value.starts_with(MASK) || ["null", "true", "false"].contains(&value);
    let name = &text[name_start..name_end];
    let plain = plain || (separator.is_none() && !is_secret_pair(name, value));
    (counts && !plain).then_some(start..start + length)
}

/// Returns the length of a value up to its closing quote.
fn quoted(value: &str, opening: &str) -> usize {
    let end = if opening.starts_with(CURLY) {
        value.find(|c| c == '"' || CURLY.contains(&c))
    } else if opening.ends_with("dquo;") {
        value.find("&rdquo;")
    } else {
        value.find(opening)
    };
    end.unwrap_or(value.len())
}

/// Returns the length of an unquoted value. The text after a scheme (`Bearer …`) belongs to it.
fn bare(value: &str) -> usize {
    let end = |text: &str| {
        text.find(|c: char| c.is_whitespace() || "&,;<>\"'}])\\".contains(c) || CURLY.contains(&c))
            .unwrap_or(text.len())
    };
    let first = end(value);
    let scheme = ["bearer", "basic", "dpop", "token"]
        .iter()
        .any(|scheme| value[..first].eq_ignore_ascii_case(scheme));
    match value[first..].strip_prefix(' ') {
        Some(credential) if scheme && !looks_like_a_word(&credential[..end(credential)]) => {
            first + 1 + end(credential)
        }
        _ => first,
    }
}

/// Finds the value in a part of a multipart body: `name="access_token"`, an empty line, and the
/// value.
fn of_part(text: &str, name_start: usize, behind: &str, closed: bool) -> Option<Range<usize>> {
    if !closed || !text[..name_start].ends_with("name=\"") {
        return None;
    }
    let value = behind
        .strip_prefix("\r\n\r\n")
        .or_else(|| behind.strip_prefix("\n\n"))?;
    let start = text.len() - value.len();
    let length = value.find(['\r', '\n']).unwrap_or(value.len());
    (length > 0 && !value.starts_with(MASK)).then_some(start..start + length)
}

/// Finds the value in `<access_token>…</access_token>` and `<td>access_token</td> <td>…</td>`.
fn of_element(text: &str, name_start: usize, rest: &str) -> Option<Range<usize>> {
    let opened = text[..name_start].ends_with(['<', ':']);
    let value = if opened && rest.starts_with('>') {
        &rest[1..]
    } else if rest.starts_with("</") {
        let behind = &rest[rest.find('>')? + 1..];
        let next = behind.trim_start();
        let open = next.strip_prefix('<').filter(|tag| !tag.starts_with('/'))?;
        &open[open.find('>')? + 1..]
    } else {
        return None;
    };
    let inner = value.trim_start();
    let inner = inner.strip_prefix("<![CDATA[").unwrap_or(inner);
    let start = text.len() - inner.len();
    let length = inner.find(['<', ']']).unwrap_or(inner.len());
    let length = inner[..length].trim_end().len();
    (length > 0 && !inner.starts_with(MASK)).then_some(start..start + length)
}

/// Finds the value in `<input name="access_token" value="…">`.
fn of_attribute(text: &str, rest: &str) -> Option<Range<usize>> {
    let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
    if rest.starts_with(['=', ':', ',', '<']) {
        return None;
    }
    let found = ["value=", "content="]
        .into_iter()
        .find_map(|name| Some(tag.find(name)? + name.len()))?;
    let behind = &rest[found..];
    let (value, quote) = after_quote(behind);
    let start = text.len() - value.len();
    let length = match quote {
        Some(quote) => quoted(value, quote),
        None => value.find([' ', '>', '/']).unwrap_or(value.len()),
    };
    (length > 0 && !value.starts_with(MASK)).then_some(start..start + length)
}

/// Returns the text after a quote, and the quote.
fn after_quote(text: &str) -> (&str, Option<&'static str>) {
    for quote in QUOTES {
        if let Some(rest) = text.strip_prefix(quote) {
            return (rest, Some(quote));
        }
    }
    (text, None)
}

/// Matches a few letters and nothing else: prose.
fn looks_like_a_word(value: &str) -> bool {
    value.len() < 24
        && value
            .chars()
            .all(|c| c.is_lowercase() || c == '.' || c == '-' || c == '_')
        || value.len() < 4
}

fn is_name_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-.".contains(character)
}

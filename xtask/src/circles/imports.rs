//! Extraction of the crate-internal paths that a source file uses.

/// Each once, such as `crate::token::Token`; globs and renames are cut off. Tests at the end of the
/// source do not count.
pub(super) fn of(source: &str) -> Vec<String> {
    let source = without_tests(source)
        .replace(r#"'"'"#, "' '")
        .replace(r#"'\"'"#, "' '");
    let source = without_words(&source);
    let mut paths = Vec::new();
    let mut rest = source.as_str();
    while let Some(at) = start(rest) {
        let (path, behind) = path(&rest[at..]);
        expand("", path, &mut paths);
        rest = behind;
    }
    paths.sort();
    paths.dedup();
    paths
}

fn without_tests(source: &str) -> &str {
    let tests = source.find("#[cfg(test)]\nmod tests {");
    &source[..tests.unwrap_or(source.len())]
}

/// Removes comments and string literals.
fn without_words(source: &str) -> String {
    let mut clean = String::with_capacity(source.len());
    let mut quoted = false;
    for line in source.lines() {
        let line = if quoted {
            line
        } else {
            line.split("//").next().unwrap_or_default()
        };
        let mut escaped = false;
        for character in line.chars() {
            match character {
                '"' if !escaped => quoted = !quoted,
                _ if quoted => {}
                _ => clean.push(character),
            }
            escaped = character == '\\' && !escaped;
        }
        clean.push('\n');
    }
    clean
}

/// Finds the beginning of the next path of this crate.
fn start(text: &str) -> Option<usize> {
    let begins = |word: &str| {
        text.match_indices(word).map(|(at, _)| at).find(|at| {
            let before = text[..*at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
        })
    };
    ["crate::", "super::", "self::"]
        .into_iter()
        .filter_map(begins)
        .min()
}

/// The path at the beginning, with a group of names in braces if it ends in one, and what follows.
fn path(text: &str) -> (&str, &str) {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    if !text[..end].ends_with("::") || !text[end..].starts_with('{') {
        return (text[..end].trim_end_matches(':'), &text[end..]);
    }
    let mut depth = 0_u32;
    for (at, c) in text[end..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return text.split_at(end + at + 1),
            '}' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// Expands a group.
fn expand(before: &str, path: &str, paths: &mut Vec<String>) {
    let path = path.trim();
    let Some((own, group)) = path.split_once('{') else {
        let name = path.split_whitespace().next().unwrap_or_default();
        let whole = format!("{before}{name}");
        let whole = whole.trim_end_matches("::self").trim_end_matches("::*");
        if !name.is_empty() {
            paths.push(whole.to_owned());
        }
        return;
    };
    let before = format!("{before}{own}");
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut depth, mut from) = (0_u32, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                expand(&before, &group[from..at], paths);
                from = at + 1;
            }
            _ => {}
        }
    }
    expand(&before, &group[from..], paths);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_written_out() {
        let source = "use crate::{\n    a::{self, B as C, d::*},\n    e,\n};\nuse super::f::G;";
        let expected = [
            "crate::a",
            "crate::a::B",
            "crate::a::d",
            "crate::e",
            "super::f::G",
        ];
        assert_eq!(of(source), expected);
    }

    #[test]
    fn paths_in_the_code_count_and_words_do_not() {
        let source = "fn f() -> crate::a::B { g(\"crate::no \\\" crate::neither\") } // crate::c";
        assert_eq!(of(source), ["crate::a::B"]);
        assert_eq!(of("other_crate::a; dup::super::b"), [] as [&str; 0]);
    }
}

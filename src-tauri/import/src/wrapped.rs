//! The surroundings of commands in documentation: Markdown fences and typographic quotes.

use std::borrow::Cow;

pub(super) fn unwrapped(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let text = &*unescaped(text);
    let inner = fenced(text).unwrap_or_else(|| text.to_owned());
    let curly = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’');
    if inner.contains(curly) && !inner.contains(['"', '\'']) {
        let straight = |c: char| match c {
            '“' | '”' | '„' => '"',
            '‘' | '’' => '\'',
            other => other,
        };
        return inner.chars().map(straight).collect();
    }
    inner
}

/// Decodes a command from the source of a page. In a file, such quotes belong to the text.
fn unescaped(text: &str) -> Cow<'_, str> {
    let quotes = ["&quot;", "&#34;", "&#39;", "&apos;"];
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || "$%>#!".contains(c));
    let is_command = ["curl", "wget", "http "]
        .iter()
        .any(|it| first.starts_with(it));
    if !is_command || !quotes.iter().any(|quote| text.contains(quote)) {
        return Cow::Borrowed(text);
    }
    let plain = text.replace("&quot;", "\"").replace("&#34;", "\"");
    let plain = plain.replace("&#39;", "'").replace("&apos;", "'");
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">");
    Cow::Owned(plain.replace("&amp;", "&"))
}

/// Returns the content of all Markdown fences.
fn fenced(text: &str) -> Option<String> {
    let mut within: Option<&str> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let fence = ["```", "~~~"]
            .into_iter()
            .find(|fence| trimmed.starts_with(fence));
        match (within, fence) {
            (None, Some(fence)) => within = Some(fence),
            (Some(open), Some(fence)) if open == fence => within = None,
            (Some(_), _) => found.push(line),
            (None, None) => {}
        }
    }
    (!found.is_empty()).then(|| found.join("\n"))
}

//! What documentation puts around a command: the fences of Markdown, and the curly quotes of
//! programs that write for readers.

use std::borrow::Cow;

pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('\u{feff}');
    let inner = fenced(text).map_or(Cow::Borrowed(text), Cow::Owned);
    let curly = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’');
    if inner.contains(curly) && !inner.contains(['"', '\'']) {
        let straight = |c: char| match c {
            '“' | '”' | '„' => '"',
            '‘' | '’' => '\'',
            other => other,
        };
        return Cow::Owned(inner.chars().map(straight).collect());
    }
    inner
}

/// What stands between fences, all of it where there are several.
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

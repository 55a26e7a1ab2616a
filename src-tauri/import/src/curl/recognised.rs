//! Detection of commands in a text.

/// Returns `true` if the text may contain a command, with a prompt, comments and assignments.
pub(crate) fn is_command(text: &str) -> bool {
    let begins = |before: Option<char>| {
        before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '-' | '.' | '_'))
    };
    let ends = |after: Option<char>| {
        after.is_none_or(|after| after.is_whitespace() || matches!(after, '\\' | '^' | '`'))
    };
    let named = |program: &str| {
        text.match_indices(program).any(|(at, word)| {
            let after = &text[at + word.len()..];
            let after = after.strip_prefix(".exe").unwrap_or(after);
            begins(text[..at].chars().next_back()) && ends(after.chars().next())
        })
    };
    named("curl") || named("wget") || text.lines().any(calls_httpie)
}

/// Matches `http POST …` at the beginning of a command. Elsewhere it is prose.
fn calls_httpie(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).enumerate().any(|(at, pair)| {
        let named = ["http", "https"].contains(&pair[0].trim_start_matches("$("))
            || pair[0].ends_with("=$(http")
            || pair[0].ends_with("=$(https");
        let begins = at == 0
            || matches!(
                words[at - 1],
                "$" | "%" | ">" | "#" | "|" | "&&" | ";" | "sudo" | "time"
            );
        let method = pair[1].len() > 2 && pair[1].chars().all(|c| c.is_ascii_uppercase());
        let called = method || pair[1].starts_with('-') || pair[1].contains(['/', ':']) || {
            let host = pair[1].split('/').next().unwrap_or_default();
            host.contains('.') && !host.ends_with('.')
        };
        named && begins && called
    })
}

//! Error messages as full sentences.
//!
//! Error messages are worded to appear within other sentences. On their own they need a capital
//! letter and a full stop.

/// Leaves anything that is not prose unchanged: a URL, a file name, a command to type.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_word = first.chars().all(char::is_alphabetic) && first != "tokenry";
    let begun = match first.chars().next() {
        Some(letter) if is_word && !rest.is_empty() => {
            format!("{}{}", letter.to_uppercase(), &text[letter.len_utf8()..])
        }
        _ => text.to_owned(),
    };
    let ends_in_command = text
        .rsplit(": ")
        .next()
        .is_some_and(|end| end.starts_with("tokenry "));
    if begun.is_empty() || begun.ends_with(['.', '!', '?', ':']) || ends_in_command {
        begun
    } else {
        format!("{begun}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_sentences() {
        assert_eq!(sentence("the vault is locked"), "The vault is locked.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(
            sentence("https://a.example is slow"),
            "https://a.example is slow."
        );
        assert_eq!(
            sentence("unlock it: tokenry vault unlock"),
            "Unlock it: tokenry vault unlock"
        );
    }
}

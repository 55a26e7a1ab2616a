//! Command lines of Windows' cmd, as browsers copy them. cmd removes its carets, and then the
//! program splits the line by the rules of Microsoft's C runtime.

use super::{OPERATOR, ShellError};

/// Only cmd continues a line after a caret, and only there `^"` has a meaning.
pub(super) fn is_it(text: &str) -> bool {
    text.contains("^\"") || text.lines().any(|line| line.trim_end().ends_with(" ^"))
}

pub(super) fn words(text: &str) -> Result<Vec<String>, ShellError> {
    split(&without_carets(text.trim()))
}

fn without_carets(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '^' if !quoted => match characters.next() {
                // Continues on the next line. A second line break is literal.
                Some('\n') => line.extend(characters.next_if_eq(&'\n')),
                Some(' ') if characters.clone().find(|next| *next != ' ') == Some('\n') => {
                    while characters.next_if_eq(&' ').is_some() {}
                    characters.next();
                    line.push(' ');
                }
                escaped => line.extend(escaped),
            },
            '"' => {
                quoted = !quoted;
                line.push(character);
            }
            _ => line.push(character),
        }
    }
    line
}

fn split(line: &str) -> Result<Vec<String>, ShellError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let end = |word: &mut Option<String>| {
        let word = word.take()?;
        let operates = matches!(word.as_str(), "&" | "&&" | "|" | "||" | ">" | ">>");
        Some(if operates {
            format!("{OPERATOR}{word}")
        } else {
            word
        })
    };
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let mut count = 1;
                while characters.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                let word = word.get_or_insert_default();
                if characters.peek() == Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', count / 2));
                    if count % 2 == 1 {
                        word.extend(characters.next());
                    }
                } else {
                    word.extend(std::iter::repeat_n('\\', count));
                }
            }
            '"' if quoted && characters.next_if_eq(&'"').is_some() => {
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' | '\n' if !quoted => words.extend(end(&mut word)),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(end(&mut word));
    if quoted {
        return Err(ShellError::Cmd);
    }
    Ok(words)
}

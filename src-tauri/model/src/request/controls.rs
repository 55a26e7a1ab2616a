//! Control characters in user input, which could split a request in two (RFC 9112 §11.1).

use super::{ComposeError, Part};

/// Refuses line breaks, NUL and every other control character, including those of Unicode.
pub fn refuse_controls(text: &str, part: impl FnOnce() -> Part) -> Result<(), ComposeError> {
    let found = text
        .chars()
        .find(|c| (c.is_control() && *c != '\t') || matches!(c, '\u{2028}' | '\u{2029}'));
    match found {
        None => Ok(()),
        Some(character) => Err(ComposeError::Control {
            part: part(),
            character: name_of(character),
        }),
    }
}

/// Like [`refuse_controls`], and also refuses percent-encoded line breaks, which an intermediary
/// may decode.
pub fn refuse_breaks(text: &str, part: impl Fn() -> Part) -> Result<(), ComposeError> {
    refuse_controls(text, &part)?;
    let lower = text.to_ascii_lowercase();
    match ["%0d", "%0a", "%00"]
        .into_iter()
        .find(|code| lower.contains(code))
    {
        None => Ok(()),
        Some(code) => Err(ComposeError::Control {
            part: part(),
            character: format!("an encoded control character ({code})"),
        }),
    }
}

fn name_of(character: char) -> String {
    match character {
        '\r' | '\n' => "a line break".into(),
        '\0' => "a NUL character".into(),
        other => format!("the control character U+{:04X}", u32::from(other)),
    }
}

/// Returns the text for display, with control characters escaped.
pub fn printable(text: &str) -> String {
    text.chars().flat_map(char::escape_debug).collect()
}

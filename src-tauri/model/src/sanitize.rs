//! The words of others: quoted as they are, but without anything that could fool the eye.

use crate::redact::Redactor;

/// No quotation is longer, in characters.
const LONGEST: usize = 1000;

/// Removes control characters (line breaks become spaces) and the invisible ones that turn
/// text around or hide it, and cuts after 1000 characters.
pub fn clean(text: &str) -> String {
    cut(&strip(text), LONGEST)
}

/// [`clean`], without secrets. They are masked after the invisible characters are gone, which
/// could tear them apart, and before the end is cut off, which could halve them.
pub fn quote(text: &str, redactor: &Redactor) -> String {
    cut(&redactor.text(&strip(text)), LONGEST)
}

/// The beginning of a body to quote, without secrets.
pub fn excerpt(body: &str, content_type: Option<&str>, redactor: &Redactor) -> String {
    const SHORT: usize = 256;
    cut(&redactor.body(content_type, &strip(body)), SHORT)
}

fn strip(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            hidden if hidden.is_control() || is_invisible(hidden) => None,
            plain => Some(plain),
        })
        .collect();
    visible.trim().to_owned()
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Characters that change the direction of text, or take no room.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{clean, quote};
    use crate::{redact::Redactor, secret::Secret};

    #[test]
    fn a_secret_is_masked_though_torn_apart_or_halved() {
        let redactor = Redactor::new().with_secret(&Secret::new("s3cret-s3cret"));
        assert_eq!(
            quote("your s3cret-\u{200b}s3c\0ret", &redactor),
            "your [redacted]"
        );
        let long = format!("{}s3cret-s3cret", "x".repeat(994));
        assert!(!quote(&long, &redactor).contains("s3c"));
    }

    #[test]
    fn what_could_fool_the_eye_is_gone() {
        assert_eq!(
            clean("\u{1b}[31mred\u{202e}gnp.exe\u{0}\r\nnext\tline"),
            "[31mredgnp.exe  next line"
        );
        assert_eq!(clean("naïve <b>text</b> stays"), "naïve <b>text</b> stays");
        assert_eq!(clean(&"x".repeat(2000)).chars().count(), 1001);
    }
}

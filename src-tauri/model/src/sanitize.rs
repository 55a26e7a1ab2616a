//! Quotations of untrusted text: verbatim, but without deceptive characters.

use crate::redact::Redactor;

/// Maximum length of a quotation, in characters.
const LONGEST: usize = 1000;

/// Removes control characters and invisible characters that reorder or hide text. Line breaks
/// become spaces. The result is cut to 1000 characters.
pub fn clean(text: &str) -> String {
    cut(&strip(text), LONGEST)
}

/// Like [`clean`], and also redacts secrets. Redaction comes after removing invisible characters,
/// which could split a secret, and before the cut, which could halve one.
pub fn quote(text: &str, redactor: &Redactor) -> String {
    cut(&redactor.text(&strip(text)), LONGEST)
}

/// Quotes the beginning of a body, redacted.
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

/// Matches characters that change the direction of text or have no width.
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

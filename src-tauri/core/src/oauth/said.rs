//! The words of others: quoted as they are, but without anything that could fool the eye.

/// Removes control characters (line breaks become spaces) and the invisible ones that turn
/// text around or hide it, and cuts after 1000 characters.
pub fn clean(text: &str) -> String {
    const LONGEST: usize = 1000;
    let mut clean = String::new();
    for (count, character) in text
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            hidden if hidden.is_control() || is_invisible(hidden) => None,
            plain => Some(plain),
        })
        .enumerate()
    {
        if count == LONGEST {
            clean.push('…');
            break;
        }
        clean.push(character);
    }
    clean.trim().to_owned()
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
    use super::clean;

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

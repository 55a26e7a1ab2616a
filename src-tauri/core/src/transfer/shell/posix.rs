//! The words of a POSIX shell's line. The lexer crate knows quotes, escapes and comments; what
//! it does not know (`$'…'`, operators, line ends that lost their backslash) is put into its
//! words before.

use std::{iter::Peekable, str::Chars};

use super::{OPERATOR, ShellError};

pub(super) fn words(text: &str) -> Result<Vec<String>, ShellError> {
    Ok(shell_words::split(&prepared(text))?)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Single,
    Double,
}

fn prepared(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = Inside::Nothing;
    // `# curl …` is a root's prompt, any other `#` begins a comment.
    let text = text.trim_start();
    let text = text
        .strip_prefix("# curl")
        .map_or_else(|| text.to_owned(), |rest| format!("curl{rest}"));
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (inside, character) {
            (Inside::Nothing, '\'') => inside = Inside::Single,
            (Inside::Single, '\'') | (Inside::Double, '"') => inside = Inside::Nothing,
            (Inside::Nothing, '"') => inside = Inside::Double,
            // The backtick is PowerShell's way to go on in the next line.
            (Inside::Nothing, '\\' | '`') if ends_line(&characters) => {
                skip_line(&mut characters);
                out.push(' ');
                continue;
            }
            (Inside::Nothing | Inside::Double, '\\') => {
                out.push('\\');
                out.extend(characters.next());
                continue;
            }
            (Inside::Nothing, '$') if characters.peek() == Some(&'\'') => {
                characters.next();
                out.push_str(&shell_words::quote(&ansi(&mut characters)));
                continue;
            }
            (Inside::Nothing, '$') if characters.peek() == Some(&'"') => continue,
            (Inside::Nothing, '#') if out.is_empty() || out.ends_with([' ', '\n', '\t']) => {
                skip_line(&mut characters);
                out.push('\n');
                continue;
            }
            (Inside::Nothing, ';' | '|' | '&' | '>' | '<') if out.ends_with([' ', '\n', '\t']) => {
                out.push_str(&operator(character, &mut characters));
                continue;
            }
            (Inside::Nothing, ';') if characters.peek().is_none_or(|next| next.is_whitespace()) => {
                out.push(' ');
                out.push_str(&operator(character, &mut characters));
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

/// `||`, `2>&1` and the like as one word.
fn operator(first: char, characters: &mut Peekable<Chars<'_>>) -> String {
    let mut word = format!("'{OPERATOR}{first}");
    while let Some(next) = characters.next_if(|next| ";|&><".contains(*next)) {
        word.push(next);
    }
    word.push_str("' ");
    word
}

/// Is there nothing but blanks up to the end of a line that has one?
fn ends_line(characters: &Peekable<Chars<'_>>) -> bool {
    characters
        .clone()
        .find(|next| !matches!(next, ' ' | '\t'))
        .is_none_or(|next| next == '\n')
}

fn skip_line(characters: &mut Peekable<Chars<'_>>) {
    for character in characters.by_ref() {
        if character == '\n' {
            break;
        }
    }
}

/// The content of `$'…'` (POSIX.1-2024 §2.2.4), as browsers write it.
fn ansi(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut bytes = Vec::new();
    while let Some(character) = characters.next() {
        match character {
            '\'' => break,
            '\\' => escape(characters, &mut bytes),
            other => push(&mut bytes, other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escape(characters: &mut Peekable<Chars<'_>>, bytes: &mut Vec<u8>) {
    match characters.next() {
        Some('n') => bytes.push(b'\n'),
        Some('t') => bytes.push(b'\t'),
        Some('r') => bytes.push(b'\r'),
        Some('a') => bytes.push(7),
        Some('b') => bytes.push(8),
        Some('e' | 'E') => bytes.push(27),
        Some('f') => bytes.push(12),
        Some('v') => bytes.push(11),
        Some('x') => bytes.extend(number(characters, 16, 2).and_then(|n| u8::try_from(n).ok())),
        Some('u') => unicode(number(characters, 16, 4), bytes),
        Some('U') => unicode(number(characters, 16, 8), bytes),
        Some(digit @ '0'..='7') => {
            let first = digit.to_digit(8).unwrap_or_default();
            let rest = characters.clone().take_while(|next| next.is_digit(8));
            let count = rest.take(2).count();
            let rest = number(characters, 8, count).unwrap_or_default();
            let value = first * 8_u32.pow(u32::try_from(count).unwrap_or_default()) + rest;
            bytes.extend(u8::try_from(value).ok());
        }
        Some(other) => push(bytes, other),
        None => {}
    }
}

fn unicode(code: Option<u32>, bytes: &mut Vec<u8>) {
    if let Some(character) = code.and_then(char::from_u32) {
        push(bytes, character);
    }
}

fn number(characters: &mut Peekable<Chars<'_>>, radix: u32, most: usize) -> Option<u32> {
    let mut value = None;
    for _ in 0..most {
        let Some(digit) = characters.peek().and_then(|next| next.to_digit(radix)) else {
            break;
        };
        characters.next();
        value = Some(value.unwrap_or(0) * radix + digit);
    }
    value
}

fn push(bytes: &mut Vec<u8>, character: char) {
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

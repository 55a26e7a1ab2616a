//! The content of `$'…'` (POSIX.1-2024 §2.2.4), as browsers write it.

use super::cursor::Cursor;

pub(super) fn text(characters: &mut Cursor<'_>) -> String {
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

fn escape(characters: &mut Cursor<'_>, bytes: &mut Vec<u8>) {
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

fn number(characters: &mut Cursor<'_>, radix: u32, most: usize) -> Option<u32> {
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

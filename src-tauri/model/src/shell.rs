//! The one quoter for POSIX shells: everything that people copy into a terminal goes through it.
//!
//! Single quotes, inside which a shell changes nothing. Control characters would be keys to the
//! terminal that is pasted into, so `printf` makes them; a line break may stay.

use std::fmt::Write as _;

/// `text` as one argument; as it is where no shell does anything with it.
pub fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    // zsh looks a command up by a word that begins with `=`.
    if !text.is_empty() && !text.starts_with('=') && text.chars().all(safe) {
        return text.to_owned();
    }
    literal(text)
}

/// `text` in single quotes, whatever it is.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut open = false;
    for character in text.chars() {
        let is_key = character.is_control() && character != '\n';
        if (is_key || character == '\'') && open {
            out.push('\'');
            open = false;
        }
        match character {
            // No argument can hold it.
            '\0' => {}
            '\'' => out.push_str(r"\'"),
            _ if is_key => {
                let mut bytes = [0; 4];
                out.push_str("\"$(printf '");
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    // Writing into a text cannot fail.
                    let _ = write!(out, "\\{byte:03o}");
                }
                out.push_str("')\"");
            }
            _ => {
                if !open {
                    out.push('\'');
                    open = true;
                }
                out.push(character);
            }
        }
    }
    if open {
        out.push('\'');
    }
    if out.is_empty() { "''".into() } else { out }
}

/// An argument that ends in what a variable of the shell holds.
pub fn with_variable(before: &str, variable: &str) -> String {
    // The usual ones stay easy to read: `"Authorization: Bearer $ACCESS_TOKEN"`.
    let plain = |c: char| c.is_ascii_alphanumeric() || " :=,./_-".contains(c);
    if before.chars().all(plain) {
        return format!("\"{before}${variable}\"");
    }
    format!("{}\"${variable}\"", literal(before))
}

/// A text for a comment: one line, and nothing that a terminal obeys.
pub fn comment(text: &str) -> String {
    text.replace(
        |c: char| c.is_control() || crate::sanitize::is_invisible(c),
        " ",
    )
}

#[cfg(all(test, unix))]
mod tests;

//! Quoting for shells. Everything that people copy into a terminal goes through this module.
//!
//! Commands such as curl's are for POSIX shells; [`for_prompt`] quotes for the shell that this system
//! starts. Single quotes keep text unchanged. Control characters would act as keystrokes in the terminal,
//! so `printf` produces them. Line breaks may stay.

use std::fmt::Write as _;

/// Quotes `text` as one argument, or returns it unchanged if no shell treats it specially.
pub fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    // zsh expands a word that begins with `=` to the path of a command.
    if !text.is_empty() && !text.starts_with('=') && text.chars().all(safe) {
        return text.to_owned();
    }
    literal(text)
}

/// Quotes `text` as one argument at this system's prompt.
pub fn for_prompt(text: &str) -> String {
    if cfg!(windows) {
        for_windows(text)
    } else {
        quoted(text)
    }
}

/// Quotes `text` as one argument for cmd.exe and PowerShell, in the way that programs on Windows
/// split their command line: a backslash before a quote stands for itself only if doubled.
fn for_windows(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "+=:./\\_-".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        return text.to_owned();
    }
    let mut out = String::from('"');
    let mut backslashes = 0;
    for character in text.chars().filter(|c| !c.is_control()) {
        match character {
            '\\' => backslashes += 1,
            '"' => out.push_str(&"\\".repeat(backslashes * 2 + 1)),
            _ => out.push_str(&"\\".repeat(backslashes)),
        }
        if character != '\\' {
            out.push(character);
            backslashes = 0;
        }
    }
    out.push_str(&"\\".repeat(backslashes * 2));
    out.push('"');
    out
}

/// Encloses `text` in single quotes, whatever it contains.
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
            // An argument cannot contain NUL.
            '\0' => {}
            '\'' => out.push_str(r"\'"),
            _ if is_key => {
                let mut bytes = [0; 4];
                out.push_str("\"$(printf '");
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    // Writing into a string cannot fail.
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

/// Quotes an argument that ends in the value of a shell variable.
pub fn with_variable(before: &str, variable: &str) -> String {
    // Common arguments stay readable: `"Authorization: Bearer $ACCESS_TOKEN"`.
    let plain = |c: char| c.is_ascii_alphanumeric() || " :=,./_-".contains(c);
    if before.chars().all(plain) {
        return format!("\"{before}${variable}\"");
    }
    format!("{}\"${variable}\"", literal(before))
}

/// Prepares a text for a comment: one line without terminal control characters.
pub fn comment(text: &str) -> String {
    text.replace(
        |c: char| c.is_control() || crate::sanitize::is_invisible(c),
        " ",
    )
}

#[cfg(all(test, unix))]
mod tests;

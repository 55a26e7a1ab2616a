//! Spelling variants of names in different programs.

/// Removes the characters in which the spellings of a name differ.
pub fn squashed(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

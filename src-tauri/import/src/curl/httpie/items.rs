//! The syntax of items, and HTTPie's short URLs.

/// The separators between an item's name and value, longer ones first.
const SEPARATORS: [&str; 9] = ["==@", ":=@", "=@", ":@", ":=", "==", "=", "@", ":"];

/// Splits at the first separator without a preceding backslash, preferring the longer one.
pub(super) fn parted(item: &str) -> Option<(String, &'static str, String)> {
    let mut name = String::new();
    let mut rest = item;
    loop {
        if let Some(escaped) = rest.strip_prefix('\\') {
            let character = escaped.chars().next()?;
            if !":=@\\".contains(character) {
                name.push('\\');
            }
            name.push(character);
            rest = &escaped[character.len_utf8()..];
            continue;
        }
        let known = SEPARATORS.into_iter();
        if let Some(separator) = known.into_iter().find(|one| rest.starts_with(one)) {
            let value = rest[separator.len()..].to_owned();
            return (!name.is_empty()).then_some((name, separator, value));
        }
        let character = rest.chars().next()?;
        name.push(character);
        rest = &rest[character.len_utf8()..];
    }
}

/// Expands a short URL: `:3000/path` means this machine, and a missing scheme comes from the
/// program's name.
pub(super) fn whole(address: &str, secure: bool) -> String {
    let scheme = if secure { "https" } else { "http" };
    if let Some(port) = address.strip_prefix(':') {
        let separator = if port.starts_with(|c: char| c.is_ascii_digit()) {
            ":"
        } else {
            ""
        };
        return format!("{scheme}://localhost{separator}{port}");
    }
    if address.contains("://") {
        return address.to_owned();
    }
    format!("{scheme}://{}", address.trim_start_matches('/'))
}

//! The parts of an item, and addresses in HTTPie's short forms.

/// What stands between the name of an item and its value, the longer first.
const SEPARATORS: [&str; 9] = ["==@", ":=@", "=@", ":@", ":=", "==", "=", "@", ":"];

/// The first separator that no backslash stands before; of two at one place the longer.
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

/// `:3000/path` is this machine; without a scheme the program's name is one.
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

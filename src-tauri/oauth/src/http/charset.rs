//! The characters of a body, whatever its server writes them in.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// As text: by its byte order mark, by the look of UTF-16, by the `charset` of its type, or else as
/// UTF-8.
pub fn decoded<'a>(content_type: Option<&str>, body: &'a [u8]) -> Cow<'a, str> {
    let looks = match wide(body) {
        Some(wide) => wide,
        None => match content_type.and_then(named) {
            // Frameworks name Latin-1 unasked; what is UTF-8 all the same is so by no accident.
            Some(latin) if latin == WINDOWS_1252 && is_utf8(body) => UTF_8,
            Some(named) => named,
            None => UTF_8,
        },
    };
    looks.decode(body).0
}

/// Text that is mostly ASCII has a zero in every other byte of UTF-16.
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    let start = &body[..body.len().min(4096)];
    let zeros = |from: usize| {
        let half = start.iter().skip(from).step_by(2);
        half.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = start.len() / 4;
    if odd > many && even <= odd / 8 {
        return Some(UTF_16LE);
    }
    (even > many && odd <= even / 8).then_some(UTF_16BE)
}

/// Returns the charset of the media type.
pub fn named(content_type: &str) -> Option<&'static Encoding> {
    let parameters = content_type.split(';').skip(1);
    let charset = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let (_, value) = charset?;
    Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
}

/// Also where the body is cut within a character.
fn is_utf8(body: &[u8]) -> bool {
    std::str::from_utf8(body).map_or_else(|fault| fault.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_body_is_read_in_the_charset_that_its_type_names() {
        let wide: Vec<u8> = "{}ä".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (kind, body, text) in [
            ("text/html; charset=iso-8859-1", &b"Ger\xe4t"[..], "Gerät"),
            ("text/html;Charset=\"ISO-8859-1\"", b"Ger\xe4t", "Gerät"),
            (
                "text/plain; format=flowed; charset=windows-1251",
                b"\xcd\xe5\xf2",
                "Нет",
            ),
            ("text/html; charset=iso-8859-1", "Gerät".as_bytes(), "Gerät"),
            ("text/html; charset=shift_jis", b"\x83\x4a", "カ"),
            ("text/html; charset=unheard-of", "Gerät".as_bytes(), "Gerät"),
            ("text/html", "Gerät".as_bytes(), "Gerät"),
            ("text/html", b"Ger\xe4t", "Ger\u{fffd}t"),
            ("application/json", &wide, "{}ä"),
        ] {
            assert_eq!(decoded(Some(kind), body), text, "{kind} {body:?}");
        }
    }
}

//! Character encodings of imported files.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

/// Decodes UTF-8, UTF-16 with or without a byte order mark (Windows programs write it), or else a
/// single-byte encoding of Western Europe. Refuses binary data.
pub fn decoded(bytes: &[u8]) -> Result<String, ImportError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None => unmarked(bytes),
    };
    let (text, _, broken) = encoding.decode(bytes);
    let binary = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    if broken || text.chars().any(binary) {
        return Err(ImportError::NotText);
    }
    Ok(text.into_owned())
}

fn unmarked(bytes: &[u8]) -> &'static Encoding {
    // Imported text is mostly ASCII, where every other byte of UTF-16 is zero.
    let zeros = |odd: usize| {
        let half = bytes.iter().skip(odd).step_by(2);
        half.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = bytes.len() / 4;
    match () {
        () if odd > many && even <= odd / 8 => UTF_16LE,
        () if even > many && odd <= even / 8 => UTF_16BE,
        () if str::from_utf8(bytes).is_ok() => UTF_8,
        () => WINDOWS_1252,
    }
}

//! Bodies that consist of a bare token. No name identifies it, so its appearance has to.

use super::values::is_marked;

/// Shorter words are shown: few tokens are that short, but many error codes are.
const SHORTEST: usize = 10;

/// Returns the only word of a body, bare or as a JSON string, if it looks like a token.
pub fn token_alone(body: &str) -> Option<String> {
    let body = body.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let word = match body.strip_prefix('"') {
        Some(_) => serde_json::from_str(body).ok()?,
        None => body.to_owned(),
    };
    looks_like_token(&word).then_some(word)
}

/// Matches one word of token characters (RFC 6750 §2.1) that is unlike human text, which consists
/// of words and the occasional number.
fn looks_like_token(word: &str) -> bool {
    let is_one = word.len() >= SHORTEST
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~+/=".contains(c));
    let split = |c: char| !c.is_ascii_alphanumeric();
    is_one && (is_marked(word) || word.split(split).any(|part| !is_readable(part)))
}

/// Matches `invalid`, `AppNotFound`, `OAuth2Error`, `E40029` and `2026`: letters that form words,
/// with few changes between letters and digits.
fn is_readable(part: &str) -> bool {
    let bytes = part.as_bytes();
    let count = |is_it: fn(u8, u8) -> bool| {
        let pairs = bytes.windows(2);
        pairs.filter(|pair| is_it(pair[0], pair[1])).count()
    };
    let to_digits = count(|a, b| a.is_ascii_alphabetic() && b.is_ascii_digit());
    let to_letters = count(|a, b| a.is_ascii_digit() && b.is_ascii_alphabetic());
    let humps = count(|a, b| a.is_ascii_lowercase() && b.is_ascii_uppercase());
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    to_digits + to_letters <= 2 && digits <= 8 && humps * 4 <= bytes.len().max(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_alone_is_told_from_the_words_of_an_error() {
        for body in [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "Zk8sPq2LmN7xRt4Vb",
            " Zk8sPq2LmN7xRt4Vb\r\n",
            "\"Zk8sPq2LmN7xRt4Vb\"",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            "ghp_abcdefghijklmnopqrst",
            "ya29.a0AfH6SMBx-abcdefghijkl",
            "QwErTyUiOpAsDfGhJkLz",
            "1234567890123456",
            "c2VjcmV0OjEyMzQ1Njc4OTAxMjM0NTY3ODkw==",
        ] {
            assert!(token_alone(body).is_some(), "{body}");
        }
        for body in [
            "ok",
            "OK200",
            "Unauthorized",
            "error",
            "invalid_grant",
            "INVALID_CLIENT_CREDENTIALS",
            "InvalidClientAuthenticationMethodException",
            "AppIdNotFound",
            "OAuth2InvalidClientError",
            "AADSTS700016",
            "error-code-40029",
            "authentication.failed.E1001",
            "192.168.100.200",
            "2026-11-30",
            "null",
            "\"not found\"",
            "<html>Zk8sPq2LmN7xRt4Vb</html>",
            "https://id.example/Zk8sPq2LmN7xRt4Vb",
            "your token Zk8sPq2LmN7xRt4Vb",
            "",
        ] {
            assert_eq!(token_alone(body), None, "{body}");
        }
    }
}

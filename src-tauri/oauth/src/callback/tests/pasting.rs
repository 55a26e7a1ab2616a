//! CB-P of the threat model: what a person pastes.

use url::form_urlencoded;

use super::{STATE, code, pending, refusal};
use crate::callback::{NotOurs, Odd, judge_paste};
use tokenry_model::jwt;

#[test]
fn whatever_a_person_can_copy_is_understood() {
    let address = format!("https://example.org/cb?code=c0&state={STATE}");
    for text in [
        address.clone(),
        format!("  {address}\n"),
        format!("\"{address}\""),
        format!("<{address}>"),
        format!("?code=c0&state={STATE}"),
        format!("code=c0&state={STATE}"),
        format!("state={STATE}&code=c0"),
        "c0".into(),
        " c0 \r\n".into(),
    ] {
        let verdict = judge_paste(&pending("https://example.org/cb"), &text);
        assert_eq!(code(verdict).as_deref(), Some("c0"), "{text:?}");
    }
}

#[test]
fn a_code_is_read_out_of_whatever_holds_it() {
    let query = format!("code=c0&state={STATE}");
    let place = "https://www.example.org/cb";
    let address = format!("{place}?{query}");
    let (half, other) = address.split_at(address.len() - 20);
    let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let twice: String = form_urlencoded::byte_serialize(encoded.as_bytes()).collect();
    let long = format!("{place}?state={STATE}&padding={}&code=c", "x".repeat(40));
    for text in [
        // Browsers hide the scheme, and www.
        format!("www.example.org/cb?{query}"),
        format!("example.org/cb?{query}"),
        format!("Example.org/cb/?{query}&iss=https://id.example"),
        format!("//www.example.org/cb?{query}"),
        format!("{place}/?{query}#_=_"),
        format!("{place}#{query}"),
        // As a log, the developer tools or a listener of one's own show it.
        format!("GET /cb?{query} HTTP/1.1"),
        format!("/cb/?{query}"),
        format!("127.0.0.1 - - [01/Dec/2026 10:00:00] \"GET /cb?{query} HTTP/1.1\" 404 -"),
        // Inside other text.
        format!("I landed on {address}."),
        format!("I landed on ({address}), what now?"),
        format!("see [this]({address})"),
        format!("<a href=\"{address}\">here</a>"),
        format!("Ok:\r\n\r\n  {address}\r\n\r\nThanks\r\n"),
        format!("{address}\nThanks"),
        // Encoded, escaped, quoted.
        encoded.clone(),
        twice,
        format!("https://safe.example/?url={encoded}&data=1"),
        address.replace('&', "&amp;"),
        address.replace('&', "&amp;amp;"),
        address.replace('&', "\\u0026"),
        address
            .replace('&', "\\&")
            .replace('?', "\\?")
            .replace('=', "\\="),
        format!("“{address}”"),
        format!("`{address}`"),
        // Wrapped.
        format!("{half}\n{other}"),
        format!("{half}\r\n   {other}"),
        format!("Here:\n{half}\n{other}\nregards, me"),
        format!("{long}\n0"),
        // JSON, tables, and code copied from its beginning.
        format!(r#"{{"code": "c0", "state": "{STATE}"}}"#),
        format!(r#"{{"args": {{"state": "{STATE}", "code": "c0"}}, "n": 1}}"#),
        serde_json::json!({"url": address}).to_string(),
        format!("{{'code': 'c0', 'state': '{STATE}'}}"),
        format!("{{code: 'c0', state: '{STATE}'}}"),
        format!("code: c0\nstate: {STATE}\n"),
        format!("c0&state={STATE}"),
    ] {
        let verdict = judge_paste(&pending("https://www.example.org/cb"), &text);
        assert_eq!(code(verdict).as_deref(), Some("c0"), "{text:?}");
    }
    for (redirect, text) in [
        (
            "http://127.0.0.1:4711/cb",
            format!("127.0.0.1:4711/cb?{query}"),
        ),
        ("http://localhost:80/cb", format!("localhost/cb?{query}")),
        (
            "http://localhost:8080/cb",
            format!("localhost:8080/cb?{query}"),
        ),
        (
            "http://example.org/cb",
            format!("https://example.org/cb?{query}"),
        ),
        (
            "app.tokenry:/callback",
            format!("app.tokenry:/callback?{query}"),
        ),
    ] {
        let verdict = judge_paste(&pending(redirect), &text);
        assert_eq!(code(verdict).as_deref(), Some("c0"), "{text:?}");
    }
    // As Google's codes stand in the address bar.
    let verdict = judge_paste(&pending("urn:ietf:wg:oauth:2.0:oob"), "4%2F0AX-y_z");
    assert_eq!(code(verdict).as_deref(), Some("4/0AX-y_z"));
}

#[test]
fn what_is_plainly_no_code_is_not_sent() {
    for (text, words) in [
        ("a\u{200b}b", "a zero-width space (U+200B)"),
        ("ab\u{200b}", "a zero-width space (U+200B)"),
        ("a\u{a0}b", "a no-break space (U+00A0)"),
        ("a\u{2062}b", "a character that cannot be seen (U+2062)"),
        ("a\tb", "a tab (U+0009)"),
        ("a\nb", "a line break (U+000A)"),
        ("naïve", "“ï” (U+00EF)"),
        ("my code", "a space"),
        ("{code}", "“{”"),
        ("a<b", "“<”"),
        ("app.example%3A%2F%2Fx", "an address"),
        (
            "app.example.org/cb?code=abc&state=x",
            "not the redirect URI",
        ),
        (
            "GET /other?code=abc&state=x HTTP/1.1",
            "not the redirect URI",
        ),
        ("GET /cb?code=abc&state=x HTTP/1.1", "another login"),
        ("code=abc", "no state"),
        ("xcode=abc", "no state"),
        ("state=abc", "another login"),
        ("error=abc", "came back with an error"),
        (r#"{"code": "abc"}"#, "a space"),
    ] {
        let reason = refusal(judge_paste(&pending("https://example.org/cb"), text));
        let reason = reason
            .unwrap_or_else(|| panic!("{text:?} was taken"))
            .to_string();
        assert!(reason.contains(words), "{text:?}: {reason}");
    }
    let broken = format!("https://example.org/cb?code=a\u{200b}b&state={STATE}");
    let reason = refusal(judge_paste(&pending("https://example.org/cb"), &broken));
    assert_eq!(reason, Some(NotOurs::BadCharacter(Odd('\u{200b}'))));
    // Base64 may end so.
    for code_text in ["bXljode=code=", "stat==", "a+b/c=="] {
        let verdict = judge_paste(&pending("https://example.org/cb"), code_text);
        assert_eq!(code(verdict).as_deref(), Some(code_text));
    }
}

#[test]
fn a_wrong_paste_is_told_what_is_wrong() {
    let token = jwt::unsigned(&serde_json::json!({"sub": "7", "scope": "read"}));
    for (case, text, reason) in [
        ("nothing", " \n".to_owned(), NotOurs::Nothing),
        (
            "P3 other issuer",
            format!("https://evil.example/cb?code=c&state={STATE}"),
            NotOurs::OtherAddress,
        ),
        (
            "P4 wrong state",
            "https://example.org/cb?code=c&state=x".into(),
            NotOurs::OtherState,
        ),
        (
            "P4 wrong state, bare query",
            "code=c&state=x".into(),
            NotOurs::OtherState,
        ),
        (
            "no state",
            "https://example.org/cb?code=c".into(),
            NotOurs::NoState,
        ),
        ("P5 10 MiB", "x".repeat(10 << 20), NotOurs::TooLong),
        ("a long code", "x".repeat(20 << 10), NotOurs::TooLong),
        (
            "P6 bidi",
            "c\u{202e}0".into(),
            NotOurs::BadCharacter(Odd('\u{202e}')),
        ),
        (
            "P6 control",
            "c\u{7}0".into(),
            NotOurs::BadCharacter(Odd('\u{7}')),
        ),
        (
            "P10 shell text",
            "$(rm -rf /)".into(),
            NotOurs::BadCharacter(Odd(' ')),
        ),
        (
            "two words",
            "the code".into(),
            NotOurs::BadCharacter(Odd(' ')),
        ),
        ("P7 JWT", token, NotOurs::AccessToken),
        (
            "P7 reply",
            "{\"access_token\": \"t\"}".into(),
            NotOurs::AccessToken,
        ),
        ("P7 header", "Bearer abc".into(), NotOurs::AccessToken),
        (
            "P7 GitHub",
            "gho_16C7e42F292c6912E7710c838347Ae178B4a".into(),
            NotOurs::AccessToken,
        ),
    ] {
        let verdict = judge_paste(&pending("https://example.org/cb"), &text);
        assert_eq!(refusal(verdict), Some(reason), "{case}");
    }
}

#[test]
fn an_out_of_band_page_may_be_pasted_by_its_address() {
    let pending = pending("urn:ietf:wg:oauth:2.0:oob");
    for text in [
        "c0".to_owned(),
        "https://id.example/oauth/authorize/native?code=c0".into(),
        format!("https://id.example/oauth/authorize/native?code=c0&state={STATE}"),
    ] {
        assert_eq!(
            code(judge_paste(&pending, &text)).as_deref(),
            Some("c0"),
            "{text}"
        );
    }
    for (text, reason) in [
        ("https://evil.example/native?code=c0", NotOurs::OtherAddress),
        (
            "https://id.example/native?code=c0&state=x",
            NotOurs::OtherState,
        ),
        ("https://id.example/login", NotOurs::OtherAddress),
    ] {
        assert_eq!(refusal(judge_paste(&pending, text)), Some(reason), "{text}");
    }
}

#[test]
fn a_code_with_the_state_behind_it_is_taken_apart() {
    let pending = pending("https://example.org/cb");
    let text = format!("c0.d-e#{STATE}");
    assert_eq!(
        code(judge_paste(&pending, &text)).as_deref(),
        Some("c0.d-e")
    );
    assert_eq!(
        code(judge_paste(&pending, "c0#other")).as_deref(),
        Some("c0#other"),
        "not our state"
    );
}

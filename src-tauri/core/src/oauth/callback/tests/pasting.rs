//! CB-P of the threat model: what a person pastes.

use super::{STATE, code, pending, refusal};
use crate::oauth::{
    callback::{NotOurs, judge_paste},
    jwt,
};

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
fn a_wrong_paste_is_told_what_is_wrong() {
    let token = jwt::tests::jwt(&serde_json::json!({"sub": "7", "scope": "read"}));
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
        ("P6 bidi", "c\u{202e}0".into(), NotOurs::BadCharacters),
        ("P6 control", "c\u{7}0".into(), NotOurs::BadCharacters),
        (
            "P10 shell text",
            "$(rm -rf /)".into(),
            NotOurs::BadCharacters,
        ),
        ("two words", "the code".into(), NotOurs::BadCharacters),
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

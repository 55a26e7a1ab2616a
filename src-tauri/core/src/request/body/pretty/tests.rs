use super::{Indenter, NotIndented};

fn indented(text: &str, piece: usize) -> Result<String, NotIndented> {
    let mut indenter = Indenter::new(text.len() as u64);
    let mut out = Vec::new();
    for bytes in text.as_bytes().chunks(piece) {
        indenter.push(bytes, &mut out)?;
    }
    indenter.finish(&mut out)?;
    Ok(String::from_utf8(out).expect("UTF-8 stays UTF-8"))
}

#[test]
fn the_layout_is_that_of_serde_json() {
    for text in [
        "{}",
        "[]",
        "[[],{}]",
        " { \"a\" : [ 1 , 2 , { \"b\" : null } ] , \"c\" : \"x, y: {z}\" } ",
        r#"{"e":"\"\\\u00e9é","f":false,"n":[-1.5,0,10],"t":true}"#,
        "\"text\"",
        "[\"\"]",
    ] {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let expected = serde_json::to_string_pretty(&value).expect("JSON");
        for piece in [1, 2, 3, 1000] {
            let got = indented(text, piece).expect("JSON");
            // serde_json rewrites escapes, but the layout must be the same.
            let same = got.replace("\\u00e9", "é");
            assert_eq!(same, expected, "{text} in pieces of {piece}");
        }
    }
}

#[test]
fn nothing_is_rounded_reordered_or_merged() {
    let text = r#"{"z":123456789012345678901234567890.10,"a":1E400,"z":-0,"x":"\u0041\/"}"#;
    let got = indented(text, 7).expect("JSON");
    assert_eq!(
        got,
        "{\n  \"z\": 123456789012345678901234567890.10,\n  \"a\": 1E400,\n  \"z\": -0,\n  \
         \"x\": \"\\u0041\\/\"\n}"
    );
}

#[test]
fn consecutive_values_stay_separate() {
    assert_eq!(
        indented("{\"a\":1}\n{\"a\":2}\n3\n", 4).expect("JSON lines"),
        "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n3"
    );
    assert_eq!(indented(" \n", 1).expect("nothing"), "");
    assert_eq!(indented("\u{feff}[1]", 9).expect("a mark"), "[\n  1\n]");
}

#[test]
fn invalid_json_is_rejected_at_its_first_invalid_byte() {
    for (text, at) in [
        ("<html>", 0),
        ("{a:1}", 1),
        ("[1,]", 3),
        ("{\"a\" 1}", 5),
        ("{\"a\":1,}", 7),
        ("[1}", 2),
        ("1,2", 1),
        ("]", 0),
        ("[01]", 3),
        ("[1.]", 3),
        ("[-]", 2),
        ("[1e+]", 4),
        ("[tru]", 4),
        ("[NaN]", 1),
        ("[\"a\nb\"]", 3),
    ] {
        for piece in [1, 100] {
            match indented(text, piece) {
                Err(NotIndented::Invalid { at: found }) if at == found => {}
                other => panic!("{text}: {other:?}"),
            }
        }
    }
    for text in ["[", "{\"a\":", "{\"a\"", "\"abc", "[1,", "[1"] {
        assert_eq!(indented(text, 1), Err(NotIndented::Unfinished), "{text}");
    }
}

#[test]
fn depth_and_growth_are_limited() {
    let deep = "[".repeat(100_000);
    assert_eq!(indented(&deep, 65_536), Err(NotIndented::TooDeep));
    let fits = "[".repeat(512) + &"]".repeat(512);
    assert!(indented(&fits, 65_536).is_ok());

    let wide = "[".repeat(500) + &"1,".repeat(200_000);
    let mut indenter = Indenter::new(wide.len() as u64);
    let refused = wide
        .as_bytes()
        .chunks(65_536)
        .find_map(|piece| indenter.push(piece, &mut Vec::new()).err());
    assert_eq!(refused, Some(NotIndented::TooLarge));
}

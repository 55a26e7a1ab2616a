mod stored;

use std::{fmt::Write as _, sync::Arc};

use super::{Bodies, Body, BodyError, BodyMode, BodySink, LINE_MAX, Language, Spot};
use tokenry_model::{clock::Ambient, id::Id, request::Exchange};

fn id() -> Id<Exchange> {
    Id::new(&Ambient::system())
}

/// A body in memory, received in pieces of an odd size.
async fn body(content_type: &str, bytes: &[u8]) -> Arc<Body> {
    let mut writer = Bodies::in_memory().writer(id()).await.expect("a writer");
    for piece in bytes.chunks(1009) {
        writer.push(piece).expect("memory");
    }
    writer.finish(Some(content_type)).await.expect("finishes")
}

async fn all(body: &Body, mode: BodyMode) -> Vec<String> {
    let lines = body.lines(mode, 0, u32::MAX).await.expect("lines");
    assert_eq!(lines.total, lines.lines.len() as u64);
    lines.lines
}

/// JSON of about `size` bytes on one line.
fn json(size: usize) -> String {
    let mut text = String::from("[");
    let mut number = 0;
    while text.len() < size {
        write!(
            text,
            r#"{{"id":{number},"name":"näme {number}","on":true}},"#
        )
        .expect("memory");
        number += 1;
    }
    text.push_str("{}]");
    text
}

#[tokio::test]
async fn any_range_of_lines_matches_the_whole_text() {
    // Spans several chunks, with long, empty and CRLF lines and characters of every width.
    let mut text = String::new();
    for number in 0..9000 {
        let end = if number % 3 == 0 { "\r\n" } else { "\n" };
        let fill = "aé€\u{1f600}".repeat(number % 11);
        write!(
            text,
            "{number} {fill}{end}{}",
            if number % 50 == 0 { "\n" } else { "" }
        )
        .expect("memory");
    }
    text.push_str("the end");
    let expected: Vec<&str> = text.lines().collect();
    let body = body("text/plain", text.as_bytes()).await;
    assert_eq!(all(&body, BodyMode::Raw).await, expected);
    for (from, count) in [
        (0, 1),
        (1, 3),
        (4000, 500),
        (9178, 5),
        (9180, 9),
        (9181, 1),
        (99_999, 1),
    ] {
        let window = body.lines(BodyMode::Raw, from, count).await.expect("lines");
        let begin = usize::try_from(from).expect("small").min(expected.len());
        let end = (begin + count as usize).min(expected.len());
        assert_eq!(window.lines, expected[begin..end], "{from} {count}");
        assert_eq!(window.total, expected.len() as u64);
    }
}

#[tokio::test]
async fn a_long_line_continues_in_the_next_and_no_character_is_split() {
    let line = "\u{1f600}é€a".repeat(30_000);
    let body = body("text/plain", format!("{line}\nshort\n").as_bytes()).await;
    let lines = all(&body, BodyMode::Raw).await;
    let (last, broken) = lines.split_last().expect("lines");
    assert_eq!(last, "short");
    let mut whole = String::new();
    for (number, piece) in broken.iter().enumerate() {
        let goes_on = number + 1 < broken.len();
        let text = if goes_on {
            piece.strip_suffix('…').expect("it goes on")
        } else {
            piece
        };
        assert!(
            text.len() <= LINE_MAX && !text.contains('\u{fffd}'),
            "piece {number}"
        );
        whole.push_str(text);
    }
    assert_eq!(whole, line);
}

#[tokio::test]
async fn lines_are_counted_as_in_an_editor() {
    for (text, expected) in [
        ("", vec![]),
        ("\n", vec![""]),
        ("a", vec!["a"]),
        ("a\n", vec!["a"]),
        ("a\n\nb\r\n", vec!["a", "", "b"]),
        ("\u{feff}a", vec!["a"]),
    ] {
        let body = body("text/plain", text.as_bytes()).await;
        assert_eq!(all(&body, BodyMode::Raw).await, expected, "{text:?}");
    }
}

#[tokio::test]
async fn json_is_indented_by_range_and_invalid_json_is_shown_unformatted() {
    let text = json(300_000);
    let large = body("application/json; charset=utf-8", text.as_bytes()).await;
    assert_eq!(large.kind().language, Language::Json);
    let lines = all(&large, BodyMode::Pretty).await;
    assert_eq!(lines[..3], ["[", "  {", "    \"id\": 0,"]);
    let back: serde_json::Value = serde_json::from_str(&lines.concat()).expect("JSON");
    assert_eq!(
        back,
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    );

    let cut = body("application/json", &text.as_bytes()[..200_000]).await;
    let window = cut.lines(BodyMode::Pretty, 0, 1).await.expect("lines");
    assert!(window.lines[0].starts_with("[{\"id\":0,"), "as it came");
    assert!(
        window
            .note
            .is_some_and(|note| note.contains("is incomplete"))
    );
    assert_eq!(
        cut.lines(BodyMode::Raw, 0, 1).await.expect("lines").note,
        None
    );
}

#[tokio::test]
async fn a_body_is_decoded_from_its_charset() {
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("日本\n語");
    for (kind, bytes, expected) in [
        (
            "text/plain; charset=ISO-8859-1",
            &b"caf\xe9\nx"[..],
            vec!["café", "x"],
        ),
        ("text/html;charset=\"shift_jis\"", &sjis, vec!["日本", "語"]),
        ("text/plain", b"\xff\xfea\0\n\0\xe9\0", vec!["a", "é"]),
        (
            "application/json; charset=utf-16be",
            b"\0[\x001\0]",
            vec!["[1]"],
        ),
        ("text/plain; charset=nonsense", b"plain", vec!["plain"]),
        (
            "text/plain",
            b"broken \xff here",
            vec!["broken \u{fffd} here"],
        ),
    ] {
        let body = body(kind, bytes).await;
        assert!(!body.kind().binary, "{kind}");
        assert_eq!(all(&body, BodyMode::Raw).await, expected, "{kind}");
    }
}

#[tokio::test]
async fn text_is_distinguished_from_binary_data() {
    for (kind, bytes, binary, language) in [
        ("image/png", &b"\x89PNG"[..], true, Language::Text),
        ("image/svg+xml", b"<svg/>", false, Language::Xml),
        (
            "application/octet-stream",
            b"\x00\x01",
            true,
            Language::Text,
        ),
        (
            "application/octet-stream",
            b"text all the same",
            false,
            Language::Text,
        ),
        ("", b"{\"a\":1}", false, Language::Json),
        ("text/plain", b" [ {", false, Language::Json),
        ("text/plain", b"[note] something", false, Language::Text),
        ("text/html; charset=utf-8", b"<p>", false, Language::Html),
        ("application/problem+json", b"x", false, Language::Json),
        ("application/xhtml+xml", b"<p/>", false, Language::Html),
        ("application/json", b"\x00\x00", true, Language::Json),
        ("application/vnd.custom", b"\xc3", false, Language::Text),
        ("application/vnd.custom", b"\xc3(", true, Language::Text),
    ] {
        let body = body(kind, bytes).await;
        let found = (body.kind().binary, body.kind().language);
        assert_eq!(found, (binary, language), "{kind} {bytes:?}");
    }
    let image = body("image/png", b"a\nb").await;
    assert_eq!(
        image.lines(BodyMode::Raw, 0, 9).await.expect("none").total,
        0
    );
}

#[tokio::test]
async fn a_search_ignores_case_and_crosses_chunks() {
    let mut text = String::new();
    for number in 0..40_000 {
        writeln!(
            text,
            "line {number} {}",
            if number % 777 == 5 { "NeedLe" } else { "hay" }
        )
        .expect("memory");
    }
    // One match spans two chunks.
    let border = 3 * super::chunked_text::CHUNK - 3;
    text.replace_range(border..border + 6, "needle");
    let expected: Vec<u64> = (0..)
        .zip(text.lines())
        .filter(|(_, line)| line.to_lowercase().contains("needle"))
        .map(|(number, _)| number)
        .collect();
    let body = body("text/plain", text.as_bytes()).await;
    let found = body
        .search(BodyMode::Raw, "nEEdle", 1000)
        .await
        .expect("found");
    assert_eq!(found.lines, expected);
    assert!(!found.more);
    let some = body
        .search(BodyMode::Raw, "needle", 3)
        .await
        .expect("found");
    assert_eq!((some.lines.as_slice(), some.more), (&expected[..3], true));
    assert!(
        body.search(BodyMode::Raw, "", 3)
            .await
            .expect("nothing")
            .lines
            .is_empty()
    );

    let list = super::tests::body("application/json", br#"{"a":[1,{"b":"Here"}]}"#).await;
    let found = list
        .search(BodyMode::Pretty, "here", 9)
        .await
        .expect("found");
    assert_eq!(found.lines, [4], "the line of the indented form");
}

#[tokio::test]
async fn the_whole_text_matches_the_shown_lines_at_any_length() {
    const LIMIT: usize = 1_000_000;
    let long = json(300_000);
    let indented: serde_json::Value = serde_json::from_str(&long).expect("JSON");
    let indented = serde_json::to_string_pretty(&indented).expect("JSON");
    for (kind, bytes, mode, whole) in [
        (
            "application/json",
            long.as_bytes(),
            BodyMode::Raw,
            long.as_str(),
        ),
        (
            "application/json",
            long.as_bytes(),
            BodyMode::Pretty,
            &indented,
        ),
        (
            "text/plain",
            b"one\r\ntwo\n\n".as_slice(),
            BodyMode::Pretty,
            "one\r\ntwo\n\n",
        ),
        ("text/plain", b"\xEF\xBB\xBFmarked", BodyMode::Raw, "marked"),
        (
            "text/plain; charset=iso-8859-1",
            b"gr\xFC\xDF",
            BodyMode::Raw,
            "grüß",
        ),
        ("text/plain", b"", BodyMode::Raw, ""),
    ] {
        let body = body(kind, bytes).await;
        let copied = body.whole(mode, LIMIT).await.expect("it fits");
        assert_eq!(
            copied.trim_end_matches('\n'),
            whole.trim_end_matches('\n'),
            "{kind}"
        );
    }
    let body = body("application/json", long.as_bytes()).await;
    for (mode, limit) in [
        (BodyMode::Raw, long.len() - 1),
        (BodyMode::Pretty, long.len()),
    ] {
        let refused = body.whole(mode, limit).await;
        assert!(
            matches!(refused, Err(BodyError::TooLong { .. })),
            "{mode:?}"
        );
    }
}

#[tokio::test]
async fn a_selection_of_thousands_of_lines_is_copied_whole() {
    let all: Vec<String> = (0..3000)
        .map(|number| format!("line {number} \u{1f600}é"))
        .collect();
    let body = body("text/plain", all.join("\n").as_bytes()).await;
    let spot = |line, column| Spot { line, column };
    let between = async |one, other| {
        let text = body.between(BodyMode::Raw, one, other, 1_000_000).await;
        text.expect("it is read")
    };
    assert_eq!(between(spot(0, 0), spot(2999, 99)).await, all.join("\n"));
    assert_eq!(
        between(spot(5, 5), spot(2500, 4)).await,
        format!("5 \u{1f600}é\n{}\nline", all[6..2500].join("\n")),
        "only what is selected of the first and of the last line"
    );
    assert_eq!(
        between(spot(7, 4), spot(7, 2)).await,
        "ne",
        "also backwards"
    );
    assert_eq!(
        between(spot(7, 7), spot(7, 9)).await,
        "\u{1f600}",
        "two code units"
    );
    assert_eq!(between(spot(7, 99), spot(8, 0)).await, "\n");
    assert_eq!(
        between(spot(2999, 5), spot(9999, 0)).await,
        "2999 \u{1f600}é"
    );
    let limit = body
        .between(BodyMode::Raw, spot(0, 0), spot(2999, 0), 1000)
        .await;
    assert!(matches!(limit, Err(BodyError::TooLong { limit: 1000 })));
}

#[tokio::test]
async fn a_line_shown_in_pieces_is_copied_as_one() {
    let line = "aé€\u{1f600}".repeat(30_000);
    let body = body("text/plain", format!("{line}\nsh…rt…\nend").as_bytes()).await;
    let whole = body
        .between(
            BodyMode::Raw,
            Spot { line: 0, column: 0 },
            Spot {
                line: 999,
                column: 0,
            },
            1_000_000,
        )
        .await;
    assert_eq!(whole.expect("it is read"), format!("{line}\nsh…rt…\nend"));
}

//! Quoted text, read back by real shells.

use std::process::Command;

use super::*;

/// The shells installed here. `sh` is everywhere.
fn shells() -> Vec<&'static str> {
    let there = |shell: &&str| Command::new(shell).args(["-c", ":"]).status().is_ok();
    ["sh", "bash", "dash", "ksh", "zsh", "busybox"]
        .into_iter()
        .filter(there)
        .collect()
}

/// Returns the words as the shell passes them on, and its other output.
fn words(shell: &str, words: &[String]) -> (Vec<Vec<u8>>, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("script");
    let command = format!("printf '%s\\0' {}\n", words.join(" \\\n  "));
    std::fs::write(&script, command).expect("it is written");
    let mut run = Command::new(shell);
    if shell == "busybox" {
        run.arg("sh");
    }
    let output = run
        .arg(&script)
        .current_dir(folder.path())
        .env("VARIABLE", VALUE)
        .output()
        .expect("the shell runs");
    assert!(output.status.success(), "{shell}: {output:?}");
    let left = std::fs::read_dir(folder.path())
        .expect("it is listed")
        .count();
    assert_eq!(left, 1, "{shell} made a file");
    let mut words: Vec<_> = output
        .stdout
        .split(|byte| *byte == 0)
        .map(<[u8]>::to_vec)
        .collect();
    assert_eq!(words.pop(), Some(Vec::new()), "printf was called");
    (words, output.stderr)
}

const VALUE: &str = "it's $(touch v) `touch w` \"; touch x";

/// Pieces that some shell treats specially, in a fixed order.
fn texts() -> Vec<String> {
    let pieces = [
        "'",
        "\"",
        "`",
        "$",
        "\\",
        "\n",
        " ",
        "\t",
        "\r",
        "\u{1b}[31m",
        "\u{7f}",
        "\u{85}",
        "!",
        "!!",
        "#",
        "~",
        "*",
        "?",
        "[a-z]",
        "{a,b}",
        "(",
        ")",
        "<",
        ">",
        "|",
        "&",
        ";",
        "=",
        "^",
        "%",
        "-",
        "--",
        "@",
        "$(touch a)",
        "`touch b`",
        "${HOME}",
        "$'x'",
        "$((1+1))",
        "'$(touch c)'",
        "\\'",
        "a",
        "Z",
        "0",
        "ü",
        "名",
        "\u{1f600}",
        "\u{202e}",
        "; touch d;",
        "&& touch e",
        "\n touch f\n",
        "<<EOF",
    ];
    let mut texts: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    texts.push(String::new());
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let below = u64::try_from(below).expect("it is small");
        usize::try_from(state % below).expect("it is small")
    };
    for _ in 0..600 {
        let length = 1 + next(9);
        texts.push((0..length).map(|_| pieces[next(pieces.len())]).collect());
    }
    texts
}

#[test]
fn every_text_comes_back_byte_for_byte_and_nothing_runs() {
    let texts = texts();
    let bytes: Vec<_> = texts.iter().map(|text| text.clone().into_bytes()).collect();
    let found = shells();
    assert!(found.contains(&"sh"), "{found:?}");
    for shell in found {
        for write in [quoted, literal] {
            let written: Vec<String> = texts.iter().map(|text| write(text)).collect();
            let (read, messages) = words(shell, &written);
            assert_eq!(read.len(), bytes.len(), "{shell}");
            for (read, meant) in read.iter().zip(&bytes) {
                assert_eq!(read, meant, "{shell}: {:?}", String::from_utf8_lossy(meant));
            }
            assert!(
                messages.is_empty(),
                "{shell}: {}",
                String::from_utf8_lossy(&messages)
            );
        }
        let written: Vec<String> = texts
            .iter()
            .map(|text| with_variable(text, "VARIABLE"))
            .collect();
        let (read, _) = words(shell, &written);
        for (read, text) in read.iter().zip(&texts) {
            assert_eq!(*read, format!("{text}{VALUE}").into_bytes(), "{shell}");
        }
    }
}

#[test]
fn what_is_pasted_holds_no_key() {
    for text in texts() {
        for written in [quoted(&text), with_variable(&text, "X"), comment(&text)] {
            let key = written.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(key, None, "{written:?}");
        }
        assert!(!comment(&text).contains('\n'));
    }
}

#[test]
fn what_is_plain_stays_easy_to_read() {
    assert_eq!(quoted("https://a.example/b-c_d"), "https://a.example/b-c_d");
    assert_eq!(quoted("alice's token"), r"'alice'\''s token'");
    assert_eq!(
        with_variable("Authorization: Bearer ", "ACCESS_TOKEN"),
        "\"Authorization: Bearer $ACCESS_TOKEN\""
    );
    assert_eq!(with_variable("a`b: ", "X"), "'a`b: '\"$X\"");
}

/// What Microsoft documents for programs' command lines, and what cmd.exe leaves alone in quotes.
#[test]
fn an_argument_for_windows_is_quoted_as_its_programs_read_it() {
    for (text, quoted) in [
        ("alice", "alice"),
        (r"C:\Users\me", r"C:\Users\me"),
        ("", r#""""#),
        ("it's mine", r#""it's mine""#),
        (r#"a "b" c"#, r#""a \"b\" c""#),
        (r#"end\" x"#, r#""end\\\" x""#),
        (r"my dir\", r#""my dir\\""#),
        ("a&b|c", r#""a&b|c""#),
    ] {
        assert_eq!(for_windows(text), quoted, "{text}");
    }
}

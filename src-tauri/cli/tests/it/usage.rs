//! What was typed wrong, what is not there yet, and the form of errors.

use std::{
    fs,
    io::Read as _,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::home::Home;

#[test]
fn help_and_version_open_nothing() {
    let home = Home::new();
    assert!(home.done(["--version"]).starts_with("tokenry 0."));
    let help = home.done(["--help"]);
    assert!(
        help.contains("Exit status") && help.contains("login"),
        "{help}"
    );
    for noun in [
        "server", "client", "login", "token", "send", "exec", "vault", "doctor",
    ] {
        assert!(
            home.done([noun, "--help"]).contains("Usage: tokenry"),
            "{noun}"
        );
    }
    let help = home.done(["help", "server", "add"]);
    assert!(help.contains("Usage: tokenry server add"), "{help}");
    assert!(!home.data().exists());
}

#[test]
fn help_names_the_command_whatever_the_file_is_called() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    let renamed = folder.path().join("tokenry.exe");
    fs::copy(env!("CARGO_BIN_EXE_tokenry"), &renamed).expect("a copy");
    for words in [&["--help"][..], &["help", "token"], &["server", "add"]] {
        let output = Command::new(&renamed)
            .args(words)
            .output()
            .expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("text");
        assert!(said.contains("Usage: tokenry "), "{said}");
        assert!(!said.contains("tokenry.exe"), "{said}");
    }
}

#[test]
fn help_fits_a_terminal() {
    let home = Home::new();
    for words in [
        &["--help"][..],
        &["vault", "--help"],
        &["login", "--help"],
        &["server", "add", "--help"],
        &["client", "register", "--help"],
        &["send", "--help"],
        &["import", "--help"],
    ] {
        let help = home.done(words);
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{words:?}: {line}");
        }
    }
}

#[test]
fn what_is_mistyped_is_a_usage_error() {
    let home = Home::new();
    for wrong in [
        &["frobnicate"][..],
        &[],
        &["token"],
        &["token", "get"],
        &["token", "get", "a", "--format", "xml"],
        &["server", "edit", "a", "nothing"],
        &["login", "a", "--timeout", "0"],
        &["login", "a", "--client-credentials", "--paste"],
        &["exec", "a"],
        &["send"],
        &["send", "GET"],
        &["send", "https://a.example", "-H", "nothing"],
        &["send", "https://a.example", "--renew"],
    ] {
        home.run(wrong).failed(2);
    }
}

#[test]
fn errors_are_documents_on_standard_error_with_json() {
    let home = Home::new().with_server("api", "https://api.example.org");
    let error = |args: &[&str], code: i32| -> Value {
        let said = home.run(args.iter().chain(&["--json"])).failed(code);
        let document: Value = serde_json::from_str(&said).unwrap_or_else(|e| panic!("{e}: {said}"));
        document["error"].clone()
    };
    let missing = error(&["token", "show", "x"], 5);
    assert_eq!(missing["kind"], "not_found");
    assert_eq!(missing["message"], "There is no token named “x”.");
    assert!(missing["hint"].is_string() && missing["said"].is_null());
    assert_eq!(error(&["token", "fly"], 2)["kind"], "usage");
    home.done(["vault", "lock"]);
    let locked = error(&["client", "add", "api", "--id", "x"], 3);
    assert_eq!(locked["kind"], "vault_locked");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    for number in 0..3 {
        let name = format!("s{number}");
        home.done([
            "server",
            "add",
            "https://a.example",
            "--no-discovery",
            "--name",
            &name,
        ]);
    }
    let mut child = home
        .command(["server", "list"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("standard error is ours")
        .read_to_string(&mut said)
        .expect("text");
    let ended = child.wait().expect("it ends");
    assert_eq!((ended.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn lists_are_tables_without_colours() {
    let home = Home::new();
    assert!(home.done(["server", "list"]).starts_with("No servers yet"));
    assert!(home.done(["client", "list"]).starts_with("No clients yet"));
    assert!(home.done(["token", "list"]).starts_with("No tokens yet"));
    assert!(
        home.done(["request", "list"])
            .starts_with("No saved requests yet")
    );
    let home = home
        .with_server("a", "https://a.example")
        .with_server("longer", "https://b.example");
    let table = home.done(["server", "list"]);
    assert_eq!(
        table,
        "NAME    URL                 CLIENTS  TOKENS\n\
         a       https://a.example/  0        0\n\
         longer  https://b.example/  0        0\n"
    );
}

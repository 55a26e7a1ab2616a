//! A server that describes itself badly: nothing that it says is stored, and the reason is told
//! before all that was merely not there.

use serde_json::{Value, json};

use super::assert_says;
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, Run};

const BIG: usize = 20 << 20;
const CANNOT_BE_USED: &str = "does not describe its endpoints in a way that can be used";

/// Answers one place with this document, `{base}` being its own address.
fn describing(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> TestServer {
    TestServer::new(move |asked| {
        let base = format!("http://{}", asked.header("host").expect("a host"));
        match asked.line.as_str() {
            "GET /.well-known/openid-configuration" => reply(&base),
            _ => Reply::new("404 Not Found", ""),
        }
    })
}

fn saying(text: &'static str) -> TestServer {
    describing(move |base| Reply::json(&text.replace("{base}", base)))
}

fn added(server: &TestServer) -> (Home, Run) {
    let home = Home::new();
    let run = home.run(["server", "add", &server.url(""), "--name", "it"]);
    (home, run)
}

#[test]
fn metadata_that_cannot_be_believed_leaves_nothing_behind() {
    let big = |base: &str| format!(r#"{{"issuer": "{base}", "x": "{}"}}"#, "a".repeat(BIG));
    for (server, reason) in [
        (
            saying(
                r#"{"issuer": "https://other.example", "authorization_endpoint": "{base}/authorize",
                    "token_endpoint": "{base}/token"}"#,
            ),
            "The metadata speaks for https://other.example instead of http://127.0.0.1",
        ),
        (
            saying(
                r#"{"issuer": "{base}", "authorization_endpoint": "http://id.example/authorize",
                    "token_endpoint": "http://id.example/token"}"#,
            ),
            "The token endpoint was left out: it uses plain http.",
        ),
        (
            saying(
                r#"{"issuer": "{base}", "token_endpoint": "{base}/token",
                    "token_endpoint": "https://evil.example/token"}"#,
            ),
            "has the member “token_endpoint” twice",
        ),
        (
            describing(move |base| Reply::json(&big(base))),
            "larger than 1024 KiB",
        ),
        (
            describing(move |base| Reply::json(&big(base)).without_length()),
            "larger than 1024 KiB",
        ),
    ] {
        let (home, run) = added(&server);
        assert_eq!(run.code, Some(0), "it is there for pasted tokens: {run:?}");
        assert_says(
            &run.err,
            &[
                CANNOT_BE_USED,
                reason,
                "tokenry server edit it authorize-url=",
            ],
        );
        let lines: Vec<_> = run.err.lines().collect();
        assert!(lines[1].contains(reason), "the reason comes first: {run:?}");
        assert_eq!(
            lines.iter().filter(|line| line.contains(reason)).count(),
            1,
            "and once: {run:?}"
        );
        assert!(lines.len() < 6, "what is not there takes one line: {run:?}");

        let stored = &home.json(&["server", "list"])[0];
        assert_eq!(stored["issuer"], Value::Null, "{stored}");
        let ends = stored["endpoints"].as_object().expect("endpoints");
        assert!(ends.values().all(Value::is_null), "{stored}");
    }
}

#[test]
fn an_endpoint_over_plain_http_is_left_out_and_told() {
    let server = saying(
        r#"{"issuer": "{base}", "authorization_endpoint": "{base}/authorize",
            "token_endpoint": "http://id.example/token"}"#,
    );
    let (home, run) = added(&server);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err
            .contains("The token endpoint was left out: it uses plain http."),
        "{run:?}"
    );
    let stored = &home.json(&["server", "list"])[0];
    assert_eq!(stored["endpoints"]["token"], Value::Null, "{stored}");
    assert_eq!(
        stored["endpoints"]["authorize"],
        json!(server.url("/authorize"))
    );
}

/// As large services do; and as somebody would who wants the secrets.
#[test]
fn an_endpoint_on_another_host_is_told() {
    let server = saying(
        r#"{"issuer": "{base}", "authorization_endpoint": "{base}/authorize",
            "token_endpoint": "https://tokens.example/token"}"#,
    );
    let (_, run) = added(&server);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err
            .contains("The token endpoint is on another host: tokens.example."),
        "{run:?}"
    );
    assert!(run.out.contains("https://tokens.example/token"), "{run:?}");
}

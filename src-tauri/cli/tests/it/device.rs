//! `tokenry login … --device`

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::{
    home::{Home, assert_nowhere},
    schemas,
};

const DEVICE_CODE: &str = "a-device-code-that-is-secret";
const PENDING: &str = r#"{"error":"authorization_pending"}"#;

/// A server that gives codes for so many seconds, and answers the questions in this order; the
/// last answer is the answer to all that follow.
fn server(seconds: u32, answers: &'static [(&'static str, &'static str)]) -> TestServer {
    let asked_before = AtomicUsize::new(0);
    TestServer::new(move |asked| {
        if asked.line.starts_with("POST /device") {
            return Reply::json(&format!(
                r#"{{"device_code":"{DEVICE_CODE}","user_code":"WDJB-MJHT","interval":1,
                "verification_uri":"https://id.example.org/device","expires_in":{seconds},
                "verification_uri_complete":"https://id.example.org/device?user_code=WDJB-MJHT"}}"#
            ));
        }
        let number = asked_before.fetch_add(1, Ordering::SeqCst);
        let (status, body) = answers[number.min(answers.len() - 1)];
        Reply::new(status, body).with("Content-Type", "application/json")
    })
}

fn home(server: &TestServer) -> Home {
    let home = Home::new();
    let token_url = server.url("/token");
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "tv",
        "--token-url",
        &token_url,
    ]);
    let device = format!("device-url={}", server.url("/device"));
    home.done(["server", "edit", "tv", &device]);
    home.done([
        "client",
        "add",
        "tv",
        "--id",
        "app",
        "--name",
        "app",
        "--scope",
        "read write",
    ]);
    home
}

fn log_in(home: &Home) -> crate::home::Run {
    home.run(["login", "app", "--as", "me", "--device", "--json"])
}

#[test]
fn the_code_is_shown_and_asked_about_until_the_token_comes() {
    let server = server(
        600,
        &[
            ("400 Bad Request", PENDING),
            ("503 Service Unavailable", ""),
            ("200 OK", r#"{"access_token":"at-1","token_type":"Bearer"}"#),
        ],
    );
    let home = home(&server);
    let out = log_in(&home).done();
    let mut lines = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let shown = lines.next().expect("the codes come first");
    schemas::assert_valid(&["login", "--device"], &shown);
    assert_eq!(shown["user_code"], "WDJB-MJHT");
    assert_eq!(shown["verification_uri"], "https://id.example.org/device");
    let token = lines.next().expect("then the token");
    schemas::assert_valid(&["login"], &token);
    assert_eq!(token["grant"], "device_code");
    assert_eq!(home.done(["token", "get", "me"]), "at-1\n");
    assert!(!out.contains(DEVICE_CODE), "{out}");
    assert_nowhere(&home.data(), DEVICE_CODE);

    let asked = server.asked();
    let begun = &asked
        .iter()
        .find(|one| one.line.starts_with("POST /device"))
        .expect("it")
        .body;
    assert_eq!(begun, "scope=read+write&client_id=app");
    let asks: Vec<_> = asked
        .iter()
        .filter(|one| one.line.starts_with("POST /token"))
        .collect();
    assert_eq!(asks.len(), 3, "a server that stumbles is asked again");
    for ask in asks {
        assert!(
            ask.body
                .contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code")
                && ask.body.contains(&format!("device_code={DEVICE_CODE}"))
                && ask.body.contains("client_id=app"),
            "{ask:?}"
        );
    }
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let server = server(
        600,
        &[
            ("400 Bad Request", r#"{"error":"slow_down"}"#),
            ("200 OK", r#"{"access_token":"at-1","token_type":"Bearer"}"#),
        ],
    );
    let home = home(&server);
    let started = Instant::now();
    log_in(&home).done();
    // One second to the first question, and five more to the second.
    assert!(started.elapsed().as_secs() >= 7, "{:?}", started.elapsed());
}

#[test]
fn a_code_that_ends_and_a_no_are_told_and_nothing_is_stored() {
    for (seconds, answer, said) in [
        (2, ("400 Bad Request", PENDING), "The device code expired"),
        (
            600,
            ("400 Bad Request", r#"{"error":"expired_token"}"#),
            "expired_token",
        ),
        (
            600,
            ("400 Bad Request", r#"{"error":"access_denied"}"#),
            "access_denied",
        ),
        (600, ("200 OK", "<html>"), "web page"),
    ] {
        let answers: &'static [_] = Box::leak(Box::new([answer]));
        let server = server(seconds, answers);
        let home = home(&server);
        let run = log_in(&home);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.err.contains(said), "{said}: {run:?}");
        assert!(!run.err.contains(DEVICE_CODE), "{run:?}");
        assert_eq!(
            home.json(&["token", "list"]).as_array().map(Vec::len),
            Some(0)
        );
    }
}

#[test]
fn codes_that_are_none_are_told() {
    for (body, said) in [
        ("{}", "no device_code"),
        (
            r#"{"device_code":"d","user_code":"u","expires_in":9}"#,
            "no verification_uri",
        ),
        (
            r#"{"device_code":"d","user_code":"u","expires_in":9,"verification_uri":"file:///etc"}"#,
            "no verification_uri",
        ),
        (
            r#"{"device_code":"d","user_code":"u","verification_uri":"https://id.example.org/"}"#,
            "no expires_in",
        ),
        (r#"{"error":"unauthorized_client"}"#, "unauthorized_client"),
    ] {
        let server = TestServer::new(move |_| Reply::json(body));
        let home = home(&server);
        let error = log_in(&home).failed(1);
        assert!(error.contains(said), "{said}: {error}");
    }
    let home = Home::new().with_server("tv", "https://id.example.org");
    home.done([
        "server",
        "edit",
        "tv",
        "token-url=https://id.example.org/token",
    ]);
    home.done(["client", "add", "tv", "--id", "app", "--name", "app"]);
    let error = log_in(&home).failed(1);
    assert!(
        error.contains("no device authorization endpoint"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_signal_cancels() {
    let server = server(600, &[("400 Bad Request", PENDING)]);
    let home = home(&server);
    let mut child = home
        .command(["login", "app", "--as", "me", "--device"])
        .spawn()
        .expect("the binary runs");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(
        child.stdout.as_mut().expect("standard output is ours"),
    ));
    let mut line = || lines.next().expect("a line").expect("text");
    assert_eq!(line(), "https://id.example.org/device");
    assert_eq!(line(), "WDJB-MJHT");
    drop(lines);
    crate::home::interrupt(&child);
    let run = crate::home::finished(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{run:?}");
    let told = "tokenry: The login was cancelled. Nothing was stored.";
    assert_eq!(run.err.trim_end().lines().last(), Some(told), "{run:?}");
}

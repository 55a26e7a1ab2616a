//! `tokenry transcript …`: what failed can be looked at afterwards.

use std::fs;

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const SECRET: &str = "PLANTED-client-s3cret";

/// Refuses everything, and says the secret back.
fn refusing() -> TestServer {
    TestServer::new(|asked| match asked.line.as_str() {
        "POST /token" | "POST /device" | "POST /par" => Reply::new(
            "400 Bad Request",
            format!(r#"{{"error": "invalid_scope", "error_description": "not for {SECRET}"}}"#),
        )
        .with("Content-Type", "application/json"),
        _ => Reply::new("404 Not Found", "nothing"),
    })
}

fn home(server: &TestServer) -> Home {
    let home = Home::new();
    let (base, token) = (server.url(""), server.url("/token"));
    let authorize = server.url("/authorize");
    home.done([
        "server",
        "add",
        &base,
        "--name",
        "it",
        "--token-url",
        &token,
        "--authorize-url",
        &authorize,
    ]);
    let device = format!("device-url={}", server.url("/device"));
    home.done(["server", "edit", "it", &device]);
    let add = [
        "client", "add", "it", "--id", "cid1", "--name", "app", "--auth", "post",
    ];
    let oob = ["--redirect", "urn:ietf:wg:oauth:2.0:oob", "--secret-stdin"];
    home.fed([&add[..], &oob[..]].concat(), SECRET).done();
    home
}

#[test]
fn a_login_that_fails_leaves_what_was_sent_and_answered() {
    let server = refusing();
    for (login, typed, step) in [
        (
            vec!["--client-credentials"],
            "",
            "grant_type=client_credentials",
        ),
        (vec!["--device"], "", "POST"),
        (
            vec!["--no-browser", "--paste"],
            "the-code\n",
            "grant_type=authorization_code",
        ),
    ] {
        let home = home(&server);
        let begin = ["login", "app", "--as", "me"];
        let run = home.fed([&begin[..], &login[..]].concat(), typed);
        assert_ne!(run.code, Some(0), "{run:?}");
        assert!(
            run.err.contains("tokenry transcript show"),
            "{login:?}: {run:?}"
        );
        let shown = home.done(["transcript", "show"]);
        for part in ["Login with app at it", "400", "invalid_scope", step] {
            assert!(shown.contains(part), "{login:?}, {part}: {shown}");
        }
        assert!(!shown.contains(SECRET), "{shown}");
        let listed = home.json(&["transcript", "list"]);
        assert_eq!(listed[0]["what"], "Login with app at it");
        assert!(
            listed[0]["why"].as_str().is_some_and(|why| !why.is_empty()),
            "{listed}"
        );
        let file = home.path("told.txt");
        let file = file.to_str().expect("text");
        let written = home.json(&["transcript", "show", "1", "-o", file]);
        assert_eq!(written["file"], file);
        assert_eq!(fs::read_to_string(file).expect("a file"), shown);
        let document = home.json(&["transcript", "show"]);
        assert_eq!(document["transcript"], shown);
        for secret in [SECRET, "the-code"] {
            assert_nowhere(&home.data(), secret);
        }
        let told = home.run(["transcript", "show", "9"]).failed(2);
        assert!(told.contains("no transcript 9"), "{told}");
    }
}

#[test]
fn programs_are_told_the_command_as_well() {
    let server = refusing();
    let home = home(&server);
    let login = [
        "login",
        "app",
        "--as",
        "me",
        "--client-credentials",
        "--json",
    ];
    let run = home.run(login);
    let told: Value = serde_json::from_str(&run.err).expect("a document");
    let next = told["error"]["next"].as_array().expect("commands");
    assert!(next.contains(&"tokenry transcript show".into()), "{told}");
}

#[test]
fn an_address_without_a_server_leaves_where_it_was_looked_for() {
    let silent = TestServer::silent();
    let home = Home::new();
    home.done(["server", "add", &silent.url(""), "--name", "it"]);
    let shown = home.done(["transcript", "show"]);
    assert!(shown.contains("Looking for a server at"), "{shown}");
    assert!(
        shown.contains("/.well-known/openid-configuration"),
        "{shown}"
    );

    let gone = silent.url("/gone?token=PLANTED-in-the-address");
    home.run(["server", "add", &gone, "--name", "other"]);
    assert_nowhere(&home.data(), "PLANTED-in-the-address");
    let shown = home.done(["transcript", "show"]);
    assert!(!shown.contains("PLANTED"), "{shown}");
}

#[test]
fn what_failed_goes_with_its_client() {
    let server = refusing();
    let home = home(&server);
    home.run(["login", "app", "--as", "me", "--client-credentials"]);
    home.done(["client", "remove", "app", "--yes"]);
    assert_eq!(home.json(&["transcript", "list"]), serde_json::json!([]));
    let told = home.run(["transcript", "show"]).failed(2);
    assert!(told.contains("There is none"), "{told}");
}

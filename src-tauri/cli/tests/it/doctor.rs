//! Refused calls, explained: on standard error, in the document, and by `token check`.

use std::fs;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const TOKEN: &str = "gho_aVerySecretToken";

#[test]
fn a_refusal_is_explained_with_the_command_that_mends_it() {
    let server = TestServer::new(|asked| {
        if asked.line.starts_with("POST /token") {
            return Reply::json(r#"{"access_token": "at-1", "expires_in": 3600, "scope": "read"}"#);
        }
        Reply::new("403 Forbidden", "").with(
            "WWW-Authenticate",
            r#"Bearer error="insufficient_scope", error_description="needs more", scope="read write""#,
        )
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--token-url",
        &server.url("/token"),
        "--authorize-url",
        &server.url("/authorize"),
    ]);
    home.fed(
        [
            "client",
            "add",
            "api",
            "--id",
            "bot",
            "--secret-stdin",
            "--name",
            "bot",
            "--redirect",
            "http://127.0.0.1/callback",
        ],
        "s3cr3t",
    )
    .done();
    home.done(["login", "bot", "--as", "alice", "--client-credentials"]);
    let url = server.url("/notes");
    let run = home.run(["send", "POST", &url, "--token", "alice"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
    for words in [
        "The token alice does not have the scope for this call.",
        "The server said: insufficient_scope: needs more",
        "It lacks the scope write",
        "tokenry login bot --as alice --client-credentials --scope 'read write'",
    ] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    let sent = home.json(&["send", "POST", &url, "--token", "alice"]);
    assert_eq!(sent["diagnosis"]["cause"]["is"], "scope");
    assert_eq!(sent["diagnosis"]["cause"]["missing"][0], "write");
    assert_eq!(sent["diagnosis"]["repair"]["is"], "obtain");
    assert_eq!(
        sent["diagnosis"]["command"],
        "tokenry login bot --as alice --client-credentials --scope 'read write'"
    );
}

#[test]
fn what_is_well_is_not_explained() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = Home::new().with_server("api", &server.url(""));
    assert_eq!(
        home.json(&["send", &server.url("/")])["diagnosis"],
        serde_json::Value::Null
    );
    assert_eq!(home.run(["send", &server.url("/")]).err, "");
}

#[test]
fn without_a_token_the_one_that_fits_is_named() {
    let server = TestServer::new(|asked| match asked.header("authorization") {
        Some(_) => Reply::json("{}"),
        None => Reply::new("401 Unauthorized", "").with("WWW-Authenticate", "Bearer"),
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", TOKEN);
    let run = home.run(["send", &server.url("/me")]);
    assert!(
        run.err.contains("no token was sent") && run.err.contains("tokenry send --token mine"),
        "{run:?}"
    );
}

#[test]
fn an_unusual_place_is_mended_by_the_command_that_is_named() {
    let server = TestServer::new(|asked| {
        let carried = asked.header("authorization");
        if carried == Some(&format!("Bearer {TOKEN}")) {
            Reply::json("{}")
        } else {
            Reply::new("401 Unauthorized", "").with("WWW-Authenticate", "Bearer realm=\"api\"")
        }
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", TOKEN);
    home.done([
        "server",
        "edit",
        "api",
        "token-placement=query:access_token",
    ]);
    let run = home.run(["send", &server.url("/me"), "--token", "mine"]);
    assert!(run.err.contains("as the parameter access_token"), "{run:?}");
    assert!(!run.err.contains(TOKEN), "{run:?}");
    let command = "server edit api token-placement=header:Authorization:Bearer";
    assert!(run.err.contains(&format!("tokenry {command}")), "{run:?}");
    home.done(command.split(' '));
    assert_eq!(
        home.done(["send", &server.url("/me"), "--token", "mine"]),
        "{}"
    );
}

#[test]
fn a_page_to_log_in_in_place_of_an_answer_is_told_and_mended_with_a_header() {
    let server = TestServer::new(|asked| match asked.header("accept") {
        Some("application/json") => Reply::json("{}"),
        _ => Reply::new(
            "200 OK",
            "<html><title>Log in</title><input type=\"password\"></html>",
        )
        .with("Content-Type", "text/html"),
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", TOKEN);
    let run = home.run(["send", &server.url("/me"), "--token", "mine"]);
    assert!(
        run.err.contains("The server returned a login page"),
        "{run:?}"
    );
    assert!(run.err.contains("-H 'Accept: application/json'"), "{run:?}");
    let run = home.run([
        "send",
        &server.url("/me"),
        "--token",
        "mine",
        "-H",
        "Accept: application/json",
    ]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("{}", ""));
}

#[test]
fn a_token_that_the_server_repeats_is_not_told() {
    let server = TestServer::new(|asked| {
        let carried = asked.header("authorization").unwrap_or_default();
        let body = format!("{{\"message\": \"{carried} is unknown\"}}");
        Reply::new("401 Unauthorized", body).with("Content-Type", "application/json")
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", TOKEN);
    let out = home.path("body");
    let run = home.run([
        "send".as_ref(),
        server.url("/me").as_ref(),
        "--token".as_ref(),
        "mine".as_ref(),
        "-o".as_ref(),
        out.as_os_str(),
    ]);
    assert!(
        run.err.contains("is unknown") && !run.err.contains(TOKEN),
        "{run:?}"
    );
    assert!(fs::read_to_string(out).expect("the body").contains(TOKEN));
}

#[test]
fn a_check_uses_the_recipes_call_and_tells_the_account() {
    let server = TestServer::new(|asked| {
        let path = asked.line.split([' ', '?']).nth(1);
        match (path, asked.header("authorization")) {
            (Some("/api/v1/accounts/verify_credentials"), Some("Bearer gho_aVerySecretToken")) => {
                Reply::json(r#"{"id": "7", "acct": "alice"}"#)
            }
            (Some("/api/v1/accounts/verify_credentials"), _) => Reply::new(
                "401 Unauthorized",
                r#"{"error": "The access token is invalid"}"#,
            )
            .with("Content-Type", "application/json"),
            _ => Reply::new("404 Not Found", ""),
        }
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "fedi",
        "--recipe",
        "mastodon",
    ]);
    let home = home
        .with_token("fedi", "good", TOKEN)
        .with_token("fedi", "bad", "another");
    let checked = home.json(&["token", "check", "good"]);
    assert_eq!(checked["works"], true);
    assert_eq!(checked["account"], "alice");
    assert_eq!(checked["learned"][0], "It belongs to alice.");
    assert_eq!(home.json(&["token", "show", "good"])["account"], "alice");

    let said = home.run(["token", "check", "bad"]).failed(4);
    assert!(said.contains("The token bad was refused"), "{said}");
    assert!(said.contains("The access token is invalid"), "{said}");
    assert!(said.contains("tokenry token add fedi"), "{said}");
    let said = home.run(["token", "check", "bad", "--json"]).failed(4);
    let told: serde_json::Value = serde_json::from_str(&said).expect("a document");
    assert_eq!(told["error"]["kind"], "login_needed");
    assert_eq!(told["error"]["diagnosis"]["cause"]["is"], "refused");
}

#[test]
fn a_transcript_is_a_text_without_a_secret() {
    const SECRET: &str = "s3cr3t-of-the-client";
    let server = TestServer::new(|_| {
        Reply::json(
            r#"{"access_token": "at-0123456789", "expires_in": 3600, "echo": "s3cr3t-of-the-client"}"#,
        )
    });
    let home = Home::new();
    let token_url = server.url("/token");
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--token-url",
        &token_url,
    ]);
    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        SECRET,
    )
    .done();
    home.done(["login", "api", "--as", "bot", "--client-credentials"]);
    let text = home.done(["token", "show", "bot", "--transcript"]);
    for words in [
        "RFC 6749 §4.4.2",
        "> POST",
        "grant_type=client_credentials",
        "< HTTP 200",
        "no-store is missing",
        "[redacted]",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        !text.contains(SECRET) && !text.contains("at-0123456789"),
        "{text}"
    );
    let told = home.json(&["token", "show", "bot", "--transcript"]);
    assert_eq!(
        told["transcript"].as_str().map(str::trim),
        Some(text.trim())
    );
}

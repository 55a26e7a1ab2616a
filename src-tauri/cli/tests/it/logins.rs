//! `tokenry login …` as far as it goes without a person; the product's own tests log in at real
//! servers.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Stdio},
};

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};
use url::Url;

use crate::{
    home::{Home, feed},
    schemas,
};

fn home(redirect: &str) -> Home {
    let home = Home::new();
    home.done([
        "server",
        "add",
        "https://id.example.org",
        "--name",
        "photos",
        "--authorize-url",
        "https://id.example.org/authorize",
        "--token-url",
        "https://id.example.org/token",
    ]);
    home.done([
        "client",
        "add",
        "photos",
        "--id",
        "app",
        "--name",
        "app",
        "--redirect",
        redirect,
    ]);
    home
}

fn param(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("standard output is ours"))
        .read_line(&mut line)
        .expect("a line");
    line.trim_end().to_owned()
}

#[cfg(unix)]
#[test]
fn the_first_line_is_the_address_and_a_signal_cancels() {
    let home = home("http://127.0.0.1/callback");
    let mut child = home
        .command([
            "login",
            "app",
            "--as",
            "me",
            "--no-browser",
            "--scope",
            "read write",
            "--param",
            "prompt=login",
        ])
        .spawn()
        .expect("the binary runs");
    let url: Url = first_line(&mut child).parse().expect("an address");
    assert_eq!(url.path(), "/authorize");
    assert_eq!(param(&url, "client_id").as_deref(), Some("app"));
    assert_eq!(param(&url, "scope").as_deref(), Some("read write"));
    assert_eq!(param(&url, "prompt").as_deref(), Some("login"));
    assert_eq!(
        param(&url, "code_challenge_method").as_deref(),
        Some("S256")
    );
    assert!(param(&url, "state").is_some_and(|state| state.len() >= 22));
    let redirect: Url = param(&url, "redirect_uri")
        .and_then(|uri| uri.parse().ok())
        .expect("a redirect");
    assert!(
        redirect.port().is_some_and(|port| port > 0),
        "a port was chosen: {redirect}"
    );

    crate::home::interrupt(&child);
    let run = crate::home::finished(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{run:?}");
    let told = "tokenry: The login was cancelled. Nothing was stored.";
    assert_eq!(run.err.trim_end().lines().last(), Some(told), "{run:?}");
    assert_eq!(
        home.json(&["token", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn with_json_the_first_line_is_a_document() {
    let home = home("http://127.0.0.1/callback");
    let run = home.run([
        "login",
        "app",
        "--as",
        "me",
        "--no-browser",
        "--timeout",
        "1",
        "--json",
    ]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let first: Value = serde_json::from_str(run.out.trim_end()).expect("one document");
    schemas::assert_valid(&["login", "--no-browser"], &first);
    let url: Url = first["authorize_url"]
        .as_str()
        .and_then(|url| url.parse().ok())
        .expect("an address");
    assert_eq!(
        first["redirect_uri"].as_str(),
        param(&url, "redirect_uri").as_deref()
    );
    assert!(run.err.contains(r#""kind":"timed_out""#), "{run:?}");
}

#[test]
fn a_code_is_pasted_as_one_line() {
    let server = TestServer::new(|asked| {
        if asked.body.contains("code=the-code") && asked.body.contains("code_verifier=") {
            Reply::json(r#"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 3600}"#)
        } else {
            Reply::new(
                "400 Bad Request",
                r#"{"error": "invalid_grant", "error_description": "unknown code"}"#,
            )
        }
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "social",
        "--authorize-url",
        &server.url("/authorize"),
        "--token-url",
        &server.url("/token"),
    ]);
    home.done([
        "client",
        "add",
        "social",
        "--id",
        "app",
        "--redirect",
        "urn:ietf:wg:oauth:2.0:oob",
    ]);
    let login = [
        "login",
        "social",
        "--as",
        "me",
        "--no-browser",
        "--paste",
        "--json",
    ];
    let run = home.fed(login, "the-code\n");
    assert_eq!(run.code, Some(0), "{run:?}");
    let documents: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a document"))
        .collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["redirect_uri"], "urn:ietf:wg:oauth:2.0:oob");
    assert_eq!(documents[1]["name"], "me");
    assert_eq!(home.done(["token", "get", "me"]), "at-1\n");

    let again = home.fed(login, "the-code\n");
    assert_eq!(
        again.code,
        Some(0),
        "the same name renews the token: {again:?}"
    );
    assert_eq!(
        home.json(&["token", "list"]).as_array().map(Vec::len),
        Some(1)
    );

    let refused = home.fed(login, "another-code\n");
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.err.contains("unknown code"),
        "the server's words: {refused:?}"
    );
    assert_eq!(
        home.done(["token", "get", "me"]),
        "at-1\n",
        "nothing was lost"
    );
}

#[test]
fn a_wrong_address_or_none_ends_the_login() {
    let home = home("https://photos.example.org/done");
    let login = ["login", "app", "--as", "me", "--no-browser", "--paste"];
    let mut child = home
        .command(login)
        .stdin(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    first_line(&mut child);
    feed(
        &mut child,
        "https://photos.example.org/done?code=x&state=not-ours\n",
    );
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("ours")
        .read_to_string(&mut said)
        .expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "{said}");
    assert!(said.contains("does not belong to this login"), "{said}");

    let run = home.fed(login, "");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.err.contains("Standard input contained no code"),
        "{run:?}"
    );
    let said = home
        .run(["login", "app", "--as", "me", "--no-browser"])
        .failed(2);
    assert!(said.contains("--paste"), "{said}");
    home.run(["login", "nobody", "--as", "me"]).failed(5);
}

#[test]
fn a_client_logs_in_for_itself() {
    let server = TestServer::new(|asked| {
        assert!(asked.line.starts_with("POST /token"), "{}", asked.line);
        Reply::json(r#"{"access_token": "bot-1", "expires_in": 3600}"#)
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
    ]);
    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        "s3cr3t",
    )
    .done();
    let got = home.json(&[
        "login",
        "api",
        "--as",
        "bot",
        "--client-credentials",
        "--scope",
        "read",
    ]);
    assert_eq!(got["grant"], "client_credentials");
    assert_eq!(got["renewable"], true);
    assert_eq!(home.done(["token", "get", "bot"]), "bot-1\n");
    let asked = server.asked();
    assert!(
        asked[0].body.contains("grant_type=client_credentials")
            && asked[0].body.contains("scope=read")
    );
    assert!(
        asked[0]
            .header("authorization")
            .is_some_and(|value| value.starts_with("Basic "))
    );
}

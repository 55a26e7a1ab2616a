//! `tokenry send …`

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};
use tokenry_doubles::{Asked, Reply, TestServer};

use crate::home::{Home, PASSPHRASE, assert_nowhere, finished};

const TOKEN: &str = "gho_aVerySecretToken";

fn home(server: &TestServer) -> Home {
    Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", TOKEN)
}

fn only(server: &TestServer) -> Asked {
    let mut asked = server.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    asked.remove(0)
}

#[test]
fn a_request_carries_its_token_and_prints_the_body() {
    let server = TestServer::new(|_| Reply::json("{\"a\": 1}"));
    let home = home(&server);
    let run = home.run([
        "send",
        &server.url("/me?x=1"),
        "--token",
        "mine",
        "-H",
        "X-Thing: some",
    ]);
    assert_eq!(run.err, "");
    assert_eq!(run.done(), "{\"a\": 1}");
    let asked = only(&server);
    assert_eq!(asked.line, "GET /me?x=1");
    assert_eq!(
        asked.header("authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    assert_eq!(asked.header("x-thing"), Some("some"));
    assert_nowhere(&home.data(), TOKEN);
}

#[test]
fn logs_at_their_loudest_hold_no_secret() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = home(&server);
    let run = home
        .command(["send", &server.url("/me"), "--token", "mine", "-v"])
        .env("TOKENRY_LOG", "trace")
        .output();
    let run = finished(run.expect("the binary runs"));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err.contains("TRACE"),
        "there are logs to look at: {run:?}"
    );
    assert!(
        run.err.contains("> authorization: "),
        "and the steps: {run:?}"
    );
    assert!(
        !run.err.contains(TOKEN) && !run.err.contains(PASSPHRASE),
        "{run:?}"
    );
    assert!(only(&server).header("authorization").is_some());
}

#[test]
fn the_body_and_the_method_follow_the_data() {
    let server = TestServer::new(|_| Reply::new("204 No Content", ""));
    let home = home(&server);
    let url = server.url("/notes");
    fs::write(home.path("note.json"), "[1, 2]").expect("a file");
    let file = format!("@{}", home.path("note.json").display());
    home.done(["send", &url, "-d", "{\"text\": \"hi\"}"]);
    home.done(["send", "put", &url, "-d", &file]);
    home.done(["send", &url, "-d", "a=b&c=d"]);
    home.fed(
        [
            "send",
            "PATCH",
            &url,
            "-d",
            "-",
            "-H",
            "Content-Type: text/csv",
        ],
        "x,y\n",
    )
    .done();
    let asked = server.asked();
    let seen: Vec<_> = asked
        .iter()
        .map(|asked| {
            (
                asked.line.as_str(),
                asked.header("content-type"),
                asked.body.as_str(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                "POST /notes",
                Some("application/json"),
                "{\"text\": \"hi\"}"
            ),
            ("PUT /notes", Some("application/json"), "[1, 2]"),
            (
                "POST /notes",
                Some("application/x-www-form-urlencoded"),
                "a=b&c=d"
            ),
            ("PATCH /notes", Some("text/csv"), "x,y\n"),
        ]
    );
    assert!(
        asked
            .iter()
            .all(|asked| asked.header("authorization").is_none())
    );
    home.run(["send", &url, "-d", "@no-such-file"]).failed(1);
}

#[test]
fn the_answer_goes_where_it_is_wanted() {
    let server = TestServer::new(|_| Reply::new("201 Created", "done").with("X-Id", "7"));
    let home = home(&server);
    let url = server.url("/");
    let out = home.done(["send", &url, "-i"]);
    assert!(
        out.starts_with("HTTP/1.1 201 Created\n") && out.ends_with("\n\ndone"),
        "{out}"
    );
    assert!(out.to_lowercase().contains("x-id: 7\n"), "{out}");
    let file = home.path("answer");
    assert_eq!(
        home.done([
            "send".as_ref(),
            url.as_ref(),
            "-o".as_ref(),
            file.as_os_str()
        ]),
        ""
    );
    assert_eq!(fs::read_to_string(&file).expect("the file"), "done");
    let sent = home.json(&["send", &url, "--token", "mine"]);
    assert_eq!(sent["status"], 201);
    assert_eq!(sent["body"], "done");
    assert_eq!(sent["token"], "mine");
    assert!(!sent.to_string().contains(TOKEN));
}

#[test]
fn an_error_status_is_a_failure_only_if_asked_for() {
    let server = TestServer::new(|_| Reply::new("404 Not Found", "gone"));
    let home = home(&server);
    assert_eq!(home.done(["send", &server.url("/")]), "gone");
    let run = home.run(["send", &server.url("/"), "--fail"]);
    assert_eq!((run.code, run.out.as_str()), (Some(6), "gone"), "{run:?}");
    assert!(run.err.contains("404"), "{run:?}");
}

#[test]
fn a_token_goes_elsewhere_only_if_allowed() {
    let own = TestServer::new(|_| Reply::json("{}"));
    let foreign = TestServer::new(|_| Reply::json("{}"));
    let home = home(&own);
    home.done(["send", &own.url("/"), "--token", "mine"]);
    let url = foreign.url("/collect");
    let said = home.run(["send", &url, "--token", "mine"]).failed(1);
    assert!(
        said.contains("--allow-origin") && said.contains(&foreign.url("")),
        "{said}"
    );
    assert!(foreign.asked().is_empty(), "nothing was sent");
    home.done(["send", &url, "--token", "mine", "--allow-origin"]);
    assert!(only(&foreign).header("authorization").is_some());
    home.run(["send", &url, "--token", "mine"]).failed(1);
}

#[test]
fn a_refused_token_is_renewed_once_for_safe_methods() {
    let given = AtomicU32::new(0);
    let server = TestServer::new(move |asked| {
        if asked.line.starts_with("POST /token") {
            let number = given.fetch_add(1, Ordering::SeqCst);
            return Reply::json(&format!(
                "{{\"access_token\": \"at-{number}\", \"expires_in\": 3600}}"
            ));
        }
        match asked.header("authorization") {
            Some("Bearer at-0") | None => Reply::new("401 Unauthorized", "no")
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\""),
            Some(carried) => Reply::new("200 OK", carried),
        }
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
    home.done(["login", "api", "--as", "bot", "--client-credentials"]);
    let url = server.url("/me");
    let run = home.run(["send", "DELETE", &url, "--token", "bot"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no"), "{run:?}");
    assert!(run.err.contains("--renew"), "{run:?}");
    assert_eq!(home.done(["send", &url, "--token", "bot"]), "Bearer at-1");
    assert_eq!(
        home.done(["send", "DELETE", &url, "--token", "bot", "--renew"]),
        "Bearer at-2"
    );
}

#[test]
fn no_answer_is_told_with_what_to_do() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = home(&server);
    let url = server.url("/");
    home.done(["send", &url, "-v"]);
    drop(server);
    let said = home.run(["send", &url]).failed(1);
    assert!(said.lines().count() >= 2, "a hint follows: {said}");
    home.run(["send", &url, "--token", "nobody"]).failed(5);
    home.run(["send", "--request", "nothing"]).failed(5);
}

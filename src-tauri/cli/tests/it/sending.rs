//! What `tokenry send` promises, and what it says when a request is out.
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const BODY: &str = "{\"a\": 1}";

fn answering() -> TestServer {
    TestServer::new(|_| Reply::json(BODY))
}

#[test]
fn a_login_page_is_a_failure_where_an_answer_was_asked_for() {
    let page = "<html><title>Sign in</title><form action=/login method=post>\
                <input name=user><input type=password name=password></form></html>";
    let server = TestServer::new(move |asked| match asked.line.as_str() {
        "GET /page" => {
            Reply::new("200 OK", "<html><h1>Hello</h1></html>").with("Content-Type", "text/html")
        }
        "GET /json" => Reply::json(BODY),
        _ => Reply::new("200 OK", page).with("Content-Type", "text/html; charset=utf-8"),
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", "at-1");
    let send = |path: &str, more: &[&str]| {
        let url = server.url(path);
        let args = ["send", &url, "--token", "mine", "--fail"];
        home.run(args.iter().chain(more))
    };
    let run = send("/me", &[]);
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.err.contains("a login page"), "{}", run.err);
    assert!(
        run.out.contains("Sign in"),
        "the answer is printed all the same: {run:?}"
    );
    assert_eq!(
        send("/page", &[]).code,
        Some(0),
        "a page is not a login page"
    );
    assert_eq!(send("/json", &[]).code, Some(0));
    assert_eq!(
        send("/me", &["-H", "Accept: text/html"]).code,
        Some(0),
        "asked for"
    );
    let url = server.url("/me");
    assert_eq!(
        home.run(["send", &url, "--token", "mine"]).code,
        Some(0),
        "without --fail"
    );
}

#[test]
fn a_path_alone_is_one_of_the_tokens_server() {
    let server = answering();
    let home = Home::new()
        .with_server("api", &server.url("/v1"))
        .with_token("api", "mine", "at-1");
    home.done(["send", "/me?x=1", "--token", "mine"]);
    home.done(["send", "DELETE", "/v1/me", "--token", "mine"]);
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines, ["GET /v1/me?x=1", "DELETE /v1/me"]);
    let told = home.run(["send", "/me"]).failed(2);
    assert!(told.contains("--token NAME"), "{told}");
}

#[test]
fn what_is_worth_knowing_is_told_before_it_is_sent() {
    let server = answering();
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", "at-1");
    let url = server.url("/me");
    let typed = "Authorization: Bearer typed-by-hand";
    let run = home.run(["send", &url, "--token", "mine", "-H", typed]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err.contains("was left out") && !run.err.contains("typed-by-hand"),
        "{}",
        run.err
    );
    assert_eq!(
        server.asked()[0].header("authorization"),
        Some("Bearer at-1")
    );
}

#[test]
fn names_of_others_are_not_obeyed_by_the_terminal() {
    let home = Home::new();
    let name = "evil\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}txt";
    home.done([
        "server",
        "add",
        "https://a.example",
        "--no-discovery",
        "--name",
        name,
    ]);
    home.fed(["token", "add", name, "--as", name, "--stdin"], "at-1")
        .done();
    let harmful = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{202e}']);
    for args in [
        vec!["server", "list"],
        vec!["server", "list", "--json"],
        vec!["server", "show", name],
        vec!["token", "list"],
        vec!["token", "list", "--json"],
        vec!["token", "show", name],
        vec!["token", "refresh", name],
        vec!["server", "show", "no\u{1b}[2J"],
        vec!["token", "forget", name, "--yes"],
        vec!["server", "remove", name, "--yes"],
    ] {
        let run = home.run(&args);
        assert!(
            !harmful(&run.out) && !harmful(&run.err),
            "{args:?}: {run:?}"
        );
    }
}

#[test]
fn more_life_than_a_server_gives_is_told() {
    let server = TestServer::new(|_| {
        Reply::json(r#"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}"#)
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--no-discovery",
        "--token-url",
        &server.url("/token"),
    ]);
    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        "x",
    )
    .done();
    home.done(["login", "bot", "--as", "robot", "--client-credentials"]);
    let run = home.run(["token", "get", "robot", "--min-ttl", "3600"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "at-1\n"), "{run:?}");
    assert!(
        run.err.contains("3600 s") && run.err.contains("gives less"),
        "{}",
        run.err
    );
    let run = home.run(["token", "get", "robot", "--min-ttl", "10"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
}

/// The answer is larger than the room that is left: the request is out all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_after_sending_is_a_warning_and_no_second_request() {
    use crate::bad_input::full_disk::{may_mount, on_small_disk};

    if !may_mount() {
        return;
    }
    let server = TestServer::new(|asked| {
        if asked.line.starts_with("POST /orders") {
            Reply::json(&format!("{{\"x\": \"{}\"}}", "y".repeat(900 * 1024)))
        } else {
            Reply::json(BODY)
        }
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "robot", "at-1");
    let url = server.url("/orders");
    let send = [
        "send", "POST", &url, "--token", "robot", "-d", "a=b", "--json",
    ];
    let (mut warned, mut asked) = (0, 0);
    for left in [64, 128, 256] {
        let run = on_small_disk(&home, left, &send);
        let now = server
            .asked()
            .iter()
            .filter(|one| one.line.starts_with("POST"))
            .count();
        if now == asked {
            // Found before anything was sent.
            assert_eq!(run.code, Some(1), "{left} KiB: {run:?}");
            continue;
        }
        assert_eq!(now, asked + 1, "{left} KiB: it is sent once");
        asked = now;
        if run.code == Some(0) {
            continue;
        }
        warned += 1;
        assert!(
            run.err
                .contains("The request was sent and the server answered 200"),
            "{run:?}"
        );
        let document: serde_json::Value = serde_json::from_str(&run.out).expect("one document");
        let told = document["warnings"][0].as_str().unwrap_or_default();
        assert!(told.starts_with("The request was sent, but"), "{document}");
    }
    assert!(warned > 0, "it never was too little");
}

//! Ctrl-C while a server keeps us waiting: one line says where things stand, and what works once is not
//! left by halves.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command},
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
};
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, feed, finished};

const TOKEN: &str = r#"{"access_token": "at-new", "refresh_token": "rt-new", "token_type": "Bearer", "expires_in": 3600}"#;

/// A server that answers on one path only when it is told to.
struct Slow {
    server: TestServer,
    /// Says that the slow path was asked.
    asked: Receiver<()>,
    go_on: Sender<()>,
}

fn slow(path: &'static str) -> Slow {
    let (tell, asked) = channel();
    let (go_on, wait) = channel();
    let (tell, wait) = (Mutex::new(tell), Mutex::new(wait));
    let server = TestServer::new(move |heard| {
        let asked = heard.line.split(' ').nth(1).unwrap_or_default();
        if asked == path {
            tell.lock()
                .expect("nobody panicked")
                .send(())
                .expect("the test listens");
            // The test's end ends this, too.
            let _ = wait.lock().expect("nobody panicked").recv();
        }
        match asked {
            "/token" => Reply::json(TOKEN),
            "/register" => Reply::json(r#"{"client_id": "c-new"}"#),
            "/introspect" => Reply::json(r#"{"active": true}"#),
            "/revoke" | "/me" => Reply::new("200 OK", "{}"),
            _ => Reply::new("404 Not Found", "nothing"),
        }
    });
    Slow {
        server,
        asked,
        go_on,
    }
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
    let ends = ["registration", "introspection", "revocation"];
    let paths = ["/register", "/introspect", "/revoke"];
    for (end, path) in ends.iter().zip(paths) {
        let change = format!("{end}-url={}", server.url(path));
        home.done(["server", "edit", "it", &change]);
    }
    let add = [
        "client", "add", "it", "--id", "cid1", "--name", "app", "--auth", "post",
    ];
    let oob = ["--redirect", "urn:ietf:wg:oauth:2.0:oob", "--secret-stdin"];
    home.fed([&add[..], &oob[..]].concat(), "s3cret").done();
    home
}

/// With a token that has to be renewed before it is used.
fn with_old_token(server: &TestServer) -> Home {
    let home = home(server);
    let bring = [
        "token", "add", "it", "--as", "old", "--client", "app", "--stdin",
    ];
    let ended = ["--expires-at", "2020-01-01T00:00:00Z"];
    let reply = r#"{"access_token": "at-old", "refresh_token": "rt-old"}"#;
    home.fed([&bring[..], &ended[..]].concat(), reply).done();
    home
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    let told = Command::new("kill").args(["-INT", &id]).status();
    assert!(told.expect("kill runs").success());
}

/// What is given up: a line, status 130, and nothing stored.
#[test]
fn what_can_be_given_up_is() {
    let url = |server: &TestServer, path: &str| server.url(path);
    for (path, args, typed, told) in [
        (
            "/.well-known/openid-configuration",
            vec!["server", "add", "{base}", "--name", "other"],
            "",
            "Interrupted. Nothing was stored.",
        ),
        (
            "/.well-known/openid-configuration",
            vec!["server", "discover", "it"],
            "",
            "Interrupted. Nothing was changed.",
        ),
        (
            "/introspect",
            vec!["token", "introspect", "pat"],
            "",
            "Interrupted. Nothing was changed.",
        ),
        (
            "/token",
            vec!["login", "app", "--as", "me", "--client-credentials"],
            "",
            "Interrupted. The login was cancelled. Nothing was stored.",
        ),
        (
            "/me",
            vec!["send", "{base}/me", "--token", "pat"],
            "",
            "The request was cancelled. The server may have received it anyway.",
        ),
        (
            "/me",
            vec!["token", "check", "pat", "--url", "{base}/me"],
            "",
            "Interrupted. The check was given up.",
        ),
    ] {
        let slow = slow(path);
        let home = home(&slow.server);
        home.fed(["token", "add", "it", "--as", "pat", "--stdin"], "at-1")
            .done();
        let before = [
            home.json(&["server", "list"]),
            home.json(&["token", "list"]),
        ];
        let base = url(&slow.server, "");
        let args: Vec<_> = args
            .iter()
            .map(|arg| arg.replace("{base}", &base))
            .collect();
        let mut child = home
            .command(&args)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        feed(&mut child, typed);
        slow.asked.recv().expect("it is asked");
        interrupt(&child);
        let run = finished(child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(130), "{args:?}: {run:?}");
        assert_eq!(run.err, format!("tokenry: {told}\n"), "{args:?}");
        assert_eq!(run.out, "", "{args:?}");
        drop(slow.go_on);
        let after = [
            home.json(&["server", "list"]),
            home.json(&["token", "list"]),
        ];
        assert_eq!(after, before, "{args:?}");
    }
}

/// What works once is finished first, and stored.
#[test]
fn what_works_once_is_finished_first() {
    for (path, args, told, stored) in [
        (
            "/token",
            vec!["token", "refresh", "old"],
            "Interrupted. The token was refreshed first and is stored.",
            "renewed",
        ),
        (
            "/token",
            vec!["token", "get", "old"],
            "Interrupted. The token was refreshed first and is stored.",
            "renewed",
        ),
        (
            "/token",
            vec!["exec", "old", "--", "echo"],
            "Interrupted. The token was refreshed first and is stored.",
            "renewed",
        ),
        (
            "/token",
            vec!["send", "{base}/me", "--token", "old"],
            "",
            "renewed",
        ),
        (
            "/register",
            vec![
                "client", "register", "it", "--name", "new", "--auth", "none",
            ],
            "Interrupted. The client was still registered and stored.",
            "registered",
        ),
        (
            "/revoke",
            vec!["token", "revoke", "old"],
            "Interrupted. The server was asked first, and what it said is stored.",
            "revoked",
        ),
        (
            "/token",
            vec!["login", "app", "--as", "me", "--no-browser", "--paste"],
            "",
            "logged in",
        ),
    ] {
        let slow = slow(path);
        let home = with_old_token(&slow.server);
        let base = slow.server.url("");
        let args: Vec<_> = args
            .iter()
            .map(|arg| arg.replace("{base}", &base))
            .collect();
        let mut child = home
            .command(&args)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        feed(&mut child, "the-code\n");
        slow.asked.recv().expect("it is asked");
        interrupt(&child);
        let mut err = BufReader::new(child.stderr.take().expect("it is ours"));
        let mut said = String::new();
        while !said.contains("Press Ctrl-C again to stop at once") {
            let read = err.read_line(&mut said).expect("text");
            assert!(read > 0, "{args:?}: {said}");
        }
        drop(slow.go_on);
        err.read_to_string(&mut said).expect("text");
        let run = finished(child.wait_with_output().expect("it ends"));
        assert!(said.contains(told), "{args:?}: {said}");
        match stored {
            "renewed" => assert_eq!(home.done(["token", "get", "old"]), "at-new\n", "{args:?}"),
            "registered" => {
                assert_eq!(home.json(&["client", "show", "new"])["client_id"], "c-new");
            }
            "logged in" => assert_eq!(home.done(["token", "get", "me"]), "at-new\n"),
            _ => assert_eq!(
                home.json(&["token", "show", "old"])["state"],
                "login_needed"
            ),
        }
        let code = if stored == "logged in" { 0 } else { 130 };
        assert_eq!(run.code, Some(code), "{args:?}: {said}");
    }
}

/// Once more ends it all the same.
#[test]
fn twice_ends_at_once() {
    let slow = slow("/register");
    let home = home(&slow.server);
    let register = [
        "client", "register", "it", "--name", "new", "--auth", "none",
    ];
    let mut child = home.command(register).spawn().expect("it runs");
    slow.asked.recv().expect("it is asked");
    interrupt(&child);
    let mut err = BufReader::new(child.stderr.take().expect("it is ours"));
    let mut said = String::new();
    while !said.contains("Press Ctrl-C again to stop at once") {
        assert!(err.read_line(&mut said).expect("text") > 0, "{said}");
    }
    interrupt(&child);
    err.read_to_string(&mut said).expect("text");
    let run = finished(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{said}");
    assert!(said.contains("Check before you try again"), "{said}");
    drop(slow.go_on);
}

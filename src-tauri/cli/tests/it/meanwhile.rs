//! Something is removed by one command while another one uses it: what is said names what was removed,
//! what was kept, and what to do.

use std::sync::Arc;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

/// What is removed while the server thinks, and how a renewal tells that.
const REMOVALS: [(&[&str], &str, &str); 3] = [
    (
        &["token", "forget", "me", "--yes"],
        "“me” was removed while it was being refreshed.",
        "To get a new one, log in again.",
    ),
    (
        &["client", "remove", "app", "--yes"],
        "“me” was removed together with its client while it was being refreshed.",
        "To get a new one, add the client again, then log in.",
    ),
    (
        &["server", "remove", "api", "--yes"],
        "“me” was removed together with its server while it was being refreshed.",
        "To get a new one, add the server and a client again, then log in.",
    ),
];

/// A token that can be renewed, at a server that removes things while it answers `at`.
fn prepared(at: &'static str, removal: &'static [&'static str]) -> (Arc<Home>, TestServer) {
    let home = Arc::new(Home::new());
    let also = home.clone();
    let server = TestServer::new(move |asked| {
        if asked.line.starts_with(at) {
            also.done(removal);
        }
        match asked.line.as_str() {
            "POST /token" => {
                Reply::json(r#"{"access_token":"at-2","refresh_token":"rt-2","expires_in":3600}"#)
            }
            "GET /me" => Reply::json(r#"{"name":"alice"}"#),
            _ => Reply::new("404 Not Found", ""),
        }
    });
    let (base, token) = (server.url(""), server.url("/token"));
    let add = [
        "server",
        "add",
        &base,
        "--name",
        "api",
        "--token-url",
        &token,
    ];
    home.done(add);
    home.done(["client", "add", "api", "--id", "app", "--name", "app"]);
    let add = [
        "token", "add", "api", "--as", "me", "--client", "app", "--stdin",
    ];
    let reply = r#"{"access_token":"at-1","refresh_token":"rt-1","expires_in":3600}"#;
    home.fed(add, reply).done();
    (home, server)
}

#[test]
fn a_renewal_says_what_was_removed() {
    for (removal, happened, advice) in REMOVALS {
        for command in [
            &["token", "refresh", "me"][..],
            &["token", "get", "me", "--min-ttl", "7200"],
        ] {
            let (home, server) = prepared("POST /token", removal);
            let said = home.run(command).failed(5);
            for words in [
                happened,
                "was not stored",
                "Saved requests were kept.",
                advice,
            ] {
                assert!(said.contains(words), "{command:?} {words}: {said}");
            }
            assert_eq!(home.json(&["token", "list"]), serde_json::json!([]));
            drop(server);

            let (home, _server) = prepared("POST /token", removal);
            let said = home.run(command.iter().chain(&["--json"]));
            assert_eq!(said.code, Some(5), "{said:?}");
            assert!(
                format!("{}{}", said.out, said.err).contains("not_found"),
                "{said:?}"
            );
        }
    }
}

#[test]
fn a_call_that_is_under_way_gets_its_answer() {
    for (removal, _, _) in REMOVALS {
        let (home, server) = prepared("GET /me", removal);
        let url = server.url("/me");
        let sent = home.run(["send", &url, "--token", "me"]);
        assert_eq!(sent.code, Some(0), "{sent:?}");
        assert_eq!(sent.out.trim(), r#"{"name":"alice"}"#, "{sent:?}");
        assert!(!sent.err.contains("no such token"), "{sent:?}");
        assert_eq!(home.json(&["token", "list"]), serde_json::json!([]));
    }
}

#[test]
fn a_login_without_a_person_says_what_was_removed() {
    for (removal, happened) in [
        (
            &["client", "remove", "app", "--yes"][..],
            "The client “app” was removed during this login.",
        ),
        (
            &["server", "remove", "api", "--yes"],
            "The server “api” was removed during this login.",
        ),
    ] {
        let (home, _server) = prepared("POST /token", removal);
        let login = ["login", "app", "--as", "robot", "--client-credentials"];
        let run = home.run(login);
        assert_eq!(run.code, Some(1), "{run:?}");
        for words in [
            happened,
            "No token was stored.",
            "again, then log in again.",
        ] {
            assert!(run.err.contains(words), "{words}: {run:?}");
        }
        assert_eq!(home.json(&["token", "list"]), serde_json::json!([]));
    }
}

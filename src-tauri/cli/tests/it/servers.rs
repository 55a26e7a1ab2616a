//! `tokenry server …`

use std::net::TcpListener;

use serde_json::json;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

#[test]
fn a_server_is_added_shown_changed_and_removed() {
    let home = Home::new();
    let added = home.json(&[
        "server",
        "add",
        "https://id.example.org",
        "--name",
        "photos",
        "--authorize-url",
        "https://id.example.org/authorize",
        "--token-url",
        "https://id.example.org/token",
        "--token-style",
        "json",
        "--token-placement",
        "query:access_token",
    ]);
    assert_eq!(added["name"], "photos");
    assert_eq!(added["endpoints"]["token"], "https://id.example.org/token");
    assert_eq!(added["token_style"], "json");
    assert_eq!(added["token_placement"]["name"], "access_token");

    let listed = home.json(&["server", "list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(listed[0]["id"], added["id"]);
    let shown = home.done(["server", "show", "photos"]);
    assert!(
        shown.contains("https://id.example.org/authorize"),
        "{shown}"
    );

    let changed = home.json(&[
        "server",
        "edit",
        "photos",
        "name=pictures",
        "token-style=form",
        "token-placement=",
        "origins=https://cdn.example.org https://api.example.org",
        "extra.authorize.query.audience=https://api.example.org",
    ]);
    assert_eq!(changed["name"], "pictures");
    assert_eq!(changed["token_placement"]["prefix"], "Bearer");
    assert_eq!(changed["origins"][1], "https://api.example.org");
    assert_eq!(changed["extras"][0]["name"], "audience");
    let changed = home.json(&[
        "server",
        "edit",
        "pictures",
        "extra.authorize.query.audience=",
    ]);
    assert_eq!(changed["extras"].as_array().map(Vec::len), Some(0));

    home.fed(
        ["token", "add", "pictures", "--as", "mine", "--stdin"],
        "t0k3n",
    )
    .done();
    let removed = home.json(&["server", "remove", "pictures"]);
    assert_eq!(removed["tokens"][0], "mine", "what goes with it is told");
    assert_eq!(
        home.json(&["server", "list"]).as_array().map(Vec::len),
        Some(0)
    );
    assert_eq!(
        home.json(&["token", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_wrong_change_changes_nothing() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    for wrong in [
        "token-url=nowhere",
        "colour=red",
        "token-style=xml",
        "token-placement=cookie:a",
        "extra.login.query.a=b",
    ] {
        let said = home
            .run(["server", "edit", "photos", "name=other", wrong])
            .failed(2);
        assert!(said.starts_with("tokenry: "), "{said}");
    }
    assert_eq!(home.json(&["server", "show", "photos"])["name"], "photos");
}

#[test]
fn endpoints_are_found_where_the_server_describes_them() {
    let server = TestServer::new(|asked| {
        let Some(host) = asked.header("host") else {
            return Reply::new("400 Bad Request", "");
        };
        if asked.line != "GET /.well-known/oauth-authorization-server" {
            return Reply::new("404 Not Found", "");
        }
        Reply::json(&format!(
            r#"{{"issuer": "http://{host}", "authorization_endpoint": "http://{host}/a",
               "token_endpoint": "http://{host}/t", "response_types_supported": ["code"]}}"#
        ))
    });
    let home = Home::new();
    let added = home.json(&["server", "add", &server.url("/"), "--name", "it"]);
    assert_eq!(added["endpoints"]["authorize"], server.url("/a"));
    assert_eq!(added["endpoints"]["token"], server.url("/t"));
}

#[test]
fn a_server_that_does_not_describe_itself_is_added_with_what_was_tried() {
    let server = TestServer::silent();
    let home = Home::new();
    let run = home.run(["server", "add", &server.url(""), "--name", "plain"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err
            .contains("Nothing found at: /.well-known/openid-configuration, "),
        "{run:?}"
    );
    assert!(
        run.err.contains("tokenry server edit plain"),
        "the next step is told: {run:?}"
    );
    assert_eq!(home.json(&["server", "list"])[0]["name"], "plain");
}

#[test]
fn an_address_that_nobody_answers_at_is_not_stored() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let home = Home::new();
    let said = home.run(["server", "add", &url]).failed(1);
    assert!(said.contains("could not be discovered"), "{said}");
    assert!(said.contains("--no-discovery"), "{said}");
    assert_eq!(
        home.json(&["server", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn names_are_unique_and_missing_ones_are_told() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    let again = [
        "server",
        "add",
        "https://other.example.org",
        "--name",
        "photos",
        "--no-discovery",
    ];
    let said = home.run(again).failed(1);
    assert!(said.contains("photos"), "{said}");
    let said = home.run(["server", "show", "pictures"]).failed(5);
    assert!(
        said.contains("“pictures”") && said.contains("tokenry server list"),
        "{said}"
    );
    home.run(["server", "add", "ftp://x.example"]).failed(2);
}

#[test]
fn a_server_with_secrets_is_moved_only_where_a_person_agrees() {
    let elsewhere = [
        "base-url=https://elsewhere.example",
        "token-url=https://elsewhere.example/token",
        "userinfo-url=https://elsewhere.example/me",
        "revocation-url=https://elsewhere.example/revoke",
        "introspection-url=https://elsewhere.example/ask",
        "registration-url=https://elsewhere.example/register",
        "device-url=https://elsewhere.example/device",
        "par-url=https://elsewhere.example/par",
    ];
    let with_secret = |home: &Home| {
        let add = ["client", "add", "photos", "--id", "app", "--secret-stdin"];
        home.fed(add, "a-long-secret").done();
    };
    let with_token = |home: &Home| {
        home.fed(
            ["token", "add", "photos", "--as", "mine", "--stdin"],
            "t0k3n",
        )
        .done();
    };
    for (secrets, told) in [
        (&with_secret as &dyn Fn(&Home), "has one client secret"),
        (&with_token, "has one token"),
    ] {
        let home = Home::new().with_server("photos", "https://id.example.org");
        // As long as there is nothing to send, a typo is mended freely.
        home.done([
            "server",
            "edit",
            "photos",
            "base-url=https://api.example.org",
        ]);
        secrets(&home);
        home.done([
            "server",
            "edit",
            "photos",
            "base-url=https://api.example.org/v2",
        ]);
        home.done([
            "server",
            "edit",
            "photos",
            "authorize-url=https://login.example/authorize",
        ]);
        for change in elsewhere {
            let refused = home.run(["server", "edit", "photos", change]).failed(1);
            assert!(
                refused.contains(told)
                    && refused.contains("be sent to https://elsewhere.example.")
                    && refused.contains("--yes"),
                "{change}: {refused}"
            );
            let shown = home.done(["server", "show", "photos"]);
            assert!(!shown.contains("elsewhere"), "{change}: {shown}");
        }
        home.done(["server", "edit", "photos", elsewhere[0], "--yes"]);
        let shown = home.done(["server", "show", "photos"]);
        assert!(shown.contains("https://elsewhere.example"), "{shown}");
    }
}

#[test]
fn a_moved_servers_tokens_are_asked_about_before_they_go_there() {
    let api = TestServer::new(|_| Reply::new("200 OK", "hello"));
    let home = Home::new().with_server("photos", "https://id.example.org");
    home.fed(
        ["token", "add", "photos", "--as", "mine", "--stdin"],
        "t0k3n",
    )
    .done();
    let moved = format!("base-url={}", api.url(""));
    home.done(["server", "edit", "photos", &moved, "--yes"]);
    home.done(["server", "edit", "photos", "name=pictures"]);
    let send = ["send", &api.url("/me"), "--token", "mine"];
    let refused = home.run(send).failed(1);
    assert!(refused.contains("--allow-origin"), "{refused}");
    let sent = home.done([&send[..], &["--allow-origin"]].concat());
    assert_eq!(sent.trim(), "hello");
}

#[test]
fn the_command_line_sets_what_the_window_sets() {
    let home = Home::new().with_server("it", "http://192.168.1.2:8080");
    let changed = home.json(&[
        "server",
        "edit",
        "it",
        "plain-http=yes",
        "promises-iss=yes",
        "requires-par=yes",
        "auth-methods=none client_secret_post",
        "dpop-algs=ES256",
        "token-url=http://192.168.1.2:8080/token",
        "mtls.token=https://mtls.example/token",
    ]);
    assert_eq!(changed["plain_http"], true);
    assert_eq!(changed["promises_iss"], true);
    assert_eq!(changed["requires_par"], true);
    assert_eq!(
        changed["auth_methods"],
        json!(["none", "client_secret_post"])
    );
    assert_eq!(changed["dpop_algs"], json!(["ES256"]));
    assert_eq!(
        changed["mtls_aliases"]["token_endpoint"],
        "https://mtls.example/token"
    );
    // What stood for another token endpoint does not go on getting its secrets.
    let moved = home.json(&[
        "server",
        "edit",
        "it",
        "token-url=https://new.example/token",
    ]);
    assert_eq!(moved["mtls_aliases"], json!({}));
    let wrong = home.run(["server", "edit", "it", "plain-http=maybe"]);
    assert!(wrong.err.contains("yes or no"), "{wrong:?}");
}

#[test]
fn a_client_id_may_begin_with_a_hyphen() {
    let home = Home::new().with_server("it", "https://it.example");
    let client = home.json(&[
        "client", "add", "it", "--id", "-Rr7", "--name", "-n1", "--auth", "none",
    ]);
    assert_eq!(client["client_id"], "-Rr7");
    let forgotten = home.run(["client", "add", "it", "--id", "--auth", "none"]);
    assert_eq!(forgotten.code, Some(2), "{forgotten:?}");
}

//! `tokenry client …`

use crate::home::{Home, assert_nowhere};

#[test]
fn a_client_without_a_secret_is_public() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    let added = home.json(&[
        "client",
        "add",
        "photos",
        "--id",
        "my-app",
        "--scope",
        "read  write",
        "--param",
        "prompt=consent",
    ]);
    assert_eq!(added["name"], "photos", "named after its server");
    assert_eq!(added["auth"], "none");
    assert_eq!(added["has_secret"], false);
    assert_eq!(added["scopes"][1], "write");
    assert_eq!(added["redirect_uri"], "http://127.0.0.1/callback");
    assert_eq!(added["extras"][0]["value"], "consent");
    let second = home.json(&["client", "add", "photos", "--id", "other"]);
    assert_eq!(second["name"], "photos 2");
    assert_eq!(
        home.json(&["client", "show", "my-app"])["id"],
        added["id"],
        "by its client id"
    );
}

#[test]
fn a_secret_comes_from_standard_input_and_is_never_seen_again() {
    const SECRET: &str = "s3cr3t-of-the-client";
    let home = Home::new().with_server("photos", "https://id.example.org");
    let add = [
        "client",
        "add",
        "photos",
        "--id",
        "app",
        "--name",
        "app",
        "--secret-stdin",
        "--json",
    ];
    let run = home.fed(add, &format!("{SECRET}\n"));
    assert!(!run.err.contains(SECRET));
    let out = run.done();
    assert!(
        out.contains(r#""has_secret":true"#) && out.contains("client_secret_basic"),
        "{out}"
    );
    let seen = [
        out,
        home.done(["client", "list"]),
        home.done(["client", "show", "app"]),
        home.done(["client", "show", "app", "--json"]),
        home.done(["server", "show", "photos", "--json"]),
    ];
    for out in seen {
        assert!(!out.contains(SECRET), "{out}");
    }
    assert_nowhere(&home.data(), SECRET);
}

#[test]
fn a_secret_that_nobody_can_be_asked_for_is_a_usage_error() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    let said = home
        .run(["client", "add", "photos", "--id", "app", "--auth", "post"])
        .failed(2);
    assert!(said.contains("--secret-stdin"), "{said}");
    assert_eq!(
        home.json(&["client", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_client_is_changed_and_removed() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    home.done(["client", "add", "photos", "--id", "app", "--name", "app"]);
    let changed = home.fed(
        [
            "client",
            "edit",
            "app",
            "auth=post",
            "redirect=http://127.0.0.1:8123/cb",
            "--secret-stdin",
            "--json",
        ],
        "new secret",
    );
    assert!(changed.done().contains("client_secret_post"));
    home.run(["client", "edit", "app", "--remove-secret"])
        .failed(2);
    home.run(["client", "edit", "app", "redirect=nowhere"])
        .failed(2);
    home.run(["client", "edit", "app"]).failed(2);
    let changed = home.json(&["client", "edit", "app", "auth=none", "--remove-secret"]);
    assert_eq!(changed["has_secret"], false);
    assert_eq!(changed["redirect_uri"], "http://127.0.0.1:8123/cb");
    home.done(["client", "remove", "app"]);
    home.run(["client", "remove", "app"]).failed(5);
}

#[test]
fn a_redirect_that_no_server_accepts_is_refused_at_once() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    for wrong in [
        "127.0.0.1/callback",
        "javascript:alert(1)",
        "http://127.0.0.1/#x",
    ] {
        home.run(["client", "add", "photos", "--id", "a", "--redirect", wrong])
            .failed(2);
    }
    home.run(["client", "register", "photos"]).failed(1);
    home.run(["client", "add", "nobody", "--id", "a"]).failed(5);
}

#[test]
fn capitals_matter_only_where_they_decide() {
    let home = Home::new().with_server("GitHub", "https://github.example");
    home.done(["client", "add", "github", "--id", "a", "--name", "App"]);
    let home = home.with_token("GITHUB", "Mine", "t1");
    assert_eq!(home.json(&["client", "show", "app"])["name"], "App");
    assert_eq!(home.done(["token", "get", "mine"]), "t1\n");
    home.done(["client", "add", "GitHub", "--id", "b", "--name", "APP"]);
    assert_eq!(home.json(&["client", "show", "APP"])["client_id"], "b");
    let said = home.run(["client", "show", "aPP"]).failed(2);
    assert!(said.contains("“App”") && said.contains("“APP”"), "{said}");
    home.run(["server", "show", "git"]).failed(5);
}

#[test]
fn tokens_are_bound_to_a_key_where_the_client_asks_for_it() {
    let home = Home::new().with_server("photos", "https://id.example.org");
    let added = home.json(&["client", "add", "photos", "--id", "app", "--dpop"]);
    assert_eq!(added["dpop"], true);
    let shown = home.done(["client", "show", "photos"]);
    assert!(shown.contains("Token binding"), "{shown}");
    let changed = home.json(&["client", "edit", "photos", "dpop=no"]);
    assert_eq!(changed["dpop"], false);
    home.run(["client", "edit", "photos", "dpop=maybe"])
        .failed(2);

    let plain = ["token", "add", "photos", "--as", "plain", "--stdin"];
    home.fed(plain, "pl4in-token").done();
    let proof = [
        "token",
        "proof",
        "plain",
        "GET",
        "https://id.example.org/me",
    ];
    let said = home.run(proof).failed(5);
    assert!(said.contains("not bound to a key"), "{said}");
}

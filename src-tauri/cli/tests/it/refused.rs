//! A token that an API refused: it is not called valid, and not offered again.
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

fn api() -> TestServer {
    TestServer::new(|asked| {
        if asked.line.contains("/closed") {
            Reply::new("401 Unauthorized", "")
                .with("WWW-Authenticate", r#"Bearer error="invalid_token""#)
        } else if asked.line.contains("/scoped") {
            Reply::new("403 Forbidden", "").with(
                "WWW-Authenticate",
                r#"Bearer error="insufficient_scope", scope="x""#,
            )
        } else {
            Reply::json("{}")
        }
    })
}

fn state(home: &Home) -> String {
    let token = home.json(&["token", "show", "me"]);
    token["state"].as_str().expect("a state").to_owned()
}

#[test]
fn a_refused_token_is_refused_until_it_is_taken_again() {
    let server = api();
    let reply = r#"{"access_token": "at-1", "expires_in": 3600}"#;
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "me", reply);
    assert_eq!(state(&home), "valid");
    let send = |path: &str, token: bool| {
        let url = server.url(path);
        let mut args = vec!["send", &url];
        if token {
            args.extend(["--token", "me"]);
        }
        home.run(args).err
    };
    assert!(
        send("/closed", false).contains("--token me"),
        "it is offered"
    );
    send("/scoped", true);
    assert_eq!(
        state(&home),
        "valid",
        "what it may not do says nothing of it"
    );
    send("/closed", true);
    assert_eq!(state(&home), "refused");
    let shown = home.done(["token", "show", "me"]);
    assert!(shown.contains("refused"), "{shown}");
    assert!(shown.contains("invalid_token"), "{shown}");
    let told = send("/closed", false);
    assert!(!told.contains("--token me"), "not offered again: {told}");
    send("/open", true);
    assert_eq!(state(&home), "valid");
}

/// Why a token needs help is sealed: told where the vault opens, and else that it is not known here.
#[test]
fn the_reason_of_a_refusal_is_told_where_the_vault_opens() {
    let server = api();
    let reply = r#"{"access_token": "at-1", "expires_in": 3600}"#;
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "me", reply);
    let url = server.url("/closed");
    home.run(["send", &url, "--token", "me"]);
    let reason = |list: &serde_json::Value| list["health"]["reason"].to_string();
    let listed = home.json(&["token", "list"]);
    assert!(reason(&listed[0]).contains("invalid_token"), "{listed}");
    let shown = home.json(&["token", "show", "me"]);
    assert!(reason(&shown).contains("invalid_token"), "{shown}");

    std::fs::write(home.path("passphrase"), "not this one").expect("a file");
    let listed = home.json(&["token", "list"]);
    assert_eq!(listed[0]["health"]["is"], "refused");
    assert_eq!(reason(&listed[0]), "null", "{listed}");
    let shown = home.done(["token", "show", "me"]);
    assert!(shown.contains("Unlock the vault to see why."), "{shown}");
}

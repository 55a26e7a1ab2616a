//! `tokenry import`: recognised, shown, stored as a whole or not at all.

mod calls;
mod exported;
mod openapi;

use std::fs;

use serde_json::{Value, json};
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const SECRET: &str = "s3cr3t-of-the-import";

const COMMAND: &str = "curl -X POST https://id.example.org/oauth/token \\
  -H 'Content-Type: application/json' --max-time 10 \\
  -d '{\"grant_type\": \"client_credentials\", \"client_id\": \"my-app\", \"client_secret\": \"s3cr3t-of-the-import\", \"scope\": \"jobs\"}'";

fn file(home: &Home, name: &str, text: &str) -> String {
    let path = home.path(name);
    fs::write(&path, text).expect("a file");
    path.to_str().expect("text").to_owned()
}

fn collection() -> Value {
    json!({
        "info": {"name": "Photos API", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth": {"type": "oauth2", "oauth2": [
            {"key": "authUrl", "value": "https://id.example.org/oauth/authorize", "type": "string"},
            {"key": "accessTokenUrl", "value": "https://id.example.org/oauth/token", "type": "string"},
            {"key": "clientId", "value": "{{client_id}}", "type": "string"},
            {"key": "clientSecret", "value": "{{client_secret}}", "type": "string"},
            {"key": "accessToken", "value": "{{access_token}}", "type": "string"},
        ]},
        "item": [
            {"name": "Users", "item": [
                {"name": "me", "request": {"method": "GET", "url": {"raw": "{{base_url}}/me"}}},
            ]},
            {"name": "rename", "request": {"method": "PATCH", "url": "{{base_url}}/me", "body": {"mode": "raw", "raw": "{}"}}},
        ],
        "variable": [{"key": "base_url", "value": "https://api.example.org/v1"}],
    })
}

fn environment(secret: &str) -> Value {
    json!({"name": "Production", "_postman_variable_scope": "environment", "values": [
        {"key": "client_secret", "value": secret, "enabled": true, "type": "secret"},
        {"key": "access_token", "value": "at-of-the-import", "enabled": true, "type": "secret"},
    ]})
}

fn counts(home: &Home) -> [usize; 4] {
    ["server", "client", "token", "request"].map(|noun| {
        let all = home.json(&[noun, "list"]);
        all.as_array().map_or(0, Vec::len)
    })
}

#[test]
fn what_comes_next_is_told_and_a_second_time_changes_nothing() {
    let home = Home::new();
    let out = home.fed(["import", "-", "--no-discovery"], COMMAND).done();
    let next = "tokenry login id.example.org --as NAME --client-credentials";
    assert!(out.contains(next), "{out}");
    let before = counts(&home);
    let told = home
        .fed(["import", "-", "--no-discovery"], COMMAND)
        .failed(2);
    assert!(
        told.contains("Everything in the input is already stored."),
        "{told}"
    );
    assert_eq!(counts(&home), before, "{told}");
}

#[test]
fn a_token_request_becomes_a_server_and_a_client() {
    let home = Home::new();
    let run = home.fed(["import", "-", "--json"], COMMAND);
    assert!(!run.err.contains(SECRET));
    let out = run.done();
    assert!(!out.contains(SECRET), "{out}");
    let told: Value = serde_json::from_str(&out).expect("a document");
    assert_eq!(told["read"][0], "a command that asks for a token");
    assert_eq!(told["stored"]["clients"][0], "id.example.org");
    assert_eq!(told["ignored"][0]["what"], "--max-time 10");
    let server = home.json(&["server", "show", "id.example.org"]);
    assert_eq!(
        server["endpoints"]["token"],
        "https://id.example.org/oauth/token"
    );
    assert_eq!(server["token_style"], "json");
    let client = home.json(&["client", "show", "my-app"]);
    assert_eq!(client["auth"], "client_secret_post");
    assert_eq!(client["has_secret"], true);
    assert_eq!(client["scopes"], json!(["jobs"]));
    assert_nowhere(&home.data(), SECRET);
    let again = home.fed(["import", "-", "--json"], COMMAND).failed(2);
    assert!(again.contains("is already stored"), "{again}");
    let known = home.fed(["import", "-", "--dry-run"], COMMAND).done();
    assert!(
        known.contains("(already stored)") && known.contains("You have it already"),
        "{known}"
    );
    assert_eq!(counts(&home), [1, 1, 0, 0]);
}

#[test]
fn a_dry_run_stores_nothing() {
    let home = Home::new();
    let shown = home.fed(["import", "-", "--dry-run"], COMMAND).done();
    for said in [
        "id.example.org/oauth/token",
        "my-app",
        "client_secret_post",
        "--max-time 10",
        "Nothing was stored",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(counts(&home), [0, 0, 0, 0]);
}

#[test]
fn a_collection_with_its_environment_becomes_everything() {
    let home = Home::new();
    let files = [
        file(&home, "photos.json", &collection().to_string()),
        file(&home, "production.json", &environment(SECRET).to_string()),
    ];
    let mut args = vec![
        "import",
        &files[0],
        &files[1],
        "--name",
        "photos",
        "--set",
        "client_id=my-app",
        "--json",
    ];
    let told: Value = serde_json::from_str(&home.done(&args)).expect("a document");
    assert_eq!(told["stored"]["servers"], json!(["photos"]));
    assert_eq!(told["unresolved"], json!([]));
    assert_eq!(counts(&home), [1, 1, 1, 2]);
    let server = home.json(&["server", "show", "photos"]);
    assert_eq!(server["base_url"], "https://api.example.org/v1");
    assert_eq!(home.done(["token", "get", "photos"]), "at-of-the-import\n");
    let requests = home.json(&["request", "list"]);
    assert_eq!(requests[0]["name"], "Users / me");
    assert_eq!(requests[0]["collection"], "Photos API");
    assert_nowhere(&home.data(), SECRET);
    assert_nowhere(&home.data(), "at-of-the-import");
    args.retain(|arg| !["--name", "photos"].contains(arg));
    home.run(&args).done();
    assert_eq!(
        counts(&home),
        [1, 1, 2, 4],
        "the server and its client are not made twice"
    );
}

#[test]
fn a_client_that_lacks_its_secret_is_left_out_or_given_one() {
    let home = Home::new();
    let file = file(&home, "photos.json", &collection().to_string());
    let set = ["import", &file, "--set", "client_id=my-app"];
    let said = home.done(set);
    assert!(
        said.contains("{{client_secret}}") && said.contains("--secret-stdin"),
        "{said}"
    );
    assert_eq!(counts(&home), [1, 0, 0, 2]);
    home.fed(set.iter().chain(&["--secret-stdin"]), SECRET)
        .done();
    assert_eq!(home.json(&["client", "show", "my-app"])["has_secret"], true);
    assert_nowhere(&home.data(), SECRET);
}

#[test]
fn nothing_is_stored_by_halves() {
    let home = Home::new();
    let good = file(&home, "photos.json", &collection().to_string());
    let bad = file(&home, "bad.json", "{\"info\": 7");
    let other = file(
        &home,
        "other.json",
        "{\"name\": \"package\", \"version\": \"1\"}",
    );
    let binary = home.path("binary.json");
    fs::write(&binary, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").expect("a file");
    let huge = home.path("huge.json");
    fs::File::create(&huge)
        .expect("a file")
        .set_len(64 * 1024 * 1024)
        .expect("it is sparse");
    for (args, said) in [
        (vec!["import", &good, &bad], "valid JSON"),
        (vec!["import", &good, &other], "Collection v2.1"),
        (vec!["import", &good, "/nowhere/at/all"], "cannot be read"),
        (
            vec!["import", &good, binary.to_str().expect("text")],
            "not text",
        ),
        (
            vec!["import", &good, huge.to_str().expect("text")],
            "too large",
        ),
    ] {
        let run = home.run(&args);
        assert!(
            run.code != Some(0) && run.out.is_empty(),
            "{args:?}: {run:?}"
        );
        assert!(run.err.contains(said), "{args:?}: {run:?}");
    }
    let quotes = home
        .fed(["import", "-"], "curl 'https://id.example.org/token")
        .failed(2);
    assert!(quotes.contains("quotes"), "{quotes}");
    // The name of the second server is empty, which is found out after the first was made.
    home.run(["import", &good, "--name", " "]).failed(2);
    assert_eq!(counts(&home), [0, 0, 0, 0]);
}

#[test]
fn an_authorize_url_gets_the_rest_from_the_recipe() {
    let home = Home::new();
    let address = "https://accounts.google.com/o/oauth2/v2/auth?client_id=123.apps.googleusercontent.com&redirect_uri=http%3A%2F%2F127.0.0.1%3A8123&response_type=code&scope=openid%20email&access_type=offline&state=x";
    let said = home.fed(["import", "-", "--no-discovery"], address).done();
    assert!(said.contains("This is Google"), "{said}");
    let server = home.json(&["server", "list"])[0].clone();
    assert_eq!(server["recipe"], "google");
    assert_eq!(
        server["endpoints"]["token"],
        "https://oauth2.googleapis.com/token"
    );
    let client = home.json(&["client", "list"])[0].clone();
    assert_eq!(client["redirect_uri"], "http://127.0.0.1:8123");
    assert_eq!(client["extras"][0]["name"], "access_type");
}

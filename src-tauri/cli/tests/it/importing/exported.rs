//! What is exported comes in again, without its secrets.

use std::fs;

use serde_json::{Value, json};

use super::{SECRET, collection, counts, environment, file};
use crate::home::Home;

/// A collection, a call with secrets at several places, and a client that nothing uses.
fn full() -> Home {
    let home = Home::new();
    let files = [
        file(&home, "photos.json", &collection().to_string()),
        file(&home, "production.json", &environment(SECRET).to_string()),
    ];
    home.done([
        "import",
        &files[0],
        &files[1],
        "--name",
        "photos",
        "--set",
        "client_id=my-app",
    ]);
    let call = format!(
        "curl -X POST 'https://other.example.org/x?api_key={SECRET}&page=2' -H 'X-Api-Key: {SECRET}' \
         -H 'Accept: text/plain' -d name=alice -d password={SECRET}"
    );
    home.fed(["import", "-", "--no-discovery"], &call).done();
    home
}

#[test]
fn what_is_exported_is_imported_again_without_its_secrets() {
    let home = full();
    let to = home.path("shared.json");
    let to = to.to_str().expect("text");
    let run = home.run(["export", to]);
    assert!(run.err.contains("left out"), "{run:?}");
    assert!(run.out.contains("3 request(s)"), "{run:?}");
    let text = fs::read_to_string(to).expect("a file");
    for secret in [SECRET, "at-of-the-import"] {
        assert!(!text.contains(secret), "{text}");
    }
    home.run(["export", to]).failed(2);
    let same = home.done(["export", "-"]);
    assert_eq!(same, text);

    let other = Home::new();
    let told = other.json(&[
        "import",
        to,
        "--no-discovery",
        "--set",
        "client_secret=another",
    ]);
    assert_eq!(counts(&other)[3], 3, "{told}");
    let server = other.json(&["server", "list"]);
    let tokens: Vec<&Value> = server
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["endpoints"]["token"])
        .collect();
    assert!(
        tokens.contains(&&json!("https://id.example.org/oauth/token")),
        "{server}"
    );
    let clients = other.json(&["client", "list"]);
    assert_eq!(clients[0]["client_id"], "my-app");
    let requests = other.json(&["request", "list"]);
    let mut methods: Vec<&str> = requests
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["method"].as_str())
        .collect();
    methods.sort_unstable();
    assert_eq!(methods, ["GET", "PATCH", "POST"], "{requests}");
}

#[test]
fn one_collection_goes_alone() {
    let home = full();
    let text = home.done(["export", "-", "--collection", "Photos API"]);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["info"]["name"], "Photos API");
    assert_eq!(document["item"].as_array().map(Vec::len), Some(2), "{text}");
    assert_eq!(document["item"][0]["request"]["method"], "GET");
    assert!(!text.contains("other.example.org"), "{text}");
    let told = home
        .run(["export", "-", "--collection", "Nothing"])
        .failed(2);
    assert!(told.contains("Photos API"), "{told}");
}

//! Metadata that speaks for somebody else, or by halves: taken by a person's word alone.

use super::*;

#[test]
fn metadata_of_another_issuer_is_taken_by_a_persons_word_alone() {
    let metadata = r#"{"issuer": "https://identity.example.com/", "authorization_endpoint": "https://id.example.org/authorize", "token_endpoint": "https://id.example.org/token"}"#;
    let server = one("/.well-known/openid-configuration", metadata);
    let home = Home::new();
    let told = home.run(["server", "add", &server.url(""), "--name", "it"]);
    for part in [
        "Token endpoint: https://id.example.org/token",
        "go to https://id.example.org.",
        "tokenry server discover it --accept-issuer",
    ] {
        assert!(told.out.contains(part), "{part}: {told:?}");
    }
    assert!(
        !told.out.contains("If this is"),
        "no guess beside it: {told:?}"
    );
    let refused = home.json(&["server", "show", "it"]);
    assert_eq!(refused["endpoints"]["token"], Value::Null, "not by itself");

    let accepting = home.run(["server", "discover", "it", "--accept-issuer", "--json"]);
    assert!(
        accepting.err.contains("Accepted at your request"),
        "{accepting:?}"
    );
    assert!(!accepting.err.contains("Could not detect"), "{accepting:?}");
    let accepted: Value = serde_json::from_str(&accepting.done()).expect("one document");
    assert_eq!(
        accepted["endpoints"]["token"],
        "https://id.example.org/token"
    );
    let shown = home.json(&["server", "show", "it"]);
    assert_eq!(shown["issuer"], "https://identity.example.com/");
    let remembered = shown["accepted"][0].as_str().expect("a sentence");
    assert!(
        remembered.contains("speaks for https://identity.example.com/"),
        "{remembered}"
    );

    let at_once = added(&server, "", &["--accept-issuer"]);
    assert_eq!(
        at_once["endpoints"]["authorize"],
        "https://id.example.org/authorize"
    );
}

#[test]
fn relative_endpoints_of_metadata_are_offered() {
    let server = one(
        "/.well-known/openid-configuration",
        r#"{"issuer": "{base}", "authorization_endpoint": "/oauth/authorize", "token_endpoint": "/oauth/token"}"#,
    );
    let document = added(&server, "", &[]);
    assert_eq!(document["endpoints"]["token"], Value::Null);
    assert_eq!(
        document["choices"][0]["endpoints"]["token"],
        server.url("/oauth/token")
    );
    let document = added(&server, "", &["--accept-relative"]);
    assert_eq!(document["endpoints"]["token"], server.url("/oauth/token"));
    assert_eq!(
        document["accepted"].as_array().map(Vec::len),
        Some(1),
        "{document}"
    );
}

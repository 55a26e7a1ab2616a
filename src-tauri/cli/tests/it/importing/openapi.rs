//! An OpenAPI document as a file: the same server as when the document is found at an address.

use std::fs;

use serde_json::{Value, json};
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Photos}
servers:
- url: BASE/v1
components:
  securitySchemes:
    people:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: BASE/authorize
          tokenUrl: BASE/token
          scopes: {read: '', write: ''}
    machines:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: BASE/machines, scopes: {}}
";

/// Answers with the document at one path and with metadata at another.
fn publishing(document: &'static str) -> TestServer {
    TestServer::new(move |asked| {
        let base = format!("http://{}", asked.header("host").expect("a host"));
        match &*asked.line {
            "GET /any/openapi.yaml" => Reply::new("200 OK", document.replace("BASE", &base)),
            "GET /.well-known/openid-configuration" => Reply::json(&format!(
                r#"{{"issuer": "{base}", "authorization_endpoint": "{base}/a", "token_endpoint": "{base}/t", "scopes_supported": ["openid"]}}"#
            )),
            _ => Reply::new("404 Not Found", "nothing"),
        }
    })
}

fn stored(home: &Home) -> Value {
    let name = home.json(&["server", "list"])[0]["name"].clone();
    let mut server = home.json(&["server", "show", name.as_str().expect("a name")]);
    let members = server.as_object_mut().expect("an object");
    members.retain(|name, _| {
        ["base_url", "endpoints", "scopes", "origins", "name"].contains(&&**name)
    });
    server
}

#[test]
fn a_file_is_the_same_server_as_its_address() {
    let server = publishing(DOCUMENT);
    let at_address = Home::new();
    at_address.done(["server", "add", &server.url("/any/openapi.yaml")]);
    let text = DOCUMENT.replace("BASE", &server.url(""));
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [text.clone().into_bytes(), utf16] {
        let home = Home::new();
        let path = home.path("openapi.yaml");
        fs::write(&path, bytes).expect("a file");
        let path = path.to_str().expect("text");
        let shown = home.done(["import", path, "--dry-run", "--no-discovery"]);
        assert!(shown.contains("This is an OpenAPI document."), "{shown}");
        assert!(shown.contains("the scheme “machines”"), "{shown}");
        assert_eq!(home.json(&["server", "list"]), json!([]), "only shown");
        let told = home.done(["import", path, "--no-discovery"]);
        assert!(
            told.contains("Next, add a client: tokenry client add"),
            "{told}"
        );
        assert_eq!(stored(&home), stored(&at_address));
    }
    let chosen = Home::new();
    chosen
        .fed(
            ["import", "-", "--no-discovery", "--scheme", "machines"],
            &text,
        )
        .done();
    let ends = &stored(&chosen)["endpoints"];
    assert_eq!(ends["token"], server.url("/machines"));
    assert_eq!(ends["authorize"], Value::Null);
}

#[test]
fn metadata_that_a_file_points_to_is_read() {
    let server = publishing("");
    let text = format!(
        r#"{{"openapi": "3.1.0", "servers": [{{"url": "{0}/api"}}], "components": {{"securitySchemes": {{"o": {{"type": "openIdConnect", "openIdConnectUrl": "{0}/.well-known/openid-configuration"}}}}}}}}"#,
        server.url("")
    );
    let home = Home::new();
    home.fed(["import", "-"], &text).done();
    let known = stored(&home);
    assert_eq!(known["endpoints"]["token"], server.url("/t"));
    assert_eq!(known["base_url"], server.url("/api"));
}

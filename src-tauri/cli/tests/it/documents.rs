//! Addresses that are documents themselves, documents that name several servers, and what is left to
//! a person: endpoints of two sources are never mixed.

mod metadata;

use serde_json::{Value, json};
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, Run};

/// A server that answers these paths, `{base}` being its own address.
fn server(pages: Vec<(String, String)>) -> TestServer {
    TestServer::new(move |asked| {
        let path = asked.line.strip_prefix("GET ").expect("nothing but GET");
        assert_eq!(asked.header("authorization"), None, "no credentials");
        let base = format!("http://{}", asked.header("host").expect("a host"));
        let page = pages.iter().find(|(known, _)| known == path);
        page.map_or_else(
            || Reply::new("404 Not Found", "nothing"),
            |(_, text)| Reply::json(&text.replace("{base}", &base)),
        )
    })
}

fn one(path: &str, text: &str) -> TestServer {
    server(vec![(path.to_owned(), text.to_owned())])
}

fn add(home: &Home, server: &TestServer, path: &str, more: &[&str]) -> Run {
    let address = server.url(path);
    let args = ["server", "add", &address, "--name", "it", "--json"];
    home.run(args.iter().chain(more))
}

fn added(server: &TestServer, path: &str, more: &[&str]) -> Value {
    let out = add(&Home::new(), server, path, more).done();
    serde_json::from_str(&out).expect("a document")
}

const CODE: &str = r#"{"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://people.example.org/authorize", "tokenUrl": "https://people.example.org/token", "scopes": {"read": ""}}}}"#;
const MACHINES: &str = r#"{"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://machines.example.org/token", "scopes": {}}}}"#;

fn openapi(schemes: &str) -> String {
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "x", "version": "1"}}, "paths": {{}}, "components": {{"securitySchemes": {{{schemes}}}}}}}"#
    )
}

#[test]
fn both_endpoints_are_from_one_flow_of_one_scheme() {
    let document = openapi(&format!(r#""machines": {MACHINES}, "people": {CODE}"#));
    let server = one("/openapi.json", &document);
    let document = added(&server, "", &[]);
    let ends = &document["endpoints"];
    assert_eq!(ends["authorize"], "https://people.example.org/authorize");
    assert_eq!(ends["token"], "https://people.example.org/token");
    let choice = &document["choices"][0];
    assert!(
        choice["about"]
            .as_str()
            .expect("text")
            .contains("“machines”"),
        "{choice}"
    );
    assert_eq!(
        choice["endpoints"]["token"],
        "https://machines.example.org/token"
    );
    assert_eq!(choice["endpoints"]["authorize"], Value::Null);

    let chosen = added(&server, "", &["--scheme", "machines"]);
    assert_eq!(
        chosen["endpoints"]["token"],
        "https://machines.example.org/token"
    );
    assert_eq!(chosen["endpoints"]["authorize"], Value::Null);
    let unknown = add(&Home::new(), &server, "", &["--scheme", "people!"]).failed(2);
    assert!(unknown.contains("machines"), "{unknown}");
}

#[test]
fn a_flow_with_two_origins_says_where_secrets_go() {
    let split = CODE.replace("people.example.org/token", "tokens.example.org/token");
    let server = one("/openapi.json", &openapi(&format!(r#""a": {split}"#)));
    let run = add(&Home::new(), &server, "", &[]);
    let told = "Codes, client secrets and refresh tokens go to https://tokens.example.org.";
    assert!(run.err.contains(told), "{run:?}");
    let document: Value = serde_json::from_str(&run.done()).expect("a document");
    assert_eq!(document["destinations"][1], told);
}

#[test]
fn what_was_typed_is_not_mixed_with_what_a_recipe_knows() {
    let home = Home::new();
    let run = home.run([
        "server",
        "add",
        "https://money.example",
        "--recipe",
        "passport",
        "--token-url",
        "https://elsewhere.example/token",
        "--json",
    ]);
    assert!(
        run.err
            .contains("https://money.example/oauth/authorize was left out"),
        "{run:?}"
    );
    let document: Value = serde_json::from_str(&run.done()).expect("a document");
    assert_eq!(
        document["endpoints"]["token"],
        "https://elsewhere.example/token"
    );
    assert_eq!(document["endpoints"]["authorize"], Value::Null);
    assert_eq!(document["endpoints"]["device"], Value::Null);
    // Said by the person in the same breath, both count.
    let run = home.run([
        "server",
        "edit",
        "money.example",
        "authorize-url=https://money.example/oauth/authorize",
        "--json",
    ]);
    assert!(
        run.err.contains("People log in at https://money.example."),
        "{run:?}"
    );
    assert!(
        run.err.contains("go to https://elsewhere.example."),
        "{run:?}"
    );
}

#[test]
fn a_document_is_found_where_frameworks_put_it_and_where_it_was_typed() {
    let document = openapi(&format!(r#""a": {CODE}"#));
    for path in [
        "/openapi.json",
        "/swagger/v1/swagger.json",
        "/v3/api-docs",
        "/api-json",
        "/docs-json",
        "/api/schema/",
        "/api/schema/?format=json",
        "/docs/api-docs.json",
        "/docs?api-docs.json",
        "/api-docs",
        "/v2/api-docs",
    ] {
        let document = added(&one(path, &document), "", &[]);
        assert_eq!(
            document["endpoints"]["token"], "https://people.example.org/token",
            "{path}"
        );
    }
    for path in [
        "/any/where.json",
        "/any/where?format=openapi",
        "/any/where/",
    ] {
        let server = one(path, &document);
        let document = added(&server, path, &[]);
        assert_eq!(
            document["endpoints"]["token"], "https://people.example.org/token",
            "{path}"
        );
        assert_eq!(
            document["base_url"],
            server.url("/"),
            "{path}: the API is not the document"
        );
    }
}

#[test]
fn a_page_that_shows_a_document_leads_to_it() {
    for page in [
        r"<!doctype html><script>SwaggerUIBundle({url: '/hidden/openapi.json', dom_id: '#x'})</script>",
        r#"<html><redoc spec-url="../hidden/openapi.json"></redoc></html>"#,
        r#"<html><script>JSON.parse('{"urls":[{"url":"/hidden/openapi.json"}]}')</script></html>"#,
    ] {
        let server = server(vec![
            ("/help/index.html".to_owned(), page.to_owned()),
            (
                "/hidden/openapi.json".to_owned(),
                openapi(&format!(r#""a": {CODE}"#)),
            ),
        ]);
        let document = added(&server, "/help/index.html", &[]);
        assert_eq!(
            document["endpoints"]["token"], "https://people.example.org/token",
            "{page}"
        );
    }
}

#[test]
fn a_document_without_a_token_endpoint_is_used_for_what_it_has() {
    let server = one(
        "/swagger.json",
        r#"{"swagger": "2.0", "securityDefinitions": {"pets": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://id.example.org/dialog", "scopes": {"read:pets": "read"}}}}"#,
    );
    let run = add(&Home::new(), &server, "", &[]);
    assert!(run.err.contains("names no token endpoint"), "{run:?}");
    let document: Value = serde_json::from_str(&run.done()).expect("a document");
    assert_eq!(
        document["endpoints"]["authorize"],
        "https://id.example.org/dialog"
    );
    assert_eq!(document["scopes"], json!(["read:pets"]));
}

#[test]
fn relative_addresses_are_read_as_the_version_says_and_asked_for() {
    let document = |version: &str| {
        format!(
            r#"{{"openapi": "{version}", "servers": [{{"url": "/api/v1"}}], "components": {{"securitySchemes": {{"o": {{"type": "oauth2", "flows": {{"password": {{"tokenUrl": "token", "scopes": {{}}}}}}}}}}}}}}"#
        )
    };
    for (version, there, expected) in [
        ("3.0.3", "", "/api/v1/token"),
        ("3.1.0", "", "/token"),
        ("3.1.0", "/api/v1/token", "/api/v1/token"),
        ("3.0.3", "/token", "/token"),
    ] {
        let server = server(vec![
            ("/openapi.json".to_owned(), document(version)),
            (there.to_owned(), "{}".to_owned()),
        ]);
        let run = add(&Home::new(), &server, "", &[]);
        assert!(run.err.contains("are relative"), "{run:?}");
        let document: Value = serde_json::from_str(&run.done()).expect("a document");
        assert_eq!(
            document["endpoints"]["token"],
            server.url(expected),
            "{version} {there}"
        );
        let choices = document["choices"].as_array().expect("a list");
        assert_eq!(
            choices.is_empty(),
            !there.is_empty(),
            "{version} {there}: {document}"
        );
    }
}

#[test]
fn a_pointer_to_metadata_is_followed() {
    let metadata = r#"{"issuer": "{base}/idp", "authorization_endpoint": "https://id.example.org/authorize", "token_endpoint": "https://id.example.org/token"}"#;
    for scheme in [
        r#"{"type": "openIdConnect", "openIdConnectUrl": "{base}/idp/.well-known/openid-configuration"}"#,
        r#"{"type": "openIdConnect", "openIdConnectUrl": "/idp/.well-known/openid-configuration"}"#,
        r#"{"type": "oauth2", "oauth2MetadataUrl": "{base}/idp/.well-known/openid-configuration", "flows": {}}"#,
        r#"{"type": "openIdConnect", "openIdConnectUrl": "{base}/elsewhere.json"}"#,
    ] {
        let server = server(vec![
            (
                "/openapi.json".to_owned(),
                openapi(&format!(r#""o": {scheme}"#)),
            ),
            (
                "/idp/.well-known/openid-configuration".to_owned(),
                metadata.to_owned(),
            ),
            ("/elsewhere.json".to_owned(), metadata.to_owned()),
        ]);
        let document = added(&server, "", &[]);
        assert_eq!(
            document["endpoints"]["token"], "https://id.example.org/token",
            "{scheme}"
        );
        assert_eq!(document["issuer"], server.url("/idp"), "{scheme}");
        assert_eq!(document["base_url"], server.url("/"), "{scheme}");
    }
}

#[test]
fn a_typed_document_is_read_as_what_it_is() {
    let metadata = r#"{"issuer": "{base}", "authorization_endpoint": "{base}/a", "token_endpoint": "{base}/t"}"#;
    let server = server(vec![
        ("/config/idp.json".to_owned(), metadata.to_owned()),
        (
            "/resource.json".to_owned(),
            r#"{"resource": "{base}/v1", "authorization_servers": ["{base}/idp"]}"#.to_owned(),
        ),
        (
            "/idp/.well-known/openid-configuration".to_owned(),
            metadata.replace("\"{base}\"", "\"{base}/idp\""),
        ),
    ]);
    for (path, base) in [("/config/idp.json", "/"), ("/resource.json", "/v1")] {
        let document = added(&server, path, &[]);
        assert_eq!(document["endpoints"]["token"], server.url("/t"), "{path}");
        assert_eq!(document["base_url"], server.url(base), "{path}");
    }
}

#[test]
fn a_document_about_something_else_is_refused_with_words() {
    for (text, words) in [
        (
            r#"{"keys": [{"kty": "RSA", "n": "x", "e": "AQAB"}]}"#,
            "a set of keys (JWKS)",
        ),
        (
            r#"{"info": {"name": "x"}, "item": []}"#,
            "a Postman collection",
        ),
        (
            r#"{"name": "x", "values": [], "_postman_variable_scope": "environment"}"#,
            "a Postman environment",
        ),
    ] {
        let server = one("/some.json", text);
        let home = Home::new();
        let said = add(&home, &server, "/some.json", &[]).failed(2);
        assert!(said.contains(words), "{said}");
        assert_eq!(
            home.json(&["server", "list"]),
            json!([]),
            "nothing was stored"
        );
    }
}

#[test]
fn the_address_of_a_login_page_leads_to_its_server() {
    let metadata = r#"{"issuer": "{base}", "authorization_endpoint": "{base}/connect/authorize", "token_endpoint": "{base}/connect/token"}"#;
    let described = one("/.well-known/openid-configuration", metadata);
    let silent = server(Vec::new());
    let page = "/login?returnUrl=%2Fconnect%2Fauthorize%3Fclient_id%3Dcid1%26response_type%3Dcode";
    for (server, token) in [(&described, true), (&silent, false)] {
        let run = add(&Home::new(), server, page, &[]);
        for part in ["login page", "/connect/authorize", "the client cid1"] {
            assert!(run.err.contains(part), "{part}: {run:?}");
        }
        let document: Value = serde_json::from_str(&run.done()).expect("a document");
        assert_eq!(
            document["endpoints"]["authorize"],
            server.url("/connect/authorize")
        );
        assert_eq!(document["endpoints"]["token"].is_string(), token);
        assert_eq!(document["base_url"], server.url("/"));
    }
}

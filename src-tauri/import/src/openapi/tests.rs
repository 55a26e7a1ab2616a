//! The flows of documents, and the bases of their relative URLs.

use url::Url;

use super::{Description, flow::FlowKind};

fn read(text: &str) -> Description {
    Description::read(text).unwrap_or_else(|| panic!("an OpenAPI document: {text}"))
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a test's URL parses")
}

const CODE: &str = r#"{"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://a.example/a", "tokenUrl": "https://a.example/t", "scopes": {"read": ""}}}}"#;

#[test]
fn one_odd_member_spoils_nothing() {
    for odd in [
        r#""x": {"$ref": "common.json#/key"}"#,
        r##""x": {"$ref": "#/components/securitySchemes/x"}"##,
        r#""x": 7"#,
        r#""x": {"type": "oauth2", "flows": []}"#,
        r#""x": {"type": "oauth2", "flows": {"implicit": null}}"#,
        r#""x": {"type": 3}"#,
        r#""x": {"type": "http", "scheme": ["bearer"]}"#,
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.3", "info": 7, "servers": {{}}, "components": {{"schemas": [], "securitySchemes": {{{odd}, "o": {CODE}}}}}}}"#
        );
        let flows = read(&text).flows;
        assert_eq!(flows.len(), 1, "{odd}");
        assert_eq!(
            flows[0].token.as_deref(),
            Some("https://a.example/t"),
            "{odd}"
        );
    }
}

#[test]
fn a_scheme_may_be_behind_a_reference_within_the_document() {
    for reference in [
        "#/components/securitySchemes/real",
        "#/components/x-schemes/a~1b",
    ] {
        let text = format!(
            r#"{{"openapi": "3.1.0", "components": {{"x-schemes": {{"a/b": {CODE}}}, "securitySchemes": {{"o": {{"$ref": "{reference}"}}, "real": {CODE}}}}}}}"#
        );
        let flows = read(&text).flows;
        assert!(flows.iter().any(|flow| flow.scheme == "o"), "{reference}");
    }
    let elsewhere = read(
        r#"{"openapi": "3.0.0", "components": {"securitySchemes": {"o": {"$ref": "auth.yaml#/o"}}}}"#,
    );
    assert_eq!(elsewhere.elsewhere, ["auth.yaml#/o"]);
}

#[test]
fn scopes_are_read_in_every_form() {
    for (written, expected) in [
        (r#"{"b": "B", "a": null}"#, vec!["a", "b"]),
        (r#"["a", "b"]"#, vec!["a", "b"]),
        (r#"[{"name": "a"}, {"scope": "b"}, 7]"#, vec!["a", "b"]),
        (r#""a b""#, vec!["a", "b"]),
        ("[]", vec![]),
        ("7", vec![]),
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.0", "components": {{"securitySchemes": {{"o": {{"type": "oauth2", "flows": {{"password": {{"tokenUrl": "https://a.example/t", "scopes": {written}}}}}}}}}}}}}"#
        );
        let mut scopes = read(&text).flows[0].scopes.clone();
        scopes.sort();
        assert_eq!(scopes, expected, "{written}");
    }
}

#[test]
fn authorization_code_comes_first_whatever_the_order_and_the_version() {
    let three = r#"{"openapi": "3.0.0", "components": {"securitySchemes": {
        "a": {"type": "oauth2", "flows": {
            "implicit": {"authorizationUrl": "https://i.example/a"},
            "clientCredentials": {"tokenUrl": "https://m.example/t"},
            "authorizationCode": {"authorizationUrl": "https://p.example/a", "tokenUrl": "https://p.example/t"}}}}}}"#;
    let two = r#"{"swagger": "2.0", "securityDefinitions": {
        "a": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://i.example/a"},
        "b": {"type": "oauth2", "flow": "application", "tokenUrl": "https://m.example/t"},
        "c": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://p.example/a", "tokenUrl": "https://p.example/t"}}}"#;
    let yaml = "swagger: '2.0'\nsecurityDefinitions:\n  a: {type: oauth2, flow: implicit, authorizationUrl: 'https://i.example/a'}\n  c:\n    type: oauth2\n    flow: accessCode\n    authorizationUrl: https://p.example/a\n    tokenUrl: https://p.example/t\npaths:\n  /x:\n    get:\n      responses:\n        200: {description: fine}\n";
    for text in [three, two, yaml] {
        let flows = read(text).flows;
        assert_eq!(flows[0].kind, FlowKind::AuthorizationCode, "{text}");
        assert_eq!(flows[0].authorize.as_deref(), Some("https://p.example/a"));
        assert_eq!(flows[0].token.as_deref(), Some("https://p.example/t"));
        let last = flows.last().expect("several");
        assert_eq!(last.kind, FlowKind::Implicit, "{text}");
        assert_eq!(last.token, None, "nothing of another flow");
    }
}

#[test]
fn pointers_to_metadata_are_told() {
    let text = r#"{"openapi": "3.2.0", "components": {"securitySchemes": {
        "a": {"type": "openIdConnect", "openIdConnectUrl": "/idp/.well-known/openid-configuration"},
        "b": {"type": "oauth2", "oauth2MetadataUrl": "https://id.example/.well-known/oauth-authorization-server", "flows": {
            "deviceAuthorization": {"deviceAuthorizationUrl": "https://id.example/d", "tokenUrl": "https://id.example/t", "scopes": {}}}}}}}"#;
    let description = read(text);
    let bases = description.bases(Some(&url("https://api.example/openapi.json")));
    let urls: Vec<String> = description
        .pointers
        .iter()
        .filter_map(|pointer| bases.read_one(&pointer.url))
        .map(String::from)
        .collect();
    assert_eq!(
        urls,
        [
            "https://api.example/idp/.well-known/openid-configuration",
            "https://id.example/.well-known/oauth-authorization-server",
        ]
    );
    assert_eq!(description.flows[0].kind, FlowKind::Device);
    assert_eq!(
        description.flows[0].device.as_deref(),
        Some("https://id.example/d")
    );
}

#[test]
fn addresses_are_relative_to_what_the_version_says() {
    let place = url("https://api.example/docs/openapi.json");
    for (version, servers, written, expected) in [
        (
            r#""openapi": "3.0.3""#,
            r#""servers": [{"url": "/api/v1"}]"#,
            "token",
            "https://api.example/api/v1/token",
        ),
        (
            r#""openapi": "3.0.3""#,
            r#""servers": [{"url": "/api/v1/"}]"#,
            "./token",
            "https://api.example/api/v1/token",
        ),
        (
            r#""openapi": "3.0.3""#,
            r#""servers": [{"url": "/api/v1"}]"#,
            "/token",
            "https://api.example/token",
        ),
        (
            r#""openapi": "3.0.3""#,
            r#""servers": []"#,
            "token",
            "https://api.example/docs/token",
        ),
        (
            r#""openapi": "3.0.3""#,
            r#""servers": [{"url": "https://eu.example"}, {"url": "https://api.example/own"}]"#,
            "token",
            "https://api.example/own/token",
        ),
        (
            r#""openapi": 3.0"#,
            r#""servers": [{"url": "{base}/{v}", "variables": {"base": {"default": "/x"}, "v": {"default": 2}}}]"#,
            "token",
            "https://api.example/x/2/token",
        ),
        (
            r#""openapi": "3.1.0""#,
            r#""servers": [{"url": "/api/v1"}]"#,
            "token",
            "https://api.example/docs/token",
        ),
        (
            r#""openapi": "3.2.0""#,
            r#""servers": [{"url": "/api/v1"}]"#,
            "token",
            "https://api.example/docs/token",
        ),
        (
            r#""swagger": "2.0""#,
            r#""basePath": "/api/v1""#,
            "/token",
            "https://api.example/token",
        ),
        (
            r#""openapi": "3.0.3""#,
            r#""servers": [{"url": "/api/v1"}]"#,
            "https://id.example/t",
            "https://id.example/t",
        ),
    ] {
        let scheme =
            r#"{"type": "oauth2", "flows": {"password": {"tokenUrl": "X"}}}"#.replace('X', written);
        let text = format!(
            r#"{{{version}, {servers}, "components": {{"securitySchemes": {{"o": {scheme}}}}}}}"#
        );
        let description = read(&text);
        let bases = description.bases(Some(&place));
        let readings = bases.read(&description.flows[0]);
        let first = readings[0].token.as_ref().map(Url::as_str);
        assert_eq!(first, Some(expected), "{version} {servers} {written}");
        let parses = Url::parse(written).is_ok();
        assert!(
            !parses || readings.len() == 1,
            "a whole address has one reading"
        );
    }
}

#[test]
fn what_is_another_document_is_none() {
    for text in [
        "{}",
        "[]",
        "hello",
        "a: 1",
        r#"{"issuer": "https://a.example"}"#,
        "",
        "{\"openapi\": ",
    ] {
        assert!(Description::read(text).is_none(), "{text}");
    }
}

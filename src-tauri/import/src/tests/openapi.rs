//! OpenAPI documents as files: the server of each, never a mixture of two.

use super::{left, read, server, understood, url};
use crate::{ImportError, ImportPlan, Kind, Options, decoded};

const FLOWS: &str = r#"{"authorizationCode": {"authorizationUrl": "https://id.example.org/authorize", "tokenUrl": "https://id.example.org/token", "scopes": {"write": "", "read": ""}}}"#;

/// The same server in each version and syntax.
fn documents() -> [String; 4] {
    let three = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "Photos", "description": "```\ncurl https://x.example\n```"}}, "servers": [{{"url": "https://api.example.org/v1/"}}], "components": {{"securitySchemes": {{"o": {{"type": "oauth2", "flows": {FLOWS}}}}}}}}}"#
    );
    let sorted = "components:\n  securitySchemes:\n    o:\n      type: oauth2\n      flows:\n        authorizationCode:\n          authorizationUrl: https://id.example.org/authorize\n          tokenUrl: https://id.example.org/token\n          scopes: {read: '', write: ''}\ninfo:\n  title: Photos\n  description: |\n    ```\n    curl https://x.example\n    ```\nopenapi: 3.1.0\nservers:\n- url: https://api.example.org/v1\n";
    let two = r#"{"swagger": "2.0", "host": "api.example.org", "basePath": "/v1", "schemes": ["https"], "securityDefinitions": {"o": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://id.example.org/authorize", "tokenUrl": "https://id.example.org/token", "scopes": {"read": "", "write": ""}}}}"#;
    let commented = format!("# Photos\n---\n{}", sorted.replace("3.1.0", "'3.2.0'"));
    [three, sorted.to_owned(), two.to_owned(), commented]
}

fn is_photos(understood: &ImportPlan, text: &str) {
    assert_eq!(understood.kinds, [Kind::OpenApi], "{text}");
    let server = server(understood);
    let profile = &server.profile;
    assert_eq!(
        profile.base_url.as_str(),
        "https://api.example.org/v1",
        "{text}"
    );
    let ends = &profile.endpoints;
    assert_eq!(
        url(ends.authorize.as_ref()),
        "https://id.example.org/authorize",
        "{text}"
    );
    assert_eq!(
        url(ends.token.as_ref()),
        "https://id.example.org/token",
        "{text}"
    );
    assert_eq!(profile.scopes, ["read", "write"], "{text}");
    assert_eq!(profile.name, "api.example.org", "{text}");
    assert!(server.clients.is_empty(), "{text}");
}

#[test]
fn a_document_is_a_server_in_every_version_and_syntax() {
    for text in documents() {
        is_photos(&understood(&text), &text);
        let fenced = format!("```\n{text}\n```");
        is_photos(&understood(&fenced), &fenced);
    }
}

#[test]
fn a_document_is_read_in_the_encodings_of_windows() {
    for text in documents() {
        let marked = format!("\u{feff}{text}");
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [marked.into_bytes(), little, big] {
            let text = decoded(&bytes).expect("text");
            is_photos(&understood(&text), &text);
        }
    }
}

#[test]
fn two_schemes_are_two_servers_and_one_is_chosen() {
    let text = format!(
        r#"{{"openapi": "3.0.3", "components": {{"securitySchemes": {{"machines": {{"type": "oauth2", "flows": {{"clientCredentials": {{"tokenUrl": "https://machines.example.org/token", "scopes": {{}}}}}}}}, "people": {{"type": "oauth2", "flows": {FLOWS}}}}}}}}}"#
    );
    let of_people = understood(&text);
    let ends = &server(&of_people).profile.endpoints;
    assert_eq!(url(ends.token.as_ref()), "https://id.example.org/token");
    assert!(left(&of_people, "https://machines.example.org/token"));
    let chosen = |scheme: &str| {
        let options = Options {
            scheme: Some(scheme.to_owned()),
            ..Options::default()
        };
        super::super::read(&[&text], &options)
    };
    let of_machines = chosen("machines").expect("understood");
    let ends = &server(&of_machines).profile.endpoints;
    assert_eq!(
        url(ends.token.as_ref()),
        "https://machines.example.org/token"
    );
    assert_eq!(ends.authorize, None);
    assert!(left(&of_machines, "https://id.example.org/authorize"));
    let error = chosen("nobody").expect_err("no such scheme");
    assert!(
        error.hint().contains("people, machines"),
        "{}",
        error.hint()
    );
}

#[test]
fn flows_of_one_scheme_at_two_places_are_told_apart() {
    let text = r#"{"openapi": "3.0.3", "components": {"securitySchemes": {"a": {"type": "oauth2", "flows": {
        "implicit": {"authorizationUrl": "https://one.example.org/authorize", "scopes": {}},
        "clientCredentials": {"tokenUrl": "https://two.example.org/token", "scopes": {}}}}}}}"#;
    let chosen = |scheme: Option<&str>| {
        let options = Options {
            scheme: scheme.map(str::to_owned),
            ..Options::default()
        };
        super::super::read(&[text], &options).expect("understood")
    };
    let whys = |one: &ImportPlan| -> String { one.left.iter().map(|left| &*left.why).collect() };
    for scheme in [None, Some("a"), Some("a/clientCredentials")] {
        let machines = chosen(scheme);
        let ends = &server(&machines).profile.endpoints;
        assert_eq!(url(ends.token.as_ref()), "https://two.example.org/token");
        assert_eq!(ends.authorize, None);
        assert!(left(&machines, "https://one.example.org/authorize"));
        assert!(
            whys(&machines).contains("--scheme a/implicit"),
            "{:?}",
            machines.left
        );
    }
    let people = chosen(Some("a/implicit"));
    let ends = &server(&people).profile.endpoints;
    assert_eq!(
        url(ends.authorize.as_ref()),
        "https://one.example.org/authorize"
    );
    assert_eq!(ends.token, None);
    assert!(
        whys(&people).contains("--scheme a/clientCredentials"),
        "{:?}",
        people.left
    );
}

#[test]
fn relative_addresses_need_the_place_of_the_document() {
    for text in [
        r#"{"openapi": "3.1.0", "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/oauth/token"}}}}}}"#,
        r#"{"openapi": "3.0.0", "servers": [{"url": "/"}], "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/oauth/token"}}}}}}"#,
        "swagger: '2.0'\nbasePath: /\nsecurityDefinitions:\n  o: {type: oauth2, flow: password, tokenUrl: /oauth/token}\n",
    ] {
        assert!(
            matches!(read(&[text]), Err(ImportError::OpenApiRelative)),
            "{text}"
        );
        let options = Options {
            place: Some(
                "https://api.example.org/docs/openapi.json"
                    .parse()
                    .expect("an address"),
            ),
            ..Options::default()
        };
        let understood = super::super::read(&[text], &options).expect(text);
        let profile = &server(&understood).profile;
        assert_eq!(
            url(profile.endpoints.token.as_ref()),
            "https://api.example.org/oauth/token",
            "{text}"
        );
        assert_eq!(
            profile.base_url.origin().ascii_serialization(),
            "https://api.example.org"
        );
    }
}

#[test]
fn endpoints_that_are_not_to_be_believed_are_left_out_and_told() {
    for (token, why) in [
        ("http://id.example.org/token", "plain http"),
        ("https://192.168.0.7/token", "private network"),
        ("ftp://id.example.org/token", "not a web URL"),
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.3", "servers": [{{"url": "https://api.example.org"}}], "components": {{"securitySchemes": {{"o": {{"type": "oauth2", "flows": {{"password": {{"tokenUrl": "{token}"}}}}}}}}}}}}"#
        );
        let understood = understood(&text);
        assert!(server(&understood).profile.endpoints.is_empty(), "{token}");
        assert!(
            understood.notes.iter().any(|note| note.contains(why)),
            "{token}: {:?}",
            understood.notes
        );
    }
}

#[test]
fn a_document_of_one_is_not_a_call_that_sends_one() {
    let text = "POST /apis HTTP/1.1\nHost: api.example.org\n\nopenapi: 3.0.0\nservers:\n- url: https://other.example\n";
    assert_eq!(understood(text).kinds, [Kind::ApiCall]);
}

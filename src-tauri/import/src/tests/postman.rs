//! Postman's files in the forms that its exporter writes.

use serde_json::{Value, json};

use super::{client, left, read, secret, server, understood, url};
use crate::{Kind, RequestDraft};
use tokenry_model::{
    client::AuthMethod,
    grant_type::GrantType,
    request::{Body, PartContent},
    server::{ExtraPlace, ExtraStep, Placement},
};

const NEW: &str = include_str!("postman/photos-2.1.json");
const OLD: &str = include_str!("postman/photos-2.0.json");
const ENVIRONMENT: &str = include_str!("postman/environment.json");

fn environment(values: &[(&str, &str)]) -> String {
    let values: Vec<Value> = values
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value, "enabled": true}))
        .collect();
    json!({"name": "Mine", "values": values, "_postman_variable_scope": "environment"}).to_string()
}

#[test]
fn an_oauth_block_of_format_2_1_gives_server_and_client() {
    let understood = understood(NEW);
    assert_eq!(understood.kinds, [Kind::PostmanCollection]);
    let found = server(&understood);
    let ends = &found.profile.endpoints;
    assert_eq!(
        url(ends.authorize.as_ref()),
        "https://id.example.org/oauth/authorize"
    );
    assert_eq!(
        url(ends.token.as_ref()),
        "https://id.example.org/oauth/token"
    );
    assert_eq!(
        found.profile.base_url.as_str(),
        "https://api.example.org/v1"
    );
    let client = client(&understood);
    assert_eq!(client.profile.client_id, "my-app");
    assert_eq!(
        client.profile.scopes,
        ["read", "write", "jobs"],
        "and those of the token request"
    );
    assert_eq!(
        client.profile.redirect_uri,
        "http://127.0.0.1:8123/callback"
    );
    assert_eq!(client.profile.auth, AuthMethod::ClientSecretPost);
    assert_eq!(
        client.grants,
        [GrantType::AuthorizationCode, GrantType::ClientCredentials]
    );
    let extras: Vec<_> = client
        .profile
        .extras
        .iter()
        .map(|extra| (extra.on, extra.place, extra.name.as_str()))
        .collect();
    assert!(extras.contains(&(ExtraStep::Token, ExtraPlace::Body, "resource")));
    assert!(extras.contains(&(ExtraStep::Authorize, ExtraPlace::Query, "prompt")));
    assert_eq!(
        extras.len(),
        2,
        "what is switched off stays behind: {extras:?}"
    );
    assert!(client.secret.is_none());
    assert_eq!(understood.unresolved, ["{{client_secret}}", "{{new_name}}"]);
    for what in [
        "mystery",
        "challengeAlgorithm",
        "useBrowser",
        "scripts",
        "Get a token",
    ] {
        assert!(left(&understood, what), "{what}: {:?}", understood.left);
    }
}

#[test]
fn an_environment_fills_in_what_the_collection_leaves_open() {
    let environment = environment(&[
        ("client_secret", "s3cret"),
        ("base_url", "https://other.example"),
    ]);
    let understood = read(&[NEW, &environment]).expect("both");
    assert_eq!(secret(client(&understood)), "s3cret");
    assert!(client(&understood).is_whole());
    let base = server(&understood).profile.base_url.as_str();
    assert_eq!(
        base, "https://other.example/",
        "it wins over the collection's own"
    );
    assert!(
        !format!("{understood:?}").contains("s3cret\""),
        "a secret stays one"
    );
}

#[test]
fn requests_come_along_with_their_folders() {
    let understood = understood(NEW);
    let [collection] = understood.collections.as_slice() else {
        panic!("one collection: {:?}", understood.collections);
    };
    assert_eq!(collection.name, "Photos API");
    let names: Vec<_> = collection
        .requests
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Users / me", "Users / rename", "upload", "search", "plain"]
    );
    let find = |name: &str| -> &RequestDraft {
        let mut all = collection.requests.iter();
        all.find(|one| one.name == name).expect(name)
    };
    let me = find("Users / me");
    assert_eq!(me.draft.url, "{{base_url}}/users/7?full=1");
    let variables: Vec<_> = collection
        .variables
        .iter()
        .map(|one| (one.name.as_str(), one.value.as_str()))
        .collect();
    assert!(
        variables.contains(&("base_url", "https://api.example.org/v1")),
        "{variables:?}"
    );
    assert_eq!(me.draft.method, "GET");
    assert!(me.with_token, "the collection's authorization holds for it");
    let off: Vec<_> = me
        .draft
        .parameters
        .iter()
        .map(|field| (field.name.as_str(), field.enabled))
        .collect();
    assert_eq!(off, [("page", false)]);
    assert_eq!(me.draft.headers.len(), 2);
    assert!(!me.draft.headers[1].enabled);
    assert_eq!(
        find("Users / rename").draft.body,
        Body::Json {
            text: "{\"name\": \"{{new_name}}\"}".into()
        }
    );
    let Body::Multipart { parts } = &find("upload").draft.body else {
        panic!("a form with files");
    };
    assert_eq!(parts.len(), 2);
    assert!(matches!(&parts[1].content, PartContent::File { path, .. } if path == "/a.jpg"));
    assert_eq!(find("plain").draft.url, "https://status.example.org/");
    assert_eq!(
        find("search").draft.body,
        Body::Json {
            text: "{\n  \"query\": \"{ a }\"\n}".into()
        }
    );
}

#[test]
fn an_oauth_block_of_format_2_0_gives_the_same() {
    let understood = understood(OLD);
    let found = server(&understood);
    assert_eq!(
        url(found.profile.endpoints.token.as_ref()),
        "https://id.example.org/oauth/token"
    );
    assert_eq!(
        found.profile.habits.placement,
        Placement::Query {
            name: "access_token".into()
        }
    );
    let client = client(&understood);
    assert_eq!(client.profile.auth, AuthMethod::ClientSecretBasic);
    assert_eq!(secret(client), "s3cret");
    let [token] = found.tokens.as_slice() else {
        panic!("one token");
    };
    assert_eq!(
        (token.name.as_str(), token.access.expose()),
        ("mine", "at-1")
    );
    let headers = &understood.collections[0].requests[0].draft.headers;
    assert_eq!(
        (headers[1].name.as_str(), headers[1].value.as_str()),
        ("X-A", "b")
    );
    for what in ["oauth.pstmn.io", "state"] {
        assert!(left(&understood, what), "{what}");
    }
}

#[test]
fn an_environment_alone_says_what_its_names_say() {
    let understood = understood(ENVIRONMENT);
    assert_eq!(understood.kinds, [Kind::PostmanEnvironment]);
    let found = server(&understood);
    assert_eq!(
        found.profile.base_url.as_str(),
        "https://app.example.org/api/v1"
    );
    assert_eq!(found.tokens.len(), 1);
    assert!(
        found.clients.is_empty(),
        "a client_id alone is as often a customer's number"
    );
    assert!(left(&understood, "client_id") && left(&understood, "count"));
    assert!(
        !left(&understood, "off"),
        "what is switched off is not there"
    );
    let oauth = environment(&[
        ("authUrl", "https://id.example.org/authorize"),
        ("tokenUrl", "https://id.example.org/token"),
        ("clientId", "my-app"),
        ("CLIENT_SECRET", "s3cret"),
        ("scope", "a b"),
        ("callback_url", "http://localhost:1/cb"),
    ]);
    let understood = super::understood(&oauth);
    assert_eq!(client(&understood).profile.scopes, ["a", "b"]);
    assert_eq!(secret(client(&understood)), "s3cret");
    assert_eq!(
        client(&understood).profile.redirect_uri,
        "http://localhost:1/cb"
    );
}

#[test]
fn an_environment_names_where_people_log_in() {
    for name in ["AUTH_DOMAIN", "authority", "issuer_url"] {
        let values = environment(&[
            (name, "id.example.org"),
            ("client_id", "my-app"),
            ("client_secret", "s3cret"),
            ("access_token", "t0k3n"),
        ]);
        let understood = super::understood(&values);
        let found = server(&understood);
        assert_eq!(found.profile.base_url.as_str(), "https://id.example.org/");
        assert_eq!(client(&understood).profile.client_id, "my-app");
        assert_eq!(found.tokens.len(), 1, "{name}");
    }
}

#[test]
fn the_wrappers_of_postmans_services_are_opened() {
    let inner: Value = serde_json::from_str(NEW).expect("JSON");
    let environment: Value = serde_json::from_str(ENVIRONMENT).expect("JSON");
    for text in [
        json!({ "collection": inner }).to_string(),
        json!({ "collection": inner, "environments": [environment], "user": {} }).to_string(),
    ] {
        let understood = understood(&text);
        assert!(
            !client(&understood).profile.client_id.is_empty(),
            "{:?}",
            understood.kinds
        );
    }
    let only = json!({ "environment": environment }).to_string();
    assert_eq!(understood(&only).kinds, [Kind::PostmanEnvironment]);
    let documented = json!({
        "collection": {"info": {"name": "API Reference", "schema": "https://schema.getpostman.com/json/collection/v2.0.0/collection.json"}},
        "environments": [environment],
    });
    assert_eq!(server(&understood(&documented.to_string())).tokens.len(), 1);
}

#[test]
fn a_bearer_token_and_other_kinds_of_authorization() {
    let collection = |auth: Value| {
        json!({
            "info": {"name": "X", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "auth": auth,
            "item": [{"name": "me", "request": {"method": "GET", "url": {"raw": "{{url}}/me"}}}],
            "variable": [{"key": "url", "value": "https://api.example.org"}, {"key": "token", "value": "at-1"}],
        })
        .to_string()
    };
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]});
    let understood = super::understood(&collection(bearer));
    assert_eq!(server(&understood).tokens[0].access.expose(), "at-1");
    assert!(understood.collections[0].requests[0].with_token);
    for kind in ["awsv4", "digest", "my-own-auth"] {
        let understood = super::understood(&collection(json!({"type": kind, kind: []})));
        assert!(left(&understood, kind), "{:?}", understood.left);
        assert!(!understood.collections[0].requests[0].with_token);
        assert_eq!(understood.collections[0].requests.len(), 1);
    }
}

#[test]
fn a_file_that_takes_its_schema_lightly_is_read_all_the_same() {
    let text = json!({
        "info": {"name": null, "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [
            {"name": 7, "request": {"method": null, "header": null, "url": null, "body": null, "auth": null}},
            {"name": "x", "request": {"method": "get", "url": {"raw": "https://a.example/:id/:id2", "variable": [{"id": "id", "value": 5}], "query": null}, "body": {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": null}]}}},
            {"name": "empty folder", "item": []},
        ],
        "auth": null, "variable": null, "event": null,
    })
    .to_string();
    let understood = understood(&text);
    let requests = &understood.collections[0].requests;
    assert_eq!(requests[0].name, "7");
    assert_eq!(requests[1].draft.url, "https://a.example/5/:id2");
    assert_eq!(requests[1].draft.method, "GET");
}

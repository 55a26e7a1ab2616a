//! Postman files from other programs: URLs in parts, members of the wrong type, leftover bodies,
//! and variables without an end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{client, left, secret, server, understood, url};
use crate::ImportPlan;
use tokenry_model::{
    request::{Body, Draft},
    server::{ExtraPlace, ExtraStep},
};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

fn collection(items: &Value, more: &Value) -> String {
    let mut file = json!({"info": {"name": "X", "schema": SCHEMA}, "item": items});
    let members = file.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    file.to_string()
}

/// Returns the request with the variables of its collection substituted.
fn drafted(request: &Value) -> (Draft, ImportPlan) {
    let items = json!([{"name": "one", "request": request}]);
    let more = json!({"variable": [{"key": "base", "value": "https://api.example.org/v1"}]});
    let understood = understood(&collection(&items, &more));
    let requests = &understood.collections[0].requests;
    (requests[0].draft.clone(), understood)
}

#[test]
fn an_address_in_parts_is_put_together() {
    for (parts, address) in [
        (
            json!({"protocol": "https", "host": ["api", "example", "org"], "path": ["v1", "pets"],
                   "query": [{"key": "limit", "value": "10"}, {"key": "tag", "value": "x", "disabled": true}]}),
            "https://api.example.org/v1/pets?limit=10",
        ),
        (
            json!({"host": ["{{base}}"], "path": ["pets", ":petId"],
                   "variable": [{"key": "petId", "value": "7"}]}),
            "{{base}}/pets/7",
        ),
        (
            json!({"protocol": "http", "host": "127.0.0.1", "port": "8080", "path": "/a/b", "hash": "top"}),
            "http://127.0.0.1:8080/a/b#top",
        ),
        (
            json!({"raw": "", "host": ["api.example.org"], "port": 8443,
                   "path": [{"type": "string", "value": "v1"}, ":id", ":none"],
                   "variable": [{"id": "id", "value": 5}, {"key": "none", "value": null}]}),
            "api.example.org:8443/v1/5/{{none}}",
        ),
        (
            json!({"host": ["a.example"], "path": [""],
                   "query": [{"key": "flag", "value": null}, {"key": "q", "value": "a&b c"}, {"key": "e", "value": ""}]}),
            "a.example/?flag&q=a%26b%20c&e=",
        ),
        (
            json!({"raw": " https://a.example/:a/:ab?x=/:a ", "variable": {"a": "1"}}),
            "https://a.example/1/:ab?x=/:a",
        ),
        (
            json!({"raw": "https://a.example/v1/org\n", "path": ["v1", "org\n"]}),
            "https://a.example/v1/org",
        ),
        (json!("https://a.example/\tb\r\n"), "https://a.example/b"),
        (json!({"raw": null, "query": 7}), ""),
    ] {
        let (draft, _) = drafted(&json!({"method": "GET", "url": parts}));
        let filled = address.replace("{{base}}", "https://api.example.org/v1");
        assert!(
            draft.url == address || draft.url == filled,
            "{parts}: {}",
            draft.url
        );
    }
    let off = drafted(
        &json!({"url": {"host": ["a.example"], "query": [{"key": "t", "value": "x", "disabled": true}]}}),
    );
    assert_eq!(off.0.url, "a.example");
    assert_eq!(off.0.parameters.len(), 1);
    assert!(!off.0.parameters[0].enabled);
}

#[test]
fn one_odd_member_spoils_nothing_beside_it() {
    let good = json!({"name": "good", "request": {"method": "GET", "url": "https://a.example/me"}});
    for odd in [
        json!(7),
        json!("text"),
        json!(null),
        json!([]),
        json!({"name": {"a": 1}, "request": 7}),
        json!({"name": "x", "request": []}),
        json!({"name": "x", "request": {"url": 7, "header": 7, "body": "text", "auth": "none", "method": []}}),
        json!({"name": "x", "request": {"url": {"raw": [], "query": {"a": 1}, "variable": 7}, "body": {"mode": 7}}}),
        json!({"name": "x", "request": {"url": "https://a.example", "header": [7, {"key": null}, null, {"key": "A", "value": {}}]}}),
        json!({"name": "x", "item": 7, "event": "none", "auth": {"type": "oauth2", "oauth2": 7}}),
        json!({"name": "x", "item": [7, {"request": null}], "protocolProfileBehavior": []}),
    ] {
        let items = json!([odd, good]);
        let more = json!({"variable": [7, {"id": "0b1c", "key": "base", "value": "https://b.example", "type": "string"}, null],
                          "auth": [], "event": {}});
        let understood = understood(&collection(&items, &more));
        let requests = &understood.collections[0].requests;
        let found = requests.iter().find(|one| one.name == "good");
        assert_eq!(
            found.expect("the good one").draft.url,
            "https://a.example/me",
            "{odd}"
        );
    }
    let seven = understood(&collection(&json!([7, good]), &json!({})));
    assert!(left(&seven, "item 1"), "{:?}", seven.left);
}

#[test]
fn an_id_beside_the_key_is_no_second_key() {
    let items = json!([{"name": "me", "request": {"url": {"raw": "{{base}}/:who",
        "variable": [{"id": "0b1c", "key": "who", "value": "me"}]}}}]);
    for variable in [
        json!({"id": "0b1c2d3e", "key": "base", "value": "https://a.example", "type": "string"}),
        json!({"key": "base", "id": 7, "value": "https://a.example"}),
        json!({"id": "base", "value": "https://a.example"}),
        json!({"id": "base", "key": "", "value": "https://a.example"}),
    ] {
        let understood = understood(&collection(&items, &json!({"variable": [variable]})));
        let address = &understood.collections[0].requests[0].draft;
        let values = [("base".to_owned(), "https://a.example".to_owned())];
        let filled = address.filled(&tokenry_model::variables::Variables::braces(values));
        assert_eq!(filled.url, "https://a.example/me", "{variable}");
    }
}

#[test]
fn a_body_counts_where_its_method_has_one() {
    let token = json!({"mode": "formdata", "formdata": [
        {"key": "grant_type", "value": "authorization_code"}, {"key": "code", "value": "abc"},
        {"key": "client_id", "value": "cid1"}, {"key": "client_secret", "value": "sec1"}]});
    let form = json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "1"}]});
    let raw = json!({"mode": "raw", "raw": "{\"grant_type\": \"client_credentials\", \"client_id\": \"x\"}"});
    for method in ["GET", "get", "HEAD", "COPY", "PURGE", "UNLOCK"] {
        for body in [&token, &form, &raw] {
            let url = "https://api.example.org/ping?x=1";
            let (draft, understood) = drafted(&json!({"method": method, "url": url, "body": body}));
            assert_eq!(draft.body, Body::None, "{method} {body}");
            assert_eq!(draft.url, url);
            assert!(
                understood.servers.is_empty(),
                "{method}: {:?}",
                understood.servers
            );
            assert!(
                left(&understood, "the body of “one”"),
                "{:?}",
                understood.left
            );
        }
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "LINK"] {
        let (draft, _) =
            drafted(&json!({"method": method, "url": "https://a.example", "body": form}));
        assert!(matches!(draft.body, Body::Form { .. }), "{method}");
    }
    // A person who disabled pruning wants the body.
    let items = json!([{"name": "one", "protocolProfileBehavior": {"disableBodyPruning": true},
        "request": {"method": "GET", "url": "https://a.example", "body": form}}]);
    let meant = understood(&collection(&items, &json!({})));
    assert!(matches!(
        meant.collections[0].requests[0].draft.body,
        Body::Form { .. }
    ));
    // A token request counts as one if its method has a body.
    let items = json!([{"name": "login", "request": {"method": "POST", "url": "https://api.example.org/token", "body": token}}]);
    let plan = understood(&collection(&items, &json!({})));
    assert_eq!(client(&plan).profile.client_id, "cid1");
    assert!(plan.collections.is_empty());
}

#[test]
fn what_stands_in_the_query_of_an_endpoint_is_kept() {
    let block = |authorize: &str, token: &str| {
        let auth = json!({"type": "oauth2", "oauth2": [
            {"key": "authUrl", "value": authorize}, {"key": "accessTokenUrl", "value": token},
            {"key": "clientId", "value": "cid1"}, {"key": "clientSecret", "value": "sec1"},
            {"key": "grant_type", "value": "authorization_code"}]});
        let items = json!([{"name": "me", "request": "https://api.example.org/me"}]);
        understood(&collection(&items, &json!({"auth": auth})))
    };
    let plan = block(
        "https://id.example.org/authorize?audience=https://api.example.org&prompt=consent&client_id=other&scope=read%20write&state=1",
        "https://id.example.org/token?tenant=7&client_secret=other#/login",
    );
    assert!(left(&plan, "#/login"), "{:?}", plan.left);
    let client = client(&plan);
    let extras: Vec<_> = client
        .profile
        .extras
        .iter()
        .map(|extra| {
            (
                extra.on,
                extra.place,
                extra.name.as_str(),
                extra.value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        extras,
        [
            (
                ExtraStep::Authorize,
                ExtraPlace::Query,
                "audience",
                "https://api.example.org"
            ),
            (ExtraStep::Authorize, ExtraPlace::Query, "prompt", "consent"),
            (ExtraStep::Token, ExtraPlace::Query, "tenant", "7"),
        ]
    );
    assert_eq!(client.profile.client_id, "cid1", "the block's own counts");
    assert_eq!(secret(client), "sec1");
    assert_eq!(client.profile.scopes, ["read", "write"]);
    let ends = &server(&plan).profile.endpoints;
    assert_eq!(
        url(ends.authorize.as_ref()),
        "https://id.example.org/authorize"
    );
    assert_eq!(url(ends.token.as_ref()), "https://id.example.org/token");
    let variables = json!({"name": "E", "values": [
        {"key": "authUrl", "value": "https://id.example.org/authorize?audience=a"},
        {"key": "tokenUrl", "value": "https://id.example.org/token?tenant=7"},
        {"key": "clientId", "value": "cid1"}]});
    let plan = understood(&variables.to_string());
    assert_eq!(super::client(&plan).profile.extras.len(), 2);
}

#[test]
fn a_graphql_body_becomes_json() {
    for (body, expected) in [
        (
            json!({"query": "query Me { me }", "variables": "{\"a\":1}"}),
            json!({"query": "query Me { me }", "variables": {"a": 1}}),
        ),
        (
            json!({"query": "{ a }", "variables": {"a": [1]}, "operationName": "A"}),
            json!({"query": "{ a }", "variables": {"a": [1]}, "operationName": "A"}),
        ),
        (
            json!({"query": "{ \"a\"\n }", "variables": ""}),
            json!({"query": "{ \"a\"\n }"}),
        ),
        (
            json!({"query": "{ a }", "variables": "{a"}),
            json!({"query": "{ a }"}),
        ),
    ] {
        let body = json!({"mode": "graphql", "graphql": body});
        let (draft, _) =
            drafted(&json!({"method": "POST", "url": "https://a.example/graphql", "body": body}));
        let Body::Json { text } = &draft.body else {
            panic!("JSON: {:?}", draft.body);
        };
        assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), expected);
    }
}

#[test]
fn headers_are_made_fit() {
    let header = json!([{"key": " X-A ", "value": "1\n"}, {"key": "X-B", "value": "a\r\n b"}, {"key": " ", "value": "x"}]);
    for header in [header, json!("X-A : 1 \nX-B: a b\n")] {
        let (draft, _) = drafted(&json!({"url": "https://a.example", "header": header}));
        let all: Vec<_> = draft
            .headers
            .iter()
            .map(|h| (h.name.as_str(), h.value.as_str()))
            .collect();
        assert_eq!(all, [("X-A", "1"), ("X-B", "a b")]);
    }
}

#[test]
fn variables_without_an_end_are_told_and_cost_nothing() {
    let bomb: Vec<Value> = (0..12)
        .map(|n| json!({"key": format!("v{n}"), "value": format!("{{{{v{}}}}}", n + 1).repeat(10)}))
        .chain([json!({"key": "v12", "value": "lol"})])
        .collect();
    let ring = json!([{"key": "v0", "value": "{{v1}}{{v1}}{{v1}}"}, {"key": "v1", "value": "{{v0}}{{v0}}{{v0}}"}]);
    let itself = json!([{"key": "v0", "value": "{{v0}}{{v0}}"}]);
    for variables in [json!(bomb), ring, itself] {
        let auth = json!({"type": "oauth2", "oauth2": [
            {"key": "accessTokenUrl", "value": "https://id.example.org/{{v0}}"},
            {"key": "clientId", "value": "{{v0}}"}, {"key": "scope", "value": "{{v0}}"}]});
        let items: Vec<Value> = (0..200)
            .map(|_| json!({"name": "{{v0}}", "request": {"method": "POST", "url": "https://a.example/{{v0}}?{{v0}}",
                "header": [{"key": "X", "value": "{{v0}}"}], "body": {"mode": "raw", "raw": "{{v0}}{{v0}}"}}}))
            .collect();
        let environment = json!({"name": "E", "values": variables}).to_string();
        let began = Instant::now();
        let file = collection(&json!(items), &json!({"variable": variables, "auth": auth}));
        let understood = super::read(&[&file, &environment]).expect("it is read");
        let alone = super::read(&[&environment]).expect("it is read");
        let took = began.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert!(
            understood.unresolved.contains(&"{{v0}}".to_owned()),
            "{:?}",
            understood.unresolved
        );
        let reported = understood
            .left
            .iter()
            .any(|left| left.why.contains("This variable") || left.why.contains("this variable"));
        assert!(reported, "{:?}", understood.left);
        let size = format!("{understood:?}{alone:?}").len();
        assert!(size < 4 * 1024 * 1024, "{size}");
    }
}

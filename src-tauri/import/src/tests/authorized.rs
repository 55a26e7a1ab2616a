//! Postman requests with authorization other than a token, and bodies by their language.

use serde_json::{Value, json};

use super::{left, understood};
use crate::ImportPlan;
use tokenry_model::request::Draft;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Returns the only request of a collection, inside a folder.
fn one(of_collection: &Value, of_request: &Value, body: &Value) -> (Draft, ImportPlan) {
    let request = json!({"method": "POST", "url": "https://api.example.org/me",
        "auth": of_request, "body": body});
    let file = json!({"info": {"name": "X", "schema": SCHEMA}, "auth": of_collection,
        "variable": [{"key": "password", "value": "pw"}],
        "item": [{"name": "folder", "item": [{"name": "one", "request": request}]}]});
    let understood = understood(&file.to_string());
    let draft = understood.collections[0].requests[0].draft.clone();
    (draft, understood)
}

fn api_key(place: &str) -> Value {
    json!({"type": "apikey", "apikey": [{"key": "key", "value": "X-Api-Key"},
        {"key": "value", "value": "{{api_key}}"}, {"key": "in", "value": place}]})
}

fn basic(user: &str, password: &str) -> Value {
    json!({"type": "basic", "basic": [{"key": "username", "value": user},
        {"key": "password", "value": password}]})
}

fn sent(fields: &[tokenry_model::request::Field]) -> Vec<(&str, &str)> {
    let fields = fields.iter().filter(|field| field.enabled);
    fields.map(|field| (&*field.name, &*field.value)).collect()
}

#[test]
fn an_api_key_stands_where_postman_sends_it() {
    for (of_collection, of_request) in [
        (Value::Null, api_key("header")),
        (api_key("header"), Value::Null),
    ] {
        let (draft, understood) = one(&of_collection, &of_request, &Value::Null);
        assert_eq!(sent(&draft.headers), [("X-Api-Key", "{{api_key}}")]);
        assert!(!left(&understood, "authorization"), "{:?}", understood.left);
    }
    let (draft, _) = one(&Value::Null, &api_key("query"), &Value::Null);
    assert_eq!(sent(&draft.parameters), [("X-Api-Key", "{{api_key}}")]);
    // Its own setting applies, and it has no authorization.
    let (draft, _) = one(&api_key("header"), &json!({"type": "noauth"}), &Value::Null);
    assert_eq!(sent(&draft.headers), []);
}

#[test]
fn user_name_and_password_become_a_header_where_both_are_known() {
    let (draft, _) = one(&basic("me", "{{password}}"), &Value::Null, &Value::Null);
    // me:pw
    assert_eq!(sent(&draft.headers), [("Authorization", "Basic bWU6cHc=")]);
    for (user, password) in [("me", "{{unknown}}"), ("{{unknown}}", "pw"), ("", "")] {
        let (draft, understood) = one(&Value::Null, &basic(user, password), &Value::Null);
        assert_eq!(sent(&draft.headers), []);
        let what = "the authorization of “folder / one”";
        assert!(left(&understood, what), "{:?}", understood.left);
    }
}

#[test]
fn a_raw_body_has_the_media_type_of_its_language() {
    for (language, media_type) in [
        ("xml", Some("application/xml")),
        ("html", Some("text/html")),
        ("javascript", Some("application/javascript")),
        ("text", None),
        ("json", None),
    ] {
        let body =
            json!({"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": language}}});
        let (draft, _) = one(&Value::Null, &Value::Null, &body);
        let found = sent(&draft.headers).first().map(|(_, value)| *value);
        assert_eq!(found, media_type, "{language}");
    }
}

use serde_json::json;

use tokenry_model::claims::account_of;

#[test]
fn the_account_is_found_in_every_shape() {
    for (claims, subject, label) in [
        (
            json!({"sub": "7", "preferred_username": "alice", "email": "a@x"}),
            "7",
            "alice",
        ),
        (json!({"sub": "7"}), "7", "7"),
        (
            json!({"id": 42, "username": "bob", "acct": "bob@social"}),
            "42",
            "bob@social",
        ),
        (
            json!({"id": 1, "login": "octocat", "name": "The Cat"}),
            "1",
            "octocat",
        ),
        // Firefly III: JSON:API.
        (
            json!({"data": {"type": "users", "id": "3", "attributes": {"email": "f@x"}}}),
            "3",
            "f@x",
        ),
        (json!({"user": {"id": 9, "email": "u@x"}}), "9", "u@x"),
        (json!({"email": "only@x"}), "only@x", "only@x"),
    ] {
        let account = account_of(&claims).expect("an account");
        assert_eq!(
            (account.subject.as_str(), account.label.as_str()),
            (subject, label),
            "{claims}"
        );
    }
}

#[test]
fn what_names_nobody_is_nobody() {
    for claims in [
        json!({}),
        json!([]),
        json!(null),
        json!({"sub": ""}),
        json!({"sub": {"a": 1}}),
    ] {
        assert_eq!(account_of(&claims), None, "{claims}");
    }
}

#[test]
fn a_name_cannot_fool_the_eye() {
    let account =
        account_of(&json!({"sub": "7", "name": "eve\u{202e}nimda\n"})).expect("an account");
    assert_eq!(account.label, "evenimda");
}

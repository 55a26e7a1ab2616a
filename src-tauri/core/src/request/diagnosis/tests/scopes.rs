//! Missing scopes, and logins that are too weak.

use super::*;

fn missing(scopes: &[&str]) -> Cause {
    Cause::Scope {
        missing: list(scopes),
    }
}

#[test]
fn the_missing_scope_is_requested_in_addition_to_the_others() {
    let found = call(403)
        .challenge(r#"Bearer realm="api", error="insufficient_scope", error_description="Insufficient Scope", scope="read write:messages""#)
        .diagnosis();
    assert_eq!(found.cause, missing(&["write:messages"]));
    assert_eq!(found.repair, Some(log_in(&["read", "write:messages"])));
    assert!(
        found.meaning.contains("did not request"),
        "{}",
        found.meaning
    );
    assert_eq!(found.remarks, ["The token has read."]);
    assert!(
        found.advice.contains("read write:messages"),
        "{}",
        found.advice
    );
}

#[test]
fn a_scope_that_was_requested_and_not_granted_is_not_requested_again() {
    let refused = call(403)
        .challenge(r#"Bearer error="insufficient_scope", scope="admin""#)
        .token(|token| token.scopes.requested = list(&["read", "admin"]));
    let found = refused.diagnosis();
    assert_eq!(found.repair, Some(Repair::EditClient));
    assert!(found.meaning.contains("did not grant"), "{}", found.meaning);
    let found = refused
        .other_token("root@photos", &["read", "admin"])
        .diagnosis();
    assert!(matches!(found.repair, Some(Repair::PickToken { name, .. }) if name == "root@photos"));
}

#[test]
fn mastodon_does_not_name_the_missing_scope() {
    let found = call(403)
        .json(&json!({"error": "This action is outside the authorized scopes"}))
        .diagnosis();
    assert_eq!(found.cause, missing(&[]));
    assert_eq!(found.repair, Some(Repair::EditClient));
    assert_eq!(
        found.said.as_deref(),
        Some("This action is outside the authorized scopes")
    );
}

#[test]
fn gitlab_names_the_scope_in_the_body() {
    let found = call(403)
        .json(&json!({
            "error": "insufficient_scope",
            "error_description": "The request requires higher privileges than provided by the access token.",
            "scope": "api read_api"
        }))
        .diagnosis();
    assert_eq!(found.cause, missing(&["api", "read_api"]));
}

#[test]
fn github_names_the_scopes_in_headers() {
    let refused = || {
        call(403)
            .json(&json!({"message": "Resource not accessible by integration"}))
            .header("X-OAuth-Scopes", "read:user, gist")
            .header("X-Accepted-OAuth-Scopes", "repo")
    };
    let found = refused().diagnosis();
    assert_eq!(found.cause, missing(&["repo"]));
    assert_eq!(
        found.remarks,
        ["The token has read:user gist."],
        "as the server sees it"
    );
    let pasted = refused().pasted().diagnosis();
    assert_eq!(pasted.repair, Some(Repair::PasteToken));
    let enough = call(403)
        .header("X-OAuth-Scopes", "repo")
        .header("X-Accepted-OAuth-Scopes", "repo");
    assert_eq!(enough.diagnosis().cause, Cause::Forbidden);
}

#[test]
fn google_and_keycloak_report_missing_scopes_in_their_own_words() {
    let google = call(403).json(&json!({"error": {
        "code": 403,
        "message": "Request had insufficient authentication scopes.",
        "status": "PERMISSION_DENIED"
    }}));
    assert_eq!(google.diagnosis().cause, missing(&[]));
    let keycloak = call(403).challenge(
        r#"Bearer realm="master", error="insufficient_scope", error_description="Missing openid scope""#,
    );
    assert_eq!(keycloak.diagnosis().cause, missing(&["openid"]));
    let newer = call(403).json(&json!({
        "error": "invalid_scope",
        "error_description": "Access to this resource requires scope \"write\"."
    }));
    assert_eq!(newer.diagnosis().cause, missing(&["write"]));
}

#[test]
fn a_stronger_login_uses_the_parameters_of_the_challenge() {
    let found = call(401)
        .challenge(r#"Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="myACR", max_age=5"#)
        .diagnosis();
    let asked = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        found.repair,
        Some(Repair::LogIn {
            scopes: Some(list(&["read"])),
            params: vec![asked("acr_values", "myACR"), asked("max_age", "5")],
        })
    );
}

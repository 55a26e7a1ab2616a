//! Refused tokens: revoked, issued for another API, or without a reason.

use super::*;

#[test]
fn doorkeeper_reports_a_revoked_token() {
    let found = call(401)
        .challenge(
            r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token was revoked""#,
        )
        .diagnosis();
    assert_eq!(found.cause, Cause::Revoked);
    assert_eq!(found.repair, Some(Repair::Refresh));
    assert_eq!(
        found.said.as_deref(),
        Some("invalid_token: The access token was revoked")
    );
    assert!(found.may_ask);
}

#[test]
fn a_reason_in_both_body_and_challenge_is_quoted_once() {
    let found = call(401)
        .challenge(
            r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token is invalid""#,
        )
        .json(&json!({"error": "The access token is invalid"}))
        .token(|token| {
            token.secrets.refresh = None;
            token.expiry.at = None;
        })
        .diagnosis();
    assert_eq!(found.cause, Cause::Refused);
    assert_eq!(found.repair, Some(log_in(&["read"])), "the scopes it had");
    assert_eq!(
        found.said.as_deref(),
        Some("invalid_token: The access token is invalid")
    );
}

#[test]
fn a_text_that_lists_every_reason_decides_nothing() {
    let found = call(401)
        .challenge(
            r#"Bearer error="invalid_token", error_description="The access token provided is expired, revoked, malformed, or invalid for other reasons""#,
        )
        .diagnosis();
    assert_eq!(found.cause, Cause::Refused);
}

#[test]
fn a_pasted_token_refused_by_github_has_to_be_replaced() {
    let found = call(401)
        .json(&json!({
            "message": "Bad credentials",
            "documentation_url": "https://docs.github.com/rest",
            "status": "401"
        }))
        .pasted()
        .diagnosis();
    assert_eq!(found.cause, Cause::Refused);
    assert_eq!(found.repair, Some(Repair::PasteToken));
    assert_eq!(found.said.as_deref(), Some("Bad credentials"));
    assert!(
        found.meaning.contains("another 43 min"),
        "{}",
        found.meaning
    );
}

#[test]
fn a_refresh_is_not_offered_again_after_it_did_not_help() {
    let mut again = call(401).challenge(r#"Bearer error="invalid_token""#);
    again.renewed = true;
    let found = again.diagnosis();
    assert_eq!(found.repair, Some(log_in(&["read"])));
    assert!(found.meaning.contains("refreshed"), "{}", found.meaning);

    let dead = call(401)
        .challenge(r#"Bearer error="invalid_token""#)
        .token(|token| {
            token.health = Health::LoginNeeded {
                reason: "invalid_grant".into(),
            };
        });
    assert_eq!(dead.diagnosis().repair, Some(log_in(&["read"])));
}

#[test]
fn spring_names_the_invalid_claim() {
    let refused = |why: &str| {
        call(401)
            .challenge(&format!(
                r#"Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: {why}", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1""#
            ))
            .claims(json!({"iss": "https://id.photos.example", "aud": ["albums"]}))
    };
    let audience = refused("The aud claim is not valid").diagnosis();
    assert_eq!(
        audience.cause,
        Cause::Audience {
            found: list(&["albums"])
        }
    );
    assert_eq!(audience.repair, Some(Repair::EditClient));
    assert!(audience.meaning.contains("albums"), "{}", audience.meaning);

    let other = refused("The aud claim is not valid").other_token("bob@photos", &["read"]);
    assert!(
        matches!(other.diagnosis().repair, Some(Repair::PickToken { name, .. }) if name == "bob@photos")
    );

    let issuer = refused("The iss claim is not valid").diagnosis();
    assert!(matches!(issuer.cause, Cause::Issuer { .. }), "{issuer:?}");
}

#[test]
fn auth0_does_not_expect_this_audience() {
    let found = call(401)
        .challenge(
            r#"Bearer realm="api", error="invalid_token", error_description="Unexpected \"aud\" value""#,
        )
        .claims(json!({"aud": "https://other.example/api"}))
        .diagnosis();
    assert_eq!(
        found.cause,
        Cause::Audience {
            found: list(&["https://other.example/api"])
        }
    );
}

#[test]
fn a_foreign_audience_is_recognised_even_if_the_server_gives_no_reason() {
    let found = call(401)
        .claims(json!({"aud": ["https://other.example/api"]}))
        .diagnosis();
    assert!(matches!(found.cause, Cause::Audience { .. }), "{found:?}");
    let own =
        call(401).claims(json!({"aud": ["https://api.photos.example/v1", "https://x.example"]}));
    assert_eq!(own.diagnosis().cause, Cause::Refused);
}

#[test]
fn a_foreign_issuer_is_recognised_even_if_the_server_gives_no_reason() {
    let found = call(401)
        .claims(json!({"iss": "https://staging.photos.example"}))
        .diagnosis();
    assert_eq!(
        found.cause,
        Cause::Issuer {
            found: Some("https://staging.photos.example".into())
        }
    );
    assert!(
        found.meaning.contains("https://id.photos.example"),
        "{}",
        found.meaning
    );
}

#[test]
fn control_characters_are_removed_from_quotations() {
    let found = call(401)
        .json(&json!({"message": "no\u{202e}\u{1b}[31m\nline"}))
        .diagnosis();
    assert_eq!(found.said.as_deref(), Some("no[31m line"));
}

//! Responses with 403 to an accepted token.

use super::*;

#[test]
fn an_empty_403_may_mean_an_invalid_token_or_a_missing_permission() {
    let found = call(403).diagnosis();
    assert_eq!((found.cause, found.said), (Cause::Forbidden, None));
    assert!(found.may_ask, "the server knows whether it is still valid");
    // A new token decides it: JupyterHub and Django REST framework respond like this to an
    // invalid token.
    assert_eq!(found.repair, Some(Repair::Refresh));
    assert!(
        found.advice.contains("rule out an invalid token"),
        "{}",
        found.advice
    );
    let told = call(403).json(&json!({"message": "Only owners may do this."}));
    let told = told.diagnosis();
    assert_eq!((told.cause, told.repair), (Cause::Forbidden, None));
    let found = call(403).other_token("root@photos", &[]).diagnosis();
    assert!(matches!(found.repair, Some(Repair::PickToken { .. })));
}

#[test]
fn spring_forbids_without_naming_the_scope() {
    let found = call(403)
        .challenge(r#"Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1""#)
        .diagnosis();
    assert_eq!(
        found.cause,
        Cause::Scope {
            missing: Vec::new()
        }
    );
}

#[test]
fn a_limit_is_not_blamed_on_the_token() {
    let found = call(403)
        .json(&json!({"message": "API rate limit exceeded for user ID 7."}))
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", &(NOW + 600).to_string())
        .diagnosis();
    let until = now() + SignedDuration::from_mins(10);
    assert_eq!(found.cause, Cause::Limited { until: Some(until) });
    assert_eq!(found.repair, Some(Repair::Wait { until }));
    let plain = call(403).header("Retry-After", "120").diagnosis();
    assert!(plain.advice.contains("2 min"), "{}", plain.advice);
}

#[test]
fn single_sign_on_is_opened_only_over_https() {
    let asks = |page: &str| {
        call(403)
            .header("X-GitHub-SSO", &format!("required; url={page}"))
            .diagnosis()
    };
    let page = "https://github.example/orgs/photos/sso?authorization_request=A1";
    assert_eq!(
        asks(page).repair,
        Some(Repair::OpenPage { url: page.into() })
    );
    assert_eq!(asks("file:///etc/passwd").repair, None);
}

#[test]
fn a_firewall_is_distinguished_from_the_api() {
    let found = call(403)
        .header("Server", "cloudflare")
        .html("<html><title>Attention Required! | Cloudflare</title></html>")
        .diagnosis();
    assert_eq!(found.cause, Cause::Gate);
    assert_eq!(
        found.said.as_deref(),
        Some("Attention Required! | Cloudflare")
    );
}

#[test]
fn a_server_that_requires_dpop_is_recognised() {
    let found = call(401)
        .challenge(r#"DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof""#)
        .diagnosis();
    assert_eq!(found.cause, Cause::Bound);
}

#[test]
fn a_refused_proof_is_blamed_on_the_clocks_if_they_differ() {
    let bound = |date: &str| {
        call(401)
            .challenge(
                r#"DPoP error="invalid_dpop_proof", error_description="iat is not recent enough""#,
            )
            .header("Date", date)
            .token(|token| {
                token.token_type = "DPoP".into();
                token.secrets.dpop_key = Some(Sealed::from_bytes(vec![3]));
            })
            .diagnosis()
    };
    let found = bound(DATE);
    assert_eq!(found.cause, Cause::Proof);
    assert_eq!(
        found.happened,
        "The DPoP proof for the token alice@photos was refused."
    );
    let found = bound("Sun, 06 Nov 1994 08:50:37 GMT");
    assert!(matches!(found.cause, Cause::Clock { .. }), "{found:?}");
    assert_eq!(found.repair, Some(Repair::SetClock));
}

//! Tokens that have expired or are not valid yet, and clocks that differ.

use super::*;

fn at(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

#[test]
fn an_expired_token_is_reported_with_the_time_since() {
    let ended = call(401)
        .challenge("Bearer")
        .token(|token| token.expiry.at = Some(at(-4)));
    let found = ended.diagnosis();
    assert_eq!(found.cause, Cause::Expired { at: Some(at(-4)) });
    assert_eq!(
        found.happened,
        "The token alice@photos was refused: it expired 4 min ago."
    );
    assert_eq!(found.repair, Some(Repair::Refresh));

    let forbidden = call(403).token(|token| token.expiry.at = Some(at(-4)));
    assert_eq!(
        forbidden.diagnosis().cause,
        Cause::Expired { at: Some(at(-4)) },
        "some servers respond with 403 to an expired token"
    );
}

#[test]
fn the_exp_claim_counts() {
    let found = call(401)
        .claims(json!({"exp": NOW - 7_500}))
        .token(|token| token.expiry.at = None)
        .diagnosis();
    assert_eq!(
        found.happened,
        "The token alice@photos was refused: it expired 2 h 5 min ago."
    );
}

#[test]
fn the_servers_reason_counts_if_the_expiry_is_unknown() {
    for said in [
        r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired""#,
        r#"Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: Jwt expired at 1994-11-06T08:00:00Z""#,
        r#"Bearer realm="api", error="invalid_token", error_description="\"exp\" claim timestamp check failed""#,
    ] {
        let found = call(401).challenge(said).header("Date", DATE).diagnosis();
        assert_eq!(found.cause, Cause::Expired { at: None }, "{said}");
    }
    let entra = call(401).json(&json!({"error": {
        "code": "InvalidAuthenticationToken",
        "message": "Lifetime validation failed, the token is expired."
    }}));
    let found = entra.diagnosis();
    assert_eq!(found.cause, Cause::Expired { at: None });
    assert_eq!(
        found.said.as_deref(),
        Some("InvalidAuthenticationToken: Lifetime validation failed, the token is expired.")
    );
}

#[test]
fn a_slow_clock_explains_a_token_that_looks_valid() {
    let ahead = call(401)
        .challenge(r#"Bearer error="invalid_token", error_description="Token verification failed""#)
        .header("date", "Sun, 06 Nov 1994 09:49:37 GMT");
    let found = ahead.diagnosis();
    assert_eq!(found.cause, Cause::Clock { ahead_secs: 3600 });
    assert!(found.meaning.contains("1 h behind"), "{}", found.meaning);
    assert_eq!(found.repair, Some(Repair::Refresh));

    let pasted = call(401)
        .challenge(r#"Bearer error="invalid_token""#)
        .header("date", "Sun, 06 Nov 1994 09:49:37 GMT")
        .pasted();
    assert_eq!(pasted.diagnosis().repair, Some(Repair::SetClock));
}

#[test]
fn a_clock_difference_that_is_not_the_cause_is_a_remark() {
    let found = call(401)
        .challenge(
            r#"Bearer error="invalid_token", error_description="The access token was revoked""#,
        )
        .header("Date", "Sun, 06 Nov 1994 08:53:47 GMT")
        .diagnosis();
    assert_eq!(found.cause, Cause::Revoked);
    assert_eq!(
        found.remarks,
        ["This computer's clock is 4 min 10 s behind the server's."]
    );
    let cached = call(401)
        .challenge("Bearer")
        .header("Age", "7200")
        .header("Date", "Sun, 06 Nov 1994 06:49:37 GMT");
    assert!(
        cached.diagnosis().remarks.is_empty(),
        "a cached response does not show the time"
    );
}

#[test]
fn a_token_that_is_not_valid_yet_leads_to_a_wait() {
    let found = call(401)
        .challenge(r#"Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: Jwt used before 1994-11-06T08:52:37Z""#)
        .claims(json!({"nbf": NOW + 180}))
        .header("Date", DATE)
        .diagnosis();
    assert_eq!(found.cause, Cause::NotYetValid { from: Some(at(3)) });
    assert_eq!(found.repair, Some(Repair::Wait { until: at(3) }));
    assert!(found.advice.contains("3 min"), "{}", found.advice);
}

#[test]
fn a_fast_clock_explains_a_token_that_is_too_new() {
    let found = call(401)
        .challenge(r#"Bearer realm="api", error="invalid_token", error_description="\"nbf\" claim timestamp check failed""#)
        .claims(json!({"nbf": NOW - 5}))
        .header("Date", "Sun, 06 Nov 1994 08:39:37 GMT")
        .diagnosis();
    assert_eq!(found.cause, Cause::Clock { ahead_secs: -600 });
    assert!(found.meaning.contains("10 min ahead"), "{}", found.meaning);
}

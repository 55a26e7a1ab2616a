//! Repairs by the grant of the token and by what was sent.

use super::*;

fn of_client(status: u16) -> Call {
    call(status).token(|token| {
        token.grant = Grant::ClientCredentials;
        token.secrets.refresh = None;
    })
}

fn bound(status: u16) -> Call {
    call(status).token(|token| {
        token.token_type = "DPoP".into();
        token.secrets.dpop_key = Some(Sealed::from_bytes(vec![3]));
    })
}

#[test]
fn client_credentials_need_no_login() {
    let refused = r#"Bearer error="invalid_token""#;
    let found = of_client(401).challenge(refused).diagnosis();
    assert_eq!(found.repair, Some(Repair::Refresh));
    assert!(
        found.advice.contains("No login is needed"),
        "{}",
        found.advice
    );

    let mut again = of_client(401).challenge(refused);
    again.renewed = true;
    let found = again.diagnosis();
    assert_eq!(found.repair, Some(Repair::EditClient));
    assert!(found.advice.contains("refused as well"), "{}", found.advice);

    let found = of_client(403)
        .challenge(r#"Bearer error="insufficient_scope", scope="read admin""#)
        .diagnosis();
    let scopes = Some(list(&["read", "admin"]));
    assert_eq!(found.repair, Some(Repair::Obtain { scopes }));
    assert!(found.advice.contains("read admin"), "{}", found.advice);
}

#[test]
fn an_exchanged_token_is_exchanged_again() {
    for grant in [Grant::TokenExchange, Grant::Assertion] {
        let found = call(401)
            .challenge(r#"Bearer error="invalid_token""#)
            .token(|token| {
                token.grant = grant;
                token.secrets.refresh = None;
            })
            .diagnosis();
        let scopes = Some(list(&["read"]));
        assert_eq!(found.repair, Some(Repair::Obtain { scopes }), "{grant:?}");
    }
}

#[test]
fn a_scope_in_the_challenge_of_a_401_is_requested_at_the_next_login() {
    for challenge in [
        r#"Bearer realm="api", scope="read photos:write""#,
        r#"Bearer error="invalid_token", scope="photos:write""#,
    ] {
        let found = call(401).challenge(challenge).diagnosis();
        let repair = Some(log_in(&["read", "photos:write"]));
        assert_eq!(found.repair, repair, "{challenge}");
    }
    // The token has the scope, so the scope is not the cause.
    let found = call(401)
        .challenge(r#"Bearer error="invalid_token", scope="read""#)
        .diagnosis();
    assert_eq!(found.cause, Cause::Refused);
    let found = call(401)
        .challenge(r#"Bearer error="invalid_token", error_description="It expired", scope="x""#)
        .diagnosis();
    assert_eq!(found.cause, Cause::Expired { at: None });
}

#[test]
fn the_clock_is_not_blamed_if_no_proof_was_sent() {
    for challenge in [
        r#"DPoP error="invalid_dpop_proof", algs="ES256""#,
        r#"DPoP error="use_dpop_nonce""#,
        "DPoP algs=\"ES256\"",
    ] {
        let found = call(401)
            .challenge(challenge)
            .header("Date", "Sun, 06 Nov 1994 10:49:37 GMT")
            .diagnosis();
        assert_eq!(found.cause, Cause::Bound, "{challenge}");
        assert_eq!(found.repair, Some(Repair::EditClient), "{challenge}");
        assert!(found.advice.contains("DPoP"), "{}", found.advice);
    }
    let found = bound(401)
        .challenge(r#"DPoP error="invalid_dpop_proof""#)
        .header("Date", "Sun, 06 Nov 1994 10:49:37 GMT")
        .diagnosis();
    assert!(matches!(found.cause, Cause::Clock { .. }));
}

#[test]
fn a_bound_token_is_never_sent_as_a_bearer_token() {
    for challenge in ["Bearer", r#"Bearer realm="api", DPoP algs="ES256""#] {
        let found = bound(401)
            .challenge(challenge)
            .json(&json!({"message": "no token was provided"}))
            .diagnosis();
        assert_eq!(found.cause, Cause::NotSeen, "{challenge}");
        assert!(
            !matches!(found.repair, Some(Repair::Place { .. })),
            "{challenge}"
        );
        assert!(!found.advice.contains("Bearer"), "{}", found.advice);
        assert!(found.meaning.contains("DPoP"), "{}", found.meaning);
    }
}

//! Members with non-standard names or in non-standard places.

use super::*;

#[test]
fn a_lifetime_is_understood_under_other_names_and_as_a_time() {
    let at = |text: &str| Lifetime::Until(text.parse().expect("a time"));
    for (members, expected) in [
        (
            r#""expires":5183999"#,
            Lifetime::For(Duration::from_secs(5_183_999)),
        ),
        (r#""expiresIn":"60""#, Lifetime::For(Duration::from_mins(1))),
        (r#""expires_at":1893456000"#, at("2030-01-01T00:00:00Z")),
        (r#""expires_on":"1893456000""#, at("2030-01-01T00:00:00Z")),
        (r#""expiry_date":1893456000000"#, at("2030-01-01T00:00:00Z")),
        (
            r#""expires_at":"2030-01-01T00:00:00Z""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expires_at":"2030-01-01T02:00:00+02:00""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expires_at":"2030-01-01 00:00:00""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expires":"Tue, 01 Jan 2030 00:00:00 GMT""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (r#""expires_in":1893456000"#, at("2030-01-01T00:00:00Z")),
        // The standard's own name wins.
        (
            r#""expires_in":"3599","expires_on":"1893456000""#,
            Lifetime::For(Duration::from_secs(3599)),
        ),
        (r#""expires_in":2147483647"#, Lifetime::For(LONGEST)),
        (
            r#""expires_in":9223372036854775807"#,
            Lifetime::For(LONGEST),
        ),
        // ASP.NET, the command lines of Azure and Google, Feishu, and units.
        (
            r#"".expires":"Tue, 01 Jan 2030 00:00:00 GMT",".issued":"x""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expiresOn":"2030-01-01 00:00:00.000000""#,
            at("2030-01-01T00:00:00Z"),
        ),
        // A local time beside the number that it stands for.
        (
            r#""expiresOn":"2029-12-31 23:00:00.000000","expires_on":1893456000"#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expires_at":"2029-12-31T23:00:00","expires_on":"2030-01-01T00:00:00Z""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""token_expiry":"2030-01-01T00:00:00Z""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (
            r#""expiration":"2030-01-01 00:00:00 UTC""#,
            at("2030-01-01T00:00:00Z"),
        ),
        (r#""ExpiresIn":60"#, Lifetime::For(Duration::from_mins(1))),
        (r#""expire":7200"#, Lifetime::For(Duration::from_hours(2))),
        (
            r#""access_token_expires_in":60,"refresh_token_expires_in":7"#,
            Lifetime::For(Duration::from_mins(1)),
        ),
        (r#""expires_in":"1h""#, Lifetime::Unreadable),
        (r#""expires_in":"60m""#, Lifetime::Unreadable),
        (r#""expires_in":"2 days""#, Lifetime::Unreadable),
        (
            r#""expires_in":"3600s""#,
            Lifetime::For(Duration::from_hours(1)),
        ),
        (
            r#""expires_in":"PT1H""#,
            Lifetime::For(Duration::from_hours(1)),
        ),
        // What programs write that know no end.
        (
            r#""expiry":"0001-01-01T00:00:00Z""#,
            Lifetime::For(Duration::ZERO),
        ),
        (
            r#""expires_at":"1970-01-01T00:00:00Z""#,
            Lifetime::For(Duration::ZERO),
        ),
        (r#""expires_in":"in an hour""#, Lifetime::Unreadable),
        (r#""expires_at":"soon""#, Lifetime::Unreadable),
    ] {
        let reply = ok(&with(members));
        assert_eq!(reply.lifetime, expected, "{members}");
        assert!(!reply.deviations.is_empty(), "{members}");
        if expected == Lifetime::Unreadable {
            let told = reply.deviations.concat();
            assert!(told.contains("lifetime could not be read"), "{told}");
        }
    }
    for (members, scopes) in [
        (r#""scopes":"account email""#, ["account", "email"]),
        (r#""scopes":["account","email"]"#, ["account", "email"]),
    ] {
        let reply = ok(&with(members));
        assert_eq!(reply.scopes.expect("scopes"), scopes);
        assert!(reply.deviations.concat().contains("scopes"));
    }
    for members in [
        r#""refresh_token_expires_in":60"#,
        r#""ext_expires_in":60"#,
        r#""refresh_expires_in":60"#,
    ] {
        assert_eq!(ok(&with(members)).lifetime, Lifetime::Unsaid, "{members}");
    }
    for (written, scopes) in [
        (r#""scope":"a,b""#, vec!["a", "b"]),
        (r#""scope":"a, b, c""#, vec!["a", "b", "c"]),
        (r#""scope":"a,b c""#, vec!["a", "b", "c"]),
        (
            r#""scope":"repo,gist user:email""#,
            vec!["repo", "gist", "user:email"],
        ),
        (r#""scope":"read;write""#, vec!["read", "write"]),
        (
            r#""scope":"patient/Observation.rs?category=a,b openid""#,
            vec!["patient/Observation.rs?category=a,b", "openid"],
        ),
        (r#""granted_scopes":"a b""#, vec!["a", "b"]),
        (r#""Scope":"a b""#, vec!["a", "b"]),
    ] {
        assert_eq!(ok(&with(written)).scopes.expect("scopes"), scopes);
    }
    let form = ok("access_token=a&expires=5183999");
    assert_eq!(form.lifetime, Lifetime::For(Duration::from_secs(5_183_999)));
}

#[test]
fn a_token_one_level_down_is_found() {
    let slack = r#"{"ok":true,"app_id":"A1","authed_user":{"id":"U1","scope":"chat:write","access_token":"xoxp","token_type":"user"},"team":{"id":"T1"}}"#;
    let withings = r#"{"status":0,"body":{"userid":"363","access_token":"wt","refresh_token":"wr","expires_in":10800,"scope":"user.info,user.metrics"}}"#;
    let reply = ok(slack);
    assert_eq!(reply.access.expose(), "xoxp");
    assert_eq!(
        (reply.token_type.as_str(), reply.scopes),
        ("user", Some(vec!["chat:write".into()]))
    );
    assert!(reply.deviations.concat().contains("authed_user"));
    for (path, value) in [
        ("authed_user.id", "U1"),
        ("team.id", "T1"),
        ("app_id", "A1"),
        ("ok", "true"),
    ] {
        let found = reply.members.value(path);
        assert_eq!(found.expect(path).expose(), value, "{path}");
    }
    assert!(reply.members.value("authed_user.access_token").is_none());

    let reply = ok(withings);
    assert_eq!(reply.refresh.expect("a refresh token").expose(), "wr");
    assert_eq!(reply.lifetime, Lifetime::For(Duration::from_hours(3)));
    assert_eq!(
        reply.members.value("body.userid").expect("kept").expose(),
        "363"
    );
    // What stands at the top belongs to it, where it has no such member itself.
    let reply = ok(r#"{"data":{"access_token":"a"},"expires_in":60,"refresh_token":"r"}"#);
    assert_eq!(reply.lifetime, Lifetime::For(Duration::from_mins(1)));
    assert_eq!(reply.refresh.expect("kept").expose(), "r");
    assert_eq!(
        ok(r#"{"accessToken":"a","refreshToken":"r"}"#)
            .refresh
            .expect("kept")
            .expose(),
        "r"
    );
}

#[test]
fn a_habit_names_the_member_that_holds_the_token() {
    let two = r#"{"bot":{"access_token":"xoxb","id":"B1"},"user":{"access_token":"xoxp"}}"#;
    match err(two) {
        TokenError::NoAccessToken { candidates, .. } => assert_eq!(candidates, ["bot", "user"]),
        other => panic!("{other:?}"),
    }
    for (path, body, expected) in [
        ("user", two, "xoxp"),
        ("bot", two, "xoxb"),
        ("user.access_token", two, "xoxp"),
        (
            "tenant_access_token",
            r#"{"code":0,"tenant_access_token":"t-1","expire":7140}"#,
            "t-1",
        ),
        (
            "data.token.value",
            r#"{"data":{"token":{"value":"deep"}}}"#,
            "deep",
        ),
        (
            "data.token",
            r#"{"data":{"token":{"access_token":"deep"}}}"#,
            "deep",
        ),
        // The server keeps to the standard after all.
        ("user", r#"{"access_token":"top"}"#, "top"),
    ] {
        let reading = ReplyRules {
            token_member: Some(path),
            any_type: false,
        };
        let reply = TokenReply::read(body.as_bytes(), reading).expect(path);
        assert_eq!(reply.access.expose(), expected, "{path}");
    }
}

#[test]
fn a_reply_without_a_token_is_quoted() {
    for (body, said) in [
        (
            r#"{"errcode":40029,"errmsg":"invalid code"}"#,
            "40029: invalid code",
        ),
        (r#"{"ok":false,"n":7}"#, r#"{"ok": false, "n": 7}"#),
    ] {
        let error = err(body);
        assert_eq!(error.said().as_deref(), Some(said), "{body}");
        let names = error.message();
        assert!(names.contains("It holds: "), "{names}");
    }
}

#[test]
fn a_token_is_found_however_deep_and_however_it_is_spelled() {
    for (body, remark) in [
        (
            r#"{"response":{"token":{"access_token":"t"}}}"#,
            "response.token",
        ),
        (r#"{"response":{"token":"t"},"ok":true}"#, "response"),
        (
            r#"{"result":{"access_token":"t"},"success":true}"#,
            "result",
        ),
        (
            r#"{"AuthenticationResult":{"AccessToken":"t","ExpiresIn":60,"TokenType":"Bearer"}}"#,
            "AuthenticationResult",
        ),
        (
            r#"{"code":0,"tenant_access_token":"t","expire":7}"#,
            "tenant_access_token",
        ),
        (r#"{"token":"t","expires_in":60}"#, "says token"),
        (r#"{"data":[{"access_token":"t"}],"ok":true}"#, "data"),
        (
            r#"{"result":"{\"access_token\":\"t\",\"expires_in\":60}"}"#,
            "result",
        ),
        (r#"{"access-token":"t"}"#, "access-token"),
        (r#"{"access_token":"Bearer t"}"#, "begins with Bearer"),
        (
            r#"{"access_token":{"token":"t","expires_in":60},"message":"see docs"}"#,
            "member access_token",
        ),
        (r#"{"access_token":{"value":"t"}}"#, "member access_token"),
        (r#"{"accessToken":{"token":"t"}}"#, "member accessToken"),
    ] {
        let reply = ok(body);
        assert_eq!(reply.access.expose(), "t", "{body}");
        let told = reply.deviations.concat();
        assert!(told.contains(remark), "{body}: {told}");
    }
    let cognito = ok(
        r#"{"AuthenticationResult":{"AccessToken":"t","ExpiresIn":60,"RefreshToken":"r","TokenType":"Bearer"}}"#,
    );
    assert_eq!(cognito.lifetime, Lifetime::For(Duration::from_mins(1)));
    assert_eq!(cognito.refresh.expect("a refresh token").expose(), "r");
    assert_eq!(cognito.token_type, "Bearer");
    for body in [
        r#"{"a":{"x":{"access_token":"t"}},"b":{"access_token":"u"}}"#,
        r#"{"app_access_token":"t","user_access_token":"u"}"#,
        r#"{"id_token":"eyJ","csrf_token":"x"}"#,
        r#"{"token":{"type":"x"}}"#,
        r#"{"data":[{"access_token":"t"},{"access_token":"u"}]}"#,
        r#"{"data":["access_token"],"text":"{access_token"}"#,
    ] {
        assert!(
            matches!(err(body), TokenError::NoAccessToken { .. }),
            "{body}"
        );
    }
}

#[test]
fn a_token_that_is_no_text_is_refused_with_the_servers_words() {
    for (body, said) in [
        (
            r#"{"access_token":{"kind":"none"},"message":"see docs"}"#,
            "see docs",
        ),
        (r#"{"access_token":7,"message":"see docs"}"#, "see docs"),
        (
            r#"{"access_token":["ZZSECt"],"a":1}"#,
            r#"{"access_token": "[redacted]", "a": 1}"#,
        ),
    ] {
        let error = err(body);
        assert!(matches!(error, TokenError::NotText { .. }), "{error:?}");
        assert_eq!(error.said().as_deref(), Some(said), "{body}");
    }
}

#[test]
fn a_lifetime_that_is_none_is_told_as_the_server_says_it() {
    for (said, told, untold) in [
        ("0", "a lifetime of 0,", "below"),
        ("-1", "a lifetime of -1,", "lifetime of 0"),
        ("\"-1\"", "a lifetime of -1,", "lifetime of 0"),
        ("\"never\"", "does not end", "a lifetime of"),
    ] {
        let remarks = ok(&with(&format!("\"expires_in\":{said}")))
            .deviations
            .concat();
        assert!(remarks.contains(told), "{said}: {remarks}");
        assert!(!remarks.contains(untold), "{said}: {remarks}");
    }
}

#[test]
fn an_end_that_never_comes_is_no_lifetime_that_cannot_be_read() {
    for said in [
        r#""expires_in":"never""#,
        r#""expires_in":"Never expires""#,
        r#""expires_at":"unlimited""#,
        r#""expires":"9999-12-31T23:59:59.9999999+00:00""#,
        r#""expires_on":"9999-12-31 23:59:59""#,
    ] {
        let reply = ok(&format!(r#"{{"access_token":"t",{said}}}"#));
        assert_eq!(reply.lifetime, Lifetime::For(Duration::ZERO), "{said}");
        let told = reply.deviations.concat();
        assert!(told.contains("does not end"), "{said}: {told}");
    }
    for said in [r#""expires_in":"soon""#, r#""expires_in":"now or never""#] {
        let reply = ok(&format!(r#"{{"access_token":"t",{said}}}"#));
        assert_eq!(reply.lifetime, Lifetime::Unreadable, "{said}");
    }
}

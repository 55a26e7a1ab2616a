//! Which metadata is believed, and what is told of it.

use super::*;

fn read(issuer: &str, token: &str) -> Result<(ServerProfile, Vec<String>), String> {
    let issuer_url = Url::parse(issuer).expect("an address");
    let text = format!(
        r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/authorize","token_endpoint":"{token}"}}"#
    );
    profile(&text, &issuer_url)
}

fn profile(text: &str, issuer: &Url) -> Result<(ServerProfile, Vec<String>), String> {
    let described = super::read(text, issuer, issuer, issuer).map_err(|not| not.why)?;
    Ok((described.profile, described.remarks))
}

#[test]
fn an_endpoint_is_believed_only_where_it_makes_sense() {
    for (issuer, token, reason) in [
        ("https://id.example", "https://id.example/token", None),
        ("https://id.example:8443", "https://id.example/token", None),
        (
            "https://id.example",
            "http://id.example/token",
            Some("plain http"),
        ),
        (
            "https://id.example",
            "http://127.0.0.1/token",
            Some("plain http"),
        ),
        (
            "https://id.example",
            "https://169.254.169.254/",
            Some("private network"),
        ),
        (
            "https://id.example",
            "https://localhost/token",
            Some("private network"),
        ),
        (
            "https://id.example",
            "file:///etc/passwd",
            Some("not a web URL"),
        ),
        (
            "https://id.example",
            "not an address",
            Some("not an address"),
        ),
        ("https://10.0.0.2", "https://10.0.0.2:8443/token", None),
        ("http://172.16.0.2", "http://172.16.0.2/token", None),
        ("http://127.0.0.1:1", "http://127.0.0.1:1/token", None),
        (
            "http://127.0.0.1:1",
            "http://id.example/token",
            Some("plain http"),
        ),
    ] {
        let (profile, remarks) = read(issuer, token).expect("the authorize endpoint stays");
        let remarks = remarks.join(" ");
        assert_eq!(
            profile.endpoints.token.is_some(),
            reason.is_none(),
            "{token} of {issuer}"
        );
        match reason {
            Some(reason) => assert!(remarks.contains(reason), "{token} of {issuer}: {remarks}"),
            None => assert_eq!(remarks, "", "{token} of {issuer}"),
        }
    }
}

#[test]
fn members_of_another_type_do_no_harm() {
    let issuer = Url::parse("https://id.example").expect("an address");
    let text = r#"{"issuer":"https://id.example","token_endpoint":"https://id.example/t",
        "scopes_supported":"read write","jwks_uri":[1],"userinfo_endpoint":null,
        "token_endpoint_auth_methods_supported":[1,"none"],
        "authorization_response_iss_parameter_supported":"true"}"#;
    let (profile, _) = profile(text, &issuer).expect("a profile");
    assert_eq!(profile.scopes, Vec::<String>::new());
    assert_eq!(profile.auth_methods, ["none"]);
    assert!(!profile.promises_iss);
    assert!(profile.endpoints.token.is_some());
}

#[test]
fn another_issuer_is_refused() {
    for named in [
        "https://evil.example",
        "https://id.example.evil",
        "https://id.example/x",
        "HTTPS://ID.EXAMPLE",
        "",
    ] {
        let issuer = Url::parse("https://id.example").expect("an address");
        let text = format!(r#"{{"issuer":"{named}","token_endpoint":"https://id.example/t"}}"#);
        assert!(profile(&text, &issuer).is_err(), "{named}");
    }
}

#[test]
fn endpoints_on_other_hosts_are_believed_and_told() {
    let (described, remarks) =
        read("https://id.example", "https://tokens.example/").expect("metadata");
    assert!(described.endpoints.token.is_some());
    assert_eq!(
        remarks,
        ["The token endpoint is on another host: tokens.example."]
    );

    let issuer = Url::parse("https://id.example").expect("an address");
    let text = r#"{"issuer": "https://id.example",
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://tokens.example/token",
        "jwks_uri": "https://keys.example/",
        "revocation_endpoint": "https://tokens.example/revoke"}"#;
    let (_, remarks) = profile(text, &issuer).expect("metadata");
    assert_eq!(
        remarks,
        [
            "The key endpoint is on another host: keys.example.",
            "These endpoints are on another host, tokens.example: token, revocation.",
        ]
    );
}

#[test]
fn a_member_that_is_there_twice_is_named() {
    let issuer = Url::parse("https://id.example").expect("an address");
    let text = r#"{"issuer": "https://id.example", "token_endpoint": "https://id.example/t",
        "token_endpoint": "https://evil.example/t"}"#;
    let refused = profile(text, &issuer).expect_err("which one?");
    assert_eq!(
        refused,
        "The metadata has the member “token_endpoint” twice, so it was not believed."
    );
}

#[test]
fn what_another_issuer_says_is_left_to_a_person() {
    let issuer = Url::parse("https://id.example").expect("an address");
    for (named, kept) in [
        (
            "https://identity.example/",
            Some("https://identity.example/"),
        ),
        ("https://id.example/{tenantid}/v2.0", None),
    ] {
        let text = format!(
            r#"{{"issuer":"{named}","authorization_endpoint":"https://id.example/a","token_endpoint":"/t",
                "revocation_endpoint":"http://id.example/r",
                "authorization_response_iss_parameter_supported":true}}"#
        );
        let refused = super::read(&text, &issuer, &issuer, &issuer).expect_err("not by itself");
        let choice = refused.choice.expect("what it says");
        assert_eq!(choice.kind, ChoiceKind::Issuer);
        assert!(choice.about.contains(named), "{}", choice.about);
        let profile = choice.accepted();
        assert_eq!(profile.issuer.as_deref(), kept);
        assert_eq!(profile.promises_iss, kept.is_some());
        assert_eq!(
            profile.accepted,
            std::slice::from_ref(&choice.about),
            "remembered"
        );
        let ends = &profile.endpoints;
        let token = ends.token.as_ref().map(Url::as_str);
        assert_eq!(token, Some("https://id.example/t"));
        assert_eq!(ends.revocation, None, "plain http is no choice");
    }
}

#[test]
fn relative_endpoints_are_left_to_a_person() {
    let issuer = Url::parse("https://id.example/realms/x").expect("an address");
    for (written, whole) in [
        ("/token", "https://id.example/token"),
        ("token", "https://id.example/realms/x/token"),
        ("./token?x=1", "https://id.example/realms/x/token?x=1"),
        ("//id.example/token", "https://id.example/token"),
    ] {
        let text = format!(
            r#"{{"issuer":"https://id.example/realms/x","authorization_endpoint":"https://id.example/a",
                "token_endpoint":"{written}"}}"#
        );
        let described = super::read(&text, &issuer, &issuer, &issuer).expect("metadata");
        assert_eq!(described.profile.endpoints.token, None, "{written}");
        let choice = described.choice.expect("a choice");
        assert_eq!(choice.kind, ChoiceKind::Relative);
        let token = choice.profile.endpoints.token.as_ref().map(Url::as_str);
        assert_eq!(token, Some(whole), "{written}");
    }
}

#[test]
fn an_address_with_a_placeholder_is_no_endpoint() {
    let url = |text: &str| url::Url::parse(text).expect("an address");
    let issuer = url("https://login.example");
    for text in [
        "https://login.example/{tenant}/oauth2/token",
        "https://login.example/%7Btenantid%7D/token",
    ] {
        assert!(super::distrust(&url(text), &issuer).is_some(), "{text}");
    }
    let real = url("https://login.example/6f1d0b0e/oauth2/token?x={y}");
    assert!(super::distrust(&real, &issuer).is_none());
}

#[test]
fn metadata_without_an_issuer_is_for_a_person_to_decide() {
    let issuer = Url::parse("https://id.example").expect("an address");
    let ends = r#""authorization_endpoint":"https://id.example/a","token_endpoint":"https://id.example/t""#;
    let odd = [r#""""#, "null", "5", r#"["https://id.example"]"#];
    let odd = odd.map(|issuer| format!(r#"{{"issuer":{issuer},{ends}}}"#));
    for text in odd.into_iter().chain([format!("{{{ends}}}")]) {
        let not = super::read(&text, &issuer, &issuer, &issuer).expect_err(&text);
        assert_eq!(not.why, "The metadata names no issuer.");
        let choice = not.choice.expect("what it says is offered");
        let token = choice.profile.endpoints.token.expect("a token endpoint");
        assert_eq!(token.as_str(), "https://id.example/t");
        assert_eq!(choice.profile.issuer, None);
    }
}

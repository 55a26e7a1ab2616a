//! Which metadata is believed, and what is told of it.

use super::*;

fn read(issuer: &str, token: &str) -> Result<(ServerProfile, Vec<String>), String> {
    let issuer_url = Url::parse(issuer).expect("an address");
    let text = format!(
        r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/authorize","token_endpoint":"{token}"}}"#
    );
    profile(&text, &issuer_url, &issuer_url)
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
            Some("not a web address"),
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
    let (profile, _) = profile(text, &issuer, &issuer).expect("a profile");
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
        assert!(profile(&text, &issuer, &issuer).is_err(), "{named}");
    }
}

#[test]
fn endpoints_on_other_hosts_are_believed_and_told() {
    let (profile, remarks) =
        read("https://id.example", "https://tokens.example/").expect("metadata");
    assert!(profile.endpoints.token.is_some());
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
    let (_, remarks) = super::profile(text, &issuer, &issuer).expect("metadata");
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
    let refused = profile(text, &issuer, &issuer).expect_err("which one?");
    assert_eq!(
        refused,
        "The metadata has the member “token_endpoint” twice, so it was not believed."
    );
}

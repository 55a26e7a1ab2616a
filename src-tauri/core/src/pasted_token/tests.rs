use tokenry_import::pasted::PastedError;

use super::{PastedToken, PastedTokenError, read_refresh};
use tokenry_model::server::Placement;
use tokenry_oauth::reply::ReplyRules;

fn read(text: &str) -> Result<PastedToken, PastedTokenError> {
    super::read(text, ReplyRules::default())
}

fn token(text: &str) -> String {
    read(text).expect(text).reply.access.expose().to_owned()
}

#[test]
fn a_bare_token_is_found_however_it_was_copied() {
    for text in [
        "abc.def-1",
        "  abc.def-1\n",
        "Bearer abc.def-1",
        "bearer   abc.def-1",
        "Authorization: Bearer abc.def-1",
        "\"abc.def-1\"",
        "'Bearer abc.def-1'",
        "abc.\n  def-1",
        "abc.def-1\r\n",
        "\u{feff}abc.def-1\u{200b}",
        "token abc.def-1",
    ] {
        assert_eq!(token(text), "abc.def-1", "{text:?}");
    }
    assert_eq!(
        token("tokenized"),
        "tokenized",
        "a word that begins like a prefix"
    );
    assert_eq!(token("a+b/c=="), "a+b/c==", "Node-RED's are base64");
}

#[test]
fn a_long_personal_access_token_is_accepted() {
    let long = format!("eyJ0eXAiOiJKV1Qi.{}.c2ln", "x".repeat(4000));
    assert_eq!(token(&long), long);
}

#[test]
fn a_complete_response_is_parsed() {
    let pasted = read(
        r#"{"access_token": "at", "refresh_token": "rt", "expires_in": "7200", "scope": "read"}"#,
    )
    .expect("a reply");
    assert_eq!(pasted.reply.access.expose(), "at");
    assert_eq!(pasted.reply.refresh.expect("kept").expose(), "rt");
    assert_eq!(
        pasted.reply.lifetime,
        tokenry_oauth::reply::Lifetime::For(std::time::Duration::from_hours(2))
    );
    assert!(pasted.server_hint.is_none());
}

#[test]
fn a_curl_command_provides_token_and_url() {
    for command in [
        r#"curl -H "Authorization: Bearer abc" https://api.example/v1/me"#,
        r"curl 'https://api.example/v1/me' \
            -H 'accept: application/json' \
            -H 'authorization: Bearer abc' --compressed",
        r"$ curl -sS -X POST -d '{a: 1}' https://api.example/v1/me --header='Authorization: Bearer abc'",
        r"curl -HAuthorization:\ Bearer\ abc --url https://api.example/v1/me",
        r"curl --oauth2-bearer abc https://api.example/v1/me",
        r"curl 'https://api.example/v1/me?access_token=abc'",
        r"curl https://api.example/v1/me -H $'Authorization: Bearer abc' --data-raw $'it\'s'",
        r"curl --request GET --data 'https://other.example/' https://api.example/v1/me -H 'PRIVATE-TOKEN: abc'",
        r"curl api.example/v1/me -H 'Authorization: token abc'",
    ] {
        let pasted = read(command).expect(command);
        assert_eq!(pasted.reply.access.expose(), "abc", "{command}");
        let hint = pasted.server_hint.expect("an address");
        assert_eq!(hint.host_str(), Some("api.example"), "{command}");
        assert_eq!(hint.path(), "/v1/me", "{command}");
    }
}

#[test]
fn the_placement_is_read_from_the_pasted_text() {
    let header = |name: &str, prefix: &str| Placement::Header {
        name: name.into(),
        prefix: prefix.into(),
    };
    for (text, placement) in [
        ("abc", None),
        ("Bearer abc", Some(header("Authorization", "Bearer"))),
        (
            "authorization: bearer abc",
            Some(header("authorization", "Bearer")),
        ),
        ("Token abc", Some(header("Authorization", "Token"))),
        (
            "Authorization: Token abc",
            Some(header("Authorization", "Token")),
        ),
        ("Authorization: abc", Some(header("Authorization", ""))),
        (
            "Authorization: ApiKey abc",
            Some(header("Authorization", "ApiKey")),
        ),
        ("PRIVATE-TOKEN: abc", Some(header("PRIVATE-TOKEN", ""))),
        ("X-Auth-Token: abc", Some(header("X-Auth-Token", ""))),
        (
            "curl https://shop.example/admin/api.json -H 'X-Shopify-Access-Token: abc'",
            Some(header("X-Shopify-Access-Token", "")),
        ),
        (
            "curl -H 'X-CSRF-Token: no' -H 'x-vault-token: abc' https://vault.example/v1/me",
            Some(header("x-vault-token", "")),
        ),
        (
            "curl -H 'Authorization: Token abc' https://api.example/",
            Some(header("Authorization", "Token")),
        ),
        (
            "curl 'https://api.example/?access_token=abc'",
            Some(Placement::Query {
                name: "access_token".into(),
            }),
        ),
    ] {
        let pasted = read(text).expect(text);
        assert_eq!(pasted.reply.access.expose(), "abc", "{text}");
        assert_eq!(pasted.placement, placement, "{text}");
    }
}

#[test]
fn a_refresh_token_is_found_however_it_was_copied() {
    for text in [
        "rt-1",
        " \"rt-1\",\n",
        r#"{"refresh_token":"rt-1"}"#,
        r#"{"refresh_token":"rt-1","access_token":null}"#,
        "refresh_token=rt-1&scope=read",
        "curl -d grant_type=refresh_token -d refresh_token=rt-1 https://id.example/token",
    ] {
        let pasted = read_refresh(text, ReplyRules::default()).expect(text);
        let refresh = pasted.reply.refresh.expect(text);
        assert_eq!(refresh.expose(), "rt-1", "{text}");
        assert!(pasted.reply.access.is_empty(), "{text}");
    }
    let both = read_refresh(
        "access_token=at&refresh_token=rt&expires=5183999",
        ReplyRules::default(),
    );
    let both = both.expect("a form").reply;
    assert_eq!(both.access.expose(), "at");
    assert_eq!(both.refresh.expect("kept").expose(), "rt");
    assert_eq!(
        both.lifetime,
        tokenry_oauth::reply::Lifetime::For(std::time::Duration::from_secs(5_183_999))
    );
}

#[test]
fn a_text_without_a_token_is_rejected_with_a_reason() {
    let big = "x".repeat(600 * 1024);
    for (text, said) in [
        ("", "Nothing"),
        ("  \n", "Nothing"),
        ("my secret token", "several words"),
        (
            "abc\u{0}def",
            "characters that a token cannot contain: U+0000",
        ),
        (
            "abcädef",
            "characters that a token cannot contain: ä (U+00E4)",
        ),
        (
            "abc\u{202e}def",
            "characters that a token cannot contain: U+202E",
        ),
        ("Authorization: Basic YTpi", "HTTP Basic"),
        ("{\"access_token\": \" abc\"}", "cannot be sent"),
        ("{\"access_token\": \"a\\u0007c\"}", "cannot be sent"),
        ("https://api.example/token", "URL of a web page"),
        ("{\"error\": \"invalid_grant\"}", "refused: invalid_grant"),
        ("{\"access_token\": 7}", "token response"),
        ("curl https://api.example", "no bearer token"),
        ("curl -u me:pw https://api.example", "no bearer token"),
        (
            "curl -H 'Authorization: Basic abc' https://api.example",
            "no bearer token",
        ),
        (
            "curl -H 'Authorization: Bearer abc https://api.example",
            "quotes",
        ),
        (
            "curl -H \"Authorization: Bearer $TOKEN\" https://api.example",
            "variable (TOKEN)",
        ),
        (&big, "too long"),
    ] {
        let error = read(text).expect_err(&text[..text.len().min(40)]);
        assert!(error.to_string().contains(said), "{text:.40}: {error}");
    }
    assert!(matches!(
        read(""),
        Err(PastedTokenError::Text(PastedError::Nothing))
    ));
}

#[test]
fn a_list_with_one_response_is_that_response() {
    let pasted = read(r#"[{"access_token":"at","expires_in":60}]"#).expect("a reply");
    assert_eq!(pasted.reply.access.expose(), "at");
    for text in [
        r#"[{"access_token":"a"},{"access_token":"b"}]"#,
        "[1]",
        "[]",
    ] {
        let error = read(text).expect_err(text);
        assert!(
            matches!(error, PastedTokenError::Reply(_)),
            "{text}: {error:?}"
        );
    }
}

#[test]
fn a_response_is_found_in_the_text_around_it() {
    let json = r#"{"access_token":"at-1","token_type":"Bearer","expires_in":3600}"#;
    for text in [
        format!("```json\n{json}\n```"),
        format!("~~~\n{json}\n~~~\n"),
        format!("The answer:\n\n```\n{json}\n```\nDone."),
        json.replace('"', "“"),
        json.replace(r#"":"#, "” : ")
            .replace(r#"":"#, "”:")
            .replace('"', "“"),
        "```\nat-1\n```".into(),
        "“at-1”".into(),
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{json}"),
        format!("HTTP/1.1 100 Continue\n\nHTTP/2 200\ncontent-type: text/plain\n\n{json}\n"),
        "HTTP/1.1 200 OK\nServer: x\n\naccess_token=at-1&token_type=bearer".into(),
        "export TOKEN=at-1".into(),
        "TOKEN=at-1".into(),
        "GITHUB_TOKEN=\"at-1\"".into(),
        "$env:API_KEY = 'at-1'".into(),
        "access_token: at-1".into(),
        "accessToken: at-1".into(),
        "\"access_token\": \"at-1\",".into(),
        "# mine\naccess_token: at-1\nexpires_in: 3600\n".into(),
        "export CLIENT_ID=c1\nexport ACCESS_TOKEN=at-1\nexport SCOPE=\"a b\"".into(),
        "https://app.example/cb#access_token=at-1&token_type=bearer&state=x".into(),
        "https://app.example/cb#token_type=bearer&access_token=at-1".into(),
        "app.example:/cb#access_token=at-1&expires_in=60".into(),
        "https://app.example/cb?access_token=at-1".into(),
    ] {
        let pasted = read(&text).expect(&text);
        assert_eq!(pasted.reply.access.expose(), "at-1", "{text}");
        assert_eq!(pasted.placement, None, "{text}");
    }
    for text in [
        "REFRESH_TOKEN=rt-1",
        "TOKEN=rt-1",
        "```\nrt-1\n```",
        "refresh_token: rt-1",
    ] {
        let pasted = read_refresh(text, ReplyRules::default()).expect(text);
        assert_eq!(pasted.reply.refresh.expect(text).expose(), "rt-1", "{text}");
        assert!(pasted.reply.access.is_empty(), "{text}");
    }
    // A base64 token with “=” is not an assignment.
    for text in ["abc==", "abcdef=", "a+b/c==", "abc.def=="] {
        assert_eq!(token(text), text);
    }
}

#[test]
fn a_placeholder_is_not_a_token() {
    for (text, said) in [
        (
            r#"{"access_token":"<YOUR_TOKEN>"}"#,
            "placeholder (<YOUR_TOKEN>)",
        ),
        (
            r#"{"access_token":"at","refresh_token":"$REFRESH"}"#,
            "placeholder ($REFRESH)",
        ),
        ("YOUR_ACCESS_TOKEN", "placeholder (YOUR_ACCESS_TOKEN)"),
        ("Authorization: Bearer {{token}}", "placeholder ({{token}})"),
        ("export TOKEN=<token>", "placeholder (<token>)"),
        (
            "access_token=xxxxxxxx&token_type=bearer",
            "placeholder (xxxxxxxx)",
        ),
        ("oauth_token=at&oauth_token_secret=s", "OAuth 1.0a"),
        (
            r#"{"oauth_token":"at","oauth_token_secret":"s"}"#,
            "OAuth 1.0a",
        ),
        (
            "https://app.example/cb#error=access_denied",
            "URL of a web page",
        ),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn debug_output_contains_nothing_of_the_pasted_text() {
    for text in [
        "ZZSECRET",
        r#"{"access_token": "ZZSECRET", "refresh_token": "ZZSECRET-2"}"#,
        "access_token=ZZSECRET&expires_in=60",
        "curl -H 'Authorization: Bearer ZZSECRET' https://api.example/me",
    ] {
        let found = tokenry_import::pasted::read(text).expect(text);
        assert!(!format!("{found:?}").contains("ZZSECRET"), "{found:?}");
        let pasted = read(text).expect(text);
        assert!(!format!("{pasted:?}").contains("ZZSECRET"), "{pasted:?}");
    }
}

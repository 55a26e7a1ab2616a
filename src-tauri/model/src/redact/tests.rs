use http::header::{HeaderMap, HeaderValue};
use url::Url;

use super::{MASK, Redactor};
use crate::secret::Secret;

const PLANTED: &str = "s3cret/+ with \"quotes\" & ümlaut";

fn redactor() -> Redactor {
    Redactor::new().with_secret(&Secret::new(PLANTED))
}

#[test]
fn a_known_secret_is_found_in_every_encoding() {
    use base64::Engine as _;
    let standard = base64::engine::general_purpose::STANDARD;
    let form: String = url::form_urlencoded::byte_serialize(PLANTED.as_bytes()).collect();
    let encodings = [
        PLANTED.to_owned(),
        form.replace('+', "%20"),
        form.replace("%2F", "%2f")
            .replace("%2B", "%2b")
            .replace("%C3%BC", "%c3%bc"),
        serde_json::Value::from(PLANTED).to_string(),
        standard.encode(PLANTED),
        standard.encode(format!("i:{PLANTED}")),
        standard.encode(format!("id:{PLANTED}")),
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("abc{PLANTED}xyz")),
        super::forms::hex_of(PLANTED),
        super::forms::hex_of(PLANTED).to_uppercase(),
        form,
    ];
    for encoded in encodings {
        let redacted = redactor().text(&format!("the server echoed {encoded} to us"));
        assert!(
            redacted.contains(MASK),
            "{encoded} is masked in: {redacted}"
        );
        assert!(
            redacted.starts_with("the server echoed "),
            "the rest stays: {redacted}"
        );
        let middle = &encoded[4..encoded.len() - 4];
        assert!(
            !redacted.contains(middle),
            "nothing of {encoded} is left in: {redacted}"
        );
    }
}

#[test]
fn an_address_keeps_its_shape_and_loses_its_secrets() {
    let url = Url::parse(
        "https://user:pw@id.example/cb?code=abc&state=xyz&lang=en&access%5Ftoken=t#id_token=q",
    )
    .expect("the address parses");
    assert_eq!(
        redactor().url(&url),
        "https://[redacted]@id.example/cb?code=[redacted]&state=[redacted]&lang=en\
         &access%5Ftoken=[redacted]#id_token=[redacted]"
    );
}

#[test]
fn headers_lose_credentials_but_not_their_scheme() {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("authorization", "Basic aWQ6c2VjcmV0"),
        ("set-cookie", "sid=1"),
        ("x-api-key", "k"),
        ("location", "https://a.example/?code=abc"),
        ("content-location", "/me;jsessionid=abc"),
        ("www-authenticate", "Bearer error=\"invalid_token\""),
        ("content-type", "application/json"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let shown = redactor().headers(&headers);
    let value = |name: &str| {
        let found = shown.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .expect("the header is there")
    };
    assert_eq!(value("authorization"), "Basic [redacted]");
    assert_eq!(value("set-cookie"), MASK);
    assert_eq!(value("x-api-key"), MASK);
    assert_eq!(value("location"), "https://a.example/?code=[redacted]");
    assert_eq!(value("content-location"), "/me;jsessionid=[redacted]");
    assert_eq!(value("www-authenticate"), "Bearer error=\"invalid_token\"");
    assert_eq!(value("content-type"), "application/json");
}

#[test]
fn json_is_masked_by_name_even_when_cut_off() {
    let whole = r#"{ "access_token" : "a\"b", "expires_in": 3600, "token_type":"Bearer",
        "nested": {"client_secret": {"deep": ["x"]}}, "refresh_token": null, "code": "E42" }"#;
    assert_eq!(
        Redactor::new().body(Some("application/json"), whole),
        r#"{ "access_token" : "[redacted]", "expires_in": 3600, "token_type":"Bearer",
        "nested": {"client_secret": "[redacted]"}, "refresh_token": null, "code": "E42" }"#
    );
    assert_eq!(
        Redactor::new().body(None, r#"{"a":1,"refresh_token":"half a tok"#),
        r#"{"a":1,"refresh_token":"[redacted]""#
    );
}

#[test]
fn a_form_is_masked_by_name() {
    assert_eq!(
        Redactor::new().body(
            Some("application/x-www-form-urlencoded"),
            "grant_type=authorization_code&code=abc&code_verifier=v&redirect_uri=http%3A%2F%2Fx"
        ),
        "grant_type=authorization_code&code=[redacted]&code_verifier=[redacted]\
         &redirect_uri=http%3A%2F%2Fx"
    );
    assert_eq!(
        Redactor::new().body(Some("text/plain"), "access_token=abc&scope=read"),
        "access_token=[redacted]&scope=read",
        "a reply as form under another type"
    );
}

#[test]
fn running_text_loses_jwts_and_bearer_tokens() {
    let redacted = Redactor::new().text(
        "curl -H 'Authorization: Bearer abcdefghijklmnop' and eyJhbGciOi.eyJzdWIi.c2ln, a bearer of news",
    );
    assert_eq!(
        redacted,
        "curl -H 'Authorization: Bearer [redacted]' and [redacted], a bearer of news"
    );
}

#[test]
fn bytes_between_the_letters_do_not_hide_a_secret() {
    let wide: String = r#"{"access_token":"at-1234"}"#.chars().flat_map(|c| [c, '\0']).collect();
    assert_eq!(
        Redactor::new().body(None, &wide),
        r#"{"access_token":"[redacted]"}"#
    );
}

#[test]
fn a_short_secret_does_not_blot_out_the_text() {
    let redactor = Redactor::new().with_secret(&Secret::new("a"));
    assert_eq!(redactor.text("a banana"), "a banana");
    assert_eq!(
        redactor.body(None, r#"{"access_token":"a"}"#),
        r#"{"access_token":"[redacted]"}"#
    );
}

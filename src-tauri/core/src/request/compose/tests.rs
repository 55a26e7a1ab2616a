use super::{ComposeError, Payload, compose};
use crate::request::testing::{draft, field};
use tokenry_model::request::Body;

fn url(typed: &str) -> Result<String, ComposeError> {
    compose(&draft("GET", typed)).map(|prepared| prepared.url.to_string())
}

#[test]
fn a_missing_scheme_means_https_or_http_for_this_machine() {
    for (typed, meant) in [
        ("api.example.com/v1", "https://api.example.com/v1"),
        ("  api.example.com  ", "https://api.example.com/"),
        ("//api.example.com/x", "https://api.example.com/x"),
        ("api.example.com:8443/x", "https://api.example.com:8443/x"),
        ("localhost:3000/me", "http://localhost:3000/me"),
        ("app.localhost/me", "http://app.localhost/me"),
        ("127.0.0.1:81", "http://127.0.0.1:81/"),
        ("[::1]:81/x", "http://[::1]:81/x"),
        ("https://localhost/x", "https://localhost/x"),
        ("http://api.example.com/", "http://api.example.com/"),
        (
            "example.com/a?next=https://x.example",
            "https://example.com/a?next=https://x.example",
        ),
    ] {
        assert_eq!(url(typed).as_deref(), Ok(meant), "{typed}");
    }
}

#[test]
fn an_invalid_url_is_rejected_with_a_reason() {
    assert_eq!(url("  "), Err(ComposeError::NoAddress));
    assert!(
        matches!(url("ftp://example.com"), Err(ComposeError::Scheme { scheme }) if scheme == "ftp")
    );
    assert!(matches!(
        url("file:///etc/passwd"),
        Err(ComposeError::Scheme { .. })
    ));
    let names = vec!["{{base}}".to_owned()];
    assert_eq!(url("{{base}}/me"), Err(ComposeError::Variables { names }));
    assert!(matches!(
        url("https://"),
        Err(ComposeError::BadAddress { .. })
    ));
}

#[test]
fn parameters_are_added_to_those_of_the_url_and_empty_rows_are_not() {
    let mut request = draft("GET", "example.com/a?x=1#part");
    request.parameters = vec![field("y", "a b&c"), field("", ""), field("z", "")];
    request.parameters.push(tokenry_model::request::Field {
        enabled: false,
        ..field("off", "1")
    });
    let prepared = compose(&request).expect("it composes");
    assert_eq!(prepared.url.query(), Some("x=1&y=a+b%26c&z="));
}

#[test]
fn a_typed_content_type_is_kept_and_a_missing_one_follows_the_body() {
    let kind = |body: Body, headers: Vec<tokenry_model::request::Field>| {
        let request = tokenry_model::request::Draft {
            headers,
            body,
            ..draft("POST", "example.com")
        };
        let prepared = compose(&request).expect("it composes");
        let value = prepared.headers.get("content-type");
        value.map(|v| v.to_str().expect("ASCII").to_owned())
    };
    let json = || Body::Json { text: "{}".into() };
    assert_eq!(kind(json(), vec![]).as_deref(), Some("application/json"));
    assert_eq!(
        kind(
            json(),
            vec![field("content-type", "application/vnd.api+json")]
        )
        .as_deref(),
        Some("application/vnd.api+json")
    );
    let text = Body::Text { text: "x".into() };
    assert_eq!(
        kind(text, vec![]).as_deref(),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(kind(Body::None, vec![]), None);
}

#[test]
fn a_form_is_encoded_and_a_text_is_unchanged() {
    let form = Payload::Form(vec![
        ("a b".into(), "ü&=".into()),
        ("c".into(), String::new()),
    ]);
    assert_eq!(form.to_text().as_deref(), Some("a+b=%C3%BC%26%3D&c="));
    let text = "{ \"n\": 1e400 }\r\n";
    assert_eq!(Payload::Text(text.into()).to_text().as_deref(), Some(text));
}

#[test]
fn user_name_and_password_become_a_header() {
    let prepared =
        compose(&draft("GET", "https://al%40x:p%3Aw@example.com/")).expect("it composes");
    assert_eq!(prepared.url.as_str(), "https://example.com/");
    assert_eq!(prepared.headers["authorization"], "Basic YWxAeDpwOnc=");
    assert_eq!(prepared.notes.len(), 1, "and it is said");
}

#[test]
fn the_length_of_a_body_is_computed() {
    let with = |name: &str, value: &str| {
        let mut request = draft("POST", "example.com");
        request.body = Body::Text {
            text: "hello".into(),
        };
        request.headers = vec![field(name, value)];
        compose(&request)
    };
    assert!(
        with("Content-Length", "5").is_ok(),
        "what is true may be said"
    );
    assert!(matches!(
        with("Content-Length", "4"),
        Err(ComposeError::Framing { .. })
    ));
    assert!(matches!(
        with("Transfer-Encoding", "chunked"),
        Err(ComposeError::Framing { .. })
    ));
}

#[test]
fn invalid_names_are_rejected() {
    assert!(matches!(
        compose(&draft("GE T", "example.com")),
        Err(ComposeError::BadMethod { .. })
    ));
    assert_eq!(
        compose(&draft("", "example.com")),
        Err(ComposeError::NoMethod)
    );
    let mut request = draft("PROPFIND", "example.com");
    assert!(compose(&request).is_ok(), "any token is a method");
    request.headers = vec![field("X Y", "1")];
    assert!(matches!(
        compose(&request),
        Err(ComposeError::BadHeaderName { .. })
    ));
    request.headers = vec![field("", "1")];
    assert_eq!(compose(&request), Err(ComposeError::NamelessHeader));
    request.headers = vec![field("X-Name", "José\t1")];
    assert!(
        compose(&request).is_ok(),
        "other scripts and tabs may be in a value"
    );
}

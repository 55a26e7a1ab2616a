//! Replies as broken servers, proxies and frameworks send them, each with a secret planted in it.

use base64::Engine as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::recorded_body;
use crate::http::exchange::HttpResponse;
use tokenry_model::redact::Redactor;

const PLANTED: &str = "S3CRET-pl4nted";

fn shown(kind: &str, body: &[u8]) -> String {
    let mut headers = HeaderMap::new();
    if !kind.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).expect("a type"));
    }
    recorded_body(&Redactor::new(), &headers, body)
}

fn encoded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn wide(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn no_odd_reply_keeps_its_secret() {
    let json = format!(r#"{{"access_token":"{PLANTED}","expires_in":3600}}"#);
    let escaped = serde_json::Value::from(json.as_str()).to_string();
    let twice = serde_json::Value::from(escaped.as_str()).to_string();
    let header = encoded(r#"{"alg":"none"}"#);
    let jwt = format!(
        "{header}.{}.c2ln",
        encoded(&format!(r#"{{"x":"{PLANTED}"}}"#))
    );
    let texts: Vec<(&str, String)> = vec![
        ("application/json", json.clone()),
        ("", json.clone()),
        ("text/html", json.clone()),
        ("text/plain", format!("\u{feff}{json}")),
        (
            "application/json",
            format!(r#"{{"data":{{"auth":{{"accessToken":"{PLANTED}"}}}}}}"#),
        ),
        (
            "application/json",
            format!(r#"[{{"refreshToken":"{PLANTED}"}}]"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":{{"value":"{PLANTED}","type":"x"}}}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":["x","{PLANTED}"]}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":"a","access_token":"{PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":"{PLANTED}","debug":"got {PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"debug":"got {PLANTED}","id_token":"{PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":"{PLANTED}"#),
        ),
        (
            "application/json",
            format!(r#"{{"a":1,"nested":{{"id_token" : "{PLANTED}"#),
        ),
        (
            "application/json",
            format!("{{\"access_token\"\n:\t\"{PLANTED}\"}}"),
        ),
        (
            "application/json",
            format!(r#"{{"access\u005ftoken":"{PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"\u0061ccess_token":"{PLANTED}"}}"#),
        ),
        ("application/json", format!(r#"{{"result":{escaped}}}"#)),
        ("application/json", format!(r#"{{"result":{twice}}}"#)),
        ("application/json", escaped.clone()),
        (
            "application/json",
            format!(r#"{{"result":{}"#, &escaped[..escaped.len() - 20]),
        ),
        (
            "application/json",
            format!(r#"{{"body":"access_token={PLANTED}&scope=a"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"blob":"{}"}}"#, encoded(&json)),
        ),
        (
            "application/json",
            format!(
                r#"{{"blob":"{}"}}"#,
                encoded(&format!("access_token={PLANTED}"))
            ),
        ),
        (
            "application/json",
            format!(r#"{{"name":"access_token","value":"{PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"[["access_token","{PLANTED}"]]"#),
        ),
        (
            "application/json",
            format!(r#"{{"clientsecret":"{PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"user_password":"{PLANTED}","Signature":"x"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"oauth2":{{"apiKey":"{PLANTED}"}}}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"url":"https://a.example/cb?access_token={PLANTED}"}}"#),
        ),
        (
            "application/json",
            format!(r#"{{"access_token":"{jwt}","x":"{PLANTED}x"}}"#)
                .replace(&format!("{PLANTED}x"), "y"),
        ),
        ("application/json", format!(")]}}',\n{json}")),
        ("application/json", format!("for(;;);{json}")),
        ("text/javascript", format!("callback({json});")),
        (
            "text/javascript",
            format!("{{access_token: '{PLANTED}', expires_in: 1}}"),
        ),
        ("text/plain", format!("{{'access_token': '{PLANTED}'}}")),
        ("text/plain", format!("{{“access_token”: “{PLANTED}”}}")),
        (
            "application/json",
            format!("{{“access_token”: “{PLANTED}”}}"),
        ),
        ("text/plain", format!("{{‘access_token’ : ‘{PLANTED}’}}")),
        ("text/plain", format!("„access_token“: „{PLANTED}“")),
        ("text/plain", format!("«refresh_token» : «{PLANTED}»")),
        ("text/plain", format!("{{“access_token”：“{PLANTED}”}}")),
        (
            "text/plain",
            format!("{{“access_token”:\u{a0}“{PLANTED}”}}"),
        ),
        (
            "text/html",
            format!("{{&ldquo;access_token&rdquo;: &ldquo;{PLANTED}&rdquo;}}"),
        ),
        (
            "text/plain",
            format!("<?php array('access_token' => '{PLANTED}')"),
        ),
        (
            "application/x-www-form-urlencoded",
            format!("access_token={PLANTED}&token_type=bearer"),
        ),
        (
            "text/plain",
            format!("access_token={PLANTED}&token_type=bearer"),
        ),
        ("text/html", format!("access%5Ftoken={PLANTED}")),
        (
            "application/x-www-form-urlencoded",
            format!("result=access_token%3D{PLANTED}%26a%3Db"),
        ),
        (
            "text/plain",
            format!("access_token: {PLANTED}\ntoken_type: bearer\n"),
        ),
        (
            "text/yaml",
            format!("token:\n  access_token: \"{PLANTED}\"\n"),
        ),
        ("text/plain", format!("access_token = {PLANTED}")),
        (
            "text/xml",
            format!("<OAuth><access_token>{PLANTED}</access_token></OAuth>"),
        ),
        (
            "text/xml",
            format!("<o:access_token>\n {PLANTED} </o:access_token>"),
        ),
        (
            "text/xml",
            format!("<accessToken><![CDATA[{PLANTED}]]></accessToken>"),
        ),
        (
            "text/html",
            format!(r#"<input type="hidden" name="access_token" value="{PLANTED}">"#),
        ),
        (
            "text/html",
            format!("<meta name='csrf-token' content='{PLANTED}'/>"),
        ),
        (
            "text/html",
            format!("<table><tr><td>access_token</td>\n<td>{PLANTED}</td></tr></table>"),
        ),
        (
            "text/html",
            format!("<pre>{}</pre>", json.replace('"', "&quot;")),
        ),
        ("text/html", format!("<script>var x = {json};</script>")),
        (
            "text/html",
            format!("<a href='https://a.example/#access_token={PLANTED}'>on</a>"),
        ),
        ("text/plain", encoded(&json)),
        (
            "text/plain",
            format!(
                "your data: {}",
                encoded(&format!("x=1&access_token={PLANTED}"))
            ),
        ),
        (
            "text/plain",
            format!("Authorization: Bearer {PLANTED}{PLANTED}"),
        ),
        ("text/plain", format!("here is {jwt} for you")),
        (
            "multipart/form-data; boundary=x",
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n{PLANTED}\r\n--x--"
            ),
        ),
    ];
    let mut left = Vec::new();
    let forms = [
        PLANTED.to_owned(),
        encoded(PLANTED)[..16].to_owned(),
        encoded(&format!(r#"{{"x":"{PLANTED}"}}"#))[8..20].to_owned(),
    ];
    for (kind, text) in &texts {
        let bytes = [
            text.clone().into_bytes(),
            wide(text, true),
            [vec![0xff, 0xfe], wide(text, true)].concat(),
            [vec![0xfe, 0xff], wide(text, false)].concat(),
        ];
        for body in bytes {
            let shown = shown(kind, &body);
            if forms.iter().any(|form| shown.contains(form)) {
                left.push(format!("{kind}: {text}\n   -> {shown}"));
                break;
            }
        }
    }
    assert!(texts.len() > 50, "several dozen replies");
    assert!(
        left.is_empty(),
        "{} of {} keep it:\n{}",
        left.len(),
        texts.len(),
        left.join("\n")
    );
}

#[test]
fn what_a_reply_says_stays_readable() {
    for (kind, body) in [
        (
            "application/json",
            r#"{"error":"invalid_grant","error_description":"The refresh token is invalid: it has expired."}"#,
        ),
        (
            "application/json",
            r#"{"error":"invalid_client","error_description":"Bad client secret. Token: expired"}"#,
        ),
        (
            "application/json",
            r#"{"token_type":"Bearer","expires_in":3600,"scope":"read write"}"#,
        ),
        (
            "application/json",
            r#"{"id":"3f2504e0-4f89-11d3-9a0c-0305e82c3301","key":"name","public_key":"abcdef0123"}"#,
        ),
        (
            "text/html",
            "<h1>Sign in</h1><p>Enter your password, then press Enter.</p>",
        ),
        ("text/plain", "The password: wrong."),
        (
            "text/plain",
            "Basic authentication is required; a token is missing.",
        ),
    ] {
        assert_eq!(shown(kind, body.as_bytes()), body);
    }
}

#[test]
fn nothing_of_an_answer_but_its_size_is_in_a_debug_print() {
    let mut headers = HeaderMap::new();
    headers.insert("x-new-token", HeaderValue::from_static(PLANTED));
    let answer = HttpResponse {
        status: reqwest::StatusCode::OK,
        headers,
        body: zeroize::Zeroizing::new(PLANTED.as_bytes().to_vec()),
    };
    assert_eq!(format!("{answer:?}"), "HttpResponse[200 OK, 14 bytes]");
}

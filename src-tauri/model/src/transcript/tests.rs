//! Steps with their standards, as curl commands, and as text without secrets.

use super::*;
use crate::{
    grant::Grant,
    redact::{MASK, Redactor},
    secret::Secret,
    token_type_hint::TokenTypeHint,
};

const PLANTED: &str = "s3cr3t/+planted=value";

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a time")
}

fn step(what: StepKind, http: HttpStep) -> Step {
    Step {
        at: now(),
        what,
        http: Some(http),
        notes: Vec::new(),
    }
}

fn code() -> StepKind {
    StepKind::Token {
        grant: Grant::AuthorizationCode,
    }
}

fn code_exchange() -> HttpStep {
    HttpStep {
        method: "POST".into(),
        url: "https://id.example/token".into(),
        request_headers: pairs(&[
            ("content-type", "application/x-www-form-urlencoded"),
            ("authorization", "Basic [redacted]"),
            ("content-length", "99"),
        ]),
        request_body: Some(
            "grant_type=authorization_code&code=[redacted]&code_verifier=[redacted]".into(),
        ),
        status: Some(200),
        response_headers: pairs(&[("Cache-Control", "no-store")]),
        ..HttpStep::default()
    }
}

#[test]
fn a_token_request_becomes_curl_with_variables() {
    assert_eq!(
        code_exchange().as_curl(),
        r#"curl \
  'https://id.example/token' \
  --user "$CLIENT_ID:$CLIENT_SECRET" \
  --data-raw 'grant_type=authorization_code' \
  --data-urlencode "code=$CODE" \
  --data-urlencode "code_verifier=$CODE_VERIFIER""#
    );
}

#[test]
fn masks_become_variables_wherever_they_stand() {
    let json = HttpStep {
        method: "POST".into(),
        url: "https://id.example/token?client_secret=[redacted]&x=it's".into(),
        request_headers: pairs(&[
            ("content-type", "application/json"),
            ("x-api-key", "[redacted]"),
        ]),
        request_body: Some(r#"{"client_id":"a","client_secret":"[redacted]"}"#.into()),
        ..HttpStep::default()
    };
    assert_eq!(
        json.as_curl(),
        r#"curl \
  'https://id.example/token?client_secret='"$CLIENT_SECRET"'&x=it'\''s' \
  --header 'content-type: application/json' \
  --header 'x-api-key: '"$X_API_KEY" \
  --data-raw '{"client_id":"a","client_secret":"'"$CLIENT_SECRET"'"}'"#
    );
    let call = HttpStep {
        method: "GET".into(),
        url: "https://api.example/me".into(),
        request_headers: pairs(&[("authorization", "Bearer [token alice's]")]),
        ..HttpStep::default()
    };
    assert_eq!(
        call.as_curl(),
        "curl \\\n  'https://api.example/me' \\\n  --header 'authorization: Bearer '\"$ACCESS_TOKEN\""
    );
}

#[test]
fn a_shell_reads_the_command_as_it_was_meant() {
    let http = HttpStep {
        request_body: Some("a=$(boom)&b=`boom`&c=\"&client_secret=[redacted]".into()),
        ..code_exchange()
    };
    let words = shell_words::split(&http.as_curl().replace("\\\n", " ")).expect("a command");
    assert!(words.contains(&"a=$(boom)".to_owned()), "{words:?}");
    assert!(words.contains(&"b=`boom`".to_owned()), "{words:?}");
    assert!(
        words.contains(&"client_secret=$CLIENT_SECRET".to_owned()),
        "{words:?}"
    );
}

#[test]
fn every_grant_and_document_has_its_section() {
    let untyped = |topic| StepKind::Untyped {
        topic,
        title: "Sent the code".into(),
    };
    let discovery = |document| StepKind::Discovery {
        document,
        place: "/.well-known/x".into(),
    };
    for (kind, section) in [
        (code(), Some("RFC 6749 §4.1.3, RFC 7636 §4.5")),
        (
            StepKind::Token {
                grant: Grant::ClientCredentials,
            },
            Some("RFC 6749 §4.4.2"),
        ),
        (
            StepKind::Token {
                grant: Grant::DeviceCode,
            },
            Some("RFC 8628 §3.4"),
        ),
        (untyped(Topic::Token), Some("RFC 6749 §5")),
        (
            discovery(Some(MetadataDocument::AuthorizationServer)),
            Some("RFC 8414 §3"),
        ),
        (discovery(None), None),
        (untyped(Topic::Failure), None),
    ] {
        let step = step(kind, code_exchange());
        assert_eq!(step.standard(), section, "{:?}", step.what);
    }
}

#[test]
fn a_step_reads_back_as_it_was_stored() {
    let kinds = [
        code(),
        StepKind::Refresh,
        StepKind::Revocation {
            token: TokenTypeHint::Refresh,
        },
        StepKind::Callback {
            outcome: CallbackOutcome::Ignored {
                reason: "Another state.".into(),
            },
        },
        StepKind::Decision {
            decision: Decision::SlowDown { seconds: 10 },
        },
    ];
    for kind in kinds {
        let step = step(kind, code_exchange());
        let stored = serde_json::to_string(&step).expect("it is written");
        let read: Step = serde_json::from_str(&stored).expect("it reads");
        assert_eq!(read, step, "{stored}");
    }
}

#[test]
fn a_step_from_before_steps_were_typed_keeps_its_title() {
    let stored = r#"{"at":"2026-11-21T10:00:00Z","what":"token",
        "title":"Exchanged the code for a token","http":null,"notes":["odd"]}"#;
    let read: Step = serde_json::from_str(stored).expect("it reads");
    assert_eq!(read.what.title(), "Exchanged the code for a token");
    assert_eq!((read.what.topic(), read.notes.len()), (Topic::Token, 1));
    let again = serde_json::to_string(&read).expect("it is written");
    assert_eq!(
        serde_json::from_str::<Step>(&again).expect("it reads"),
        read
    );
}

#[test]
fn what_is_unusual_is_said() {
    assert!(step(code(), code_exchange()).remarks().is_empty());
    let odd = HttpStep {
        url: "http://id.example/token".into(),
        response_headers: Vec::new(),
        millis: Some(7_200),
        ..code_exchange()
    };
    let remarks = step(code(), odd).remarks();
    assert_eq!(remarks.len(), 3, "{remarks:?}");
    assert!(remarks[0].contains("plain http") && remarks[1].contains("no-store"));
    assert!(remarks[2].contains("7 s"));
    let local = HttpStep {
        url: "http://127.0.0.1:9/token".into(),
        ..code_exchange()
    };
    assert!(step(code(), local).remarks().is_empty());
}

/// Recording redacts. If one caller ever forgets, the export still does.
#[test]
fn a_planted_secret_is_nowhere_in_the_export() {
    let encoded: String = url::form_urlencoded::byte_serialize(PLANTED.as_bytes()).collect();
    let every = |text: &str| format!("{text} {PLANTED} {encoded} end");
    let transcript = Transcript {
        steps: vec![Step {
            at: now(),
            what: StepKind::Failure {
                message: every("title"),
            },
            http: Some(HttpStep {
                method: every("POST"),
                url: format!("https://{encoded}@id.example/{encoded}?x={encoded}#{encoded}"),
                request_headers: vec![(every("name"), every("value"))],
                request_body: Some(every("sent\nlines")),
                status: Some(200),
                response_headers: vec![(every("name"), every("value"))],
                response_body: Some(every("{\"came\":\n")),
                millis: Some(9_000),
            }),
            notes: vec![every("note")],
        }],
    };
    let redactor = Redactor::new().with_secret(&Secret::new(PLANTED));
    let text = transcript.to_text(&every("head"), now(), &redactor);
    assert!(
        !text.contains(PLANTED) && !text.contains(&encoded),
        "{text}"
    );
    assert!(text.matches(MASK).count() >= 18, "{text}");
    assert!(text.contains("title") && text.contains("end"), "{text}");
}

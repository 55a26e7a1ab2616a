//! Requests that are rejected before anything is sent.

use super::{CANARY, Outgoing, SendError, Token, sent, sent_as};
use crate::request::{
    CarryError, Destination, DraftError, preview,
    testing::{draft, field, server},
};
use tokenry_doubles::Reply;
use tokenry_model::{
    request::{Body, ComposeError},
    server::Placement,
};

/// Tries 16 payloads in 4 fields. A percent-encoded line break is harmless in a header value and
/// arrives unchanged. Everywhere else all payloads are rejected.
#[tokio::test]
async fn nothing_that_could_split_a_request_is_sent() {
    const PAYLOADS: [&str; 16] = [
        "\r", "\n", "\r\n", "\0", "\r\n ", "\r\n\t", "\u{2028}", "\u{2029}", "\u{85}", "\u{b}",
        "\u{c}", "\u{1b}", "\u{7f}", "%0d%0a", "%0D%0A", "%00",
    ];
    let (stage, http) = server(|_| Reply::new("200 OK", ""));
    let (mut refused, mut harmless) = (0, 0);
    for payload in PAYLOADS {
        let evil = format!("a{payload}X-Evil: 1");
        for place in ["method", "address", "name", "value"] {
            let mut request = draft("GET", &stage.url("/"));
            match place {
                "method" => request.method = format!("GET{payload}"),
                "address" => request.url = stage.url(&format!("/{payload}x")),
                "name" => request.headers = vec![field(&evil, "1")],
                _ => request.headers = vec![field("X-Value", &evil)],
            }
            match sent(&http, &request, None).await.result {
                Ok(_) => {
                    harmless += 1;
                    let seen = stage.take();
                    assert_eq!(seen[0].header("x-value"), Some(evil.as_str()));
                    assert_eq!(seen[0].header("x-evil"), None);
                    assert!(
                        place == "value" && payload.starts_with('%'),
                        "{place} {payload:?}"
                    );
                }
                Err(SendError::Draft(DraftError::Compose(error))) => {
                    refused += 1;
                    let (message, hint) = (error.to_string(), error.hint());
                    assert!(matches!(error, ComposeError::Control { .. }), "{message}");
                    let named = match place {
                        "method" => message.starts_with("The method"),
                        "address" => message.starts_with("The URL"),
                        "name" => message.starts_with("The header name"),
                        _ => message.starts_with("The value of the header X-Value"),
                    };
                    assert!(
                        named && !message.contains(['\r', '\n', '\0']),
                        "{message:?}"
                    );
                    assert!(!hint.is_empty());
                }
                Err(other) => panic!("{place} {payload:?}: {other:?}"),
            }
        }
    }
    assert_eq!((refused, harmless), (61, 3));
    assert!(stage.asked().is_empty(), "nothing else reached the server");
}

#[tokio::test]
async fn a_token_is_sent_to_another_origin_only_with_consent_for_it() {
    let (stage, http) = server(|_| Reply::new("200 OK", ""));
    let token = Token::of("https://photos.example", Placement::default());
    let request = draft("GET", &stage.url("/"));
    let origin = stage.url("");

    let asked = sent(&http, &request, Some(&token)).await.result;
    let Err(SendError::NeedsConsent {
        origin: foreign,
        server,
        token: name,
    }) = asked
    else {
        panic!("{asked:?}");
    };
    assert_eq!(
        (foreign.as_str(), server.as_str(), name.as_str()),
        (origin.as_str(), "Photos", "alice@photos")
    );
    let shown = preview(&request, Some(token.carried().carriage)).expect("it composes");
    assert_eq!(shown.destination, Destination::Foreign { origin: foreign });

    for wrong in ["http://other.example", "", "http://127.0.0.1"] {
        let outgoing = Outgoing {
            draft: &request,
            carried: Some(token.carried()),
            consent: Some(wrong),
        };
        let result = sent_as(&http, outgoing).await.result;
        assert!(
            matches!(result, Err(SendError::NeedsConsent { .. })),
            "{wrong}"
        );
    }
    assert!(stage.asked().is_empty(), "nothing was sent so far");

    let outgoing = Outgoing {
        draft: &request,
        carried: Some(token.carried()),
        consent: Some(&origin),
    };
    let agreed = sent_as(&http, outgoing).await;
    assert_eq!(agreed.answer().status, 200);
    assert!(
        agreed.transcript.steps[0]
            .what
            .title()
            .contains("You agreed")
    );
    assert!(stage.take()[0].holds(CANARY));
}

#[tokio::test]
async fn a_token_replaces_a_typed_credential_with_a_note() {
    let (stage, http) = server(|_| Reply::new("200 OK", ""));
    let placements = [
        Placement::default(),
        Placement::Query {
            name: "access_token".into(),
        },
        Placement::Body {
            name: "access_token".into(),
        },
    ];
    for placement in placements {
        let token = Token::of(&stage.url("/"), placement.clone());
        let mut request = draft("POST", &stage.url("/?access_token=typed-1&keep=%7E"));
        request.headers = vec![
            field("Authorization", "Basic typed-2"),
            field("X-Api-Key", "kept"),
        ];
        request.body = Body::Form {
            fields: vec![field("access_token", "typed-3"), field("a", "1")],
        };
        let done = sent(&http, &request, Some(&token)).await;
        let seen = stage.take().remove(0);
        assert!(seen.holds(CANARY));
        assert_eq!(
            seen.header("x-api-key"),
            Some("kept"),
            "another credential stays"
        );
        assert!(
            seen.line.contains("keep=%7E"),
            "what was typed is not rewritten: {}",
            seen.line
        );
        let replaced = match placement {
            Placement::Header { .. } => "typed-2",
            Placement::Query { .. } => "typed-1",
            Placement::Body { .. } => "typed-3",
        };
        for typed in ["typed-1", "typed-2", "typed-3"] {
            assert_eq!(
                seen.holds(typed),
                typed != replaced,
                "{placement:?} {typed}"
            );
        }
        assert!(done.notes().contains("is sent instead"), "{}", done.notes());
        let text = serde_json::to_string(&done.transcript).expect("JSON");
        assert!(
            text.contains("[token alice@photos]") || matches!(placement, Placement::Body { .. }),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_placed_is_rejected_with_a_reason() {
    let (stage, http) = server(|_| Reply::new("200 OK", ""));
    let field_token = Token::of(&stage.url("/"), Placement::Body { name: "t".into() });
    let get = draft("GET", &stage.url("/"));
    let result = sent(&http, &get, Some(&field_token)).await.result;
    assert!(matches!(
        result,
        Err(SendError::Draft(DraftError::Carry(
            CarryError::MethodHasNoForm { .. }
        )))
    ));

    let mut json = draft("POST", &stage.url("/"));
    json.body = Body::Json { text: "{}".into() };
    let result = sent(&http, &json, Some(&field_token)).await.result;
    assert!(matches!(
        result,
        Err(SendError::Draft(DraftError::Carry(
            CarryError::BodyIsNoForm { .. }
        )))
    ));

    let mut broken = Token::of(&stage.url("/"), Placement::default());
    broken.secret = tokenry_model::secret::Secret::new("a\r\nX-Evil: 1");
    let result = sent(&http, &get, Some(&broken)).await.result;
    assert!(matches!(
        result,
        Err(SendError::Draft(DraftError::Carry(
            CarryError::Unsendable { .. }
        )))
    ));
    assert!(stage.asked().is_empty(), "nothing was sent");

    let sound = Token::of(&stage.url("/"), Placement::default());
    sent(&http, &get, Some(&sound)).await;
    assert_eq!(stage.take().len(), 1, "the server was there all the time");
}

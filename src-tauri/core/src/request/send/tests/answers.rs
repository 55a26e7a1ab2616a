//! Responses: compressed, slow, interrupted and cancelled.

use std::time::Duration;

use base64::Engine as _;
use tokio_util::sync::CancellationToken;

use super::{CANARY, Outgoing, SendError, Token, send, sent};
use crate::request::{
    Bodies, BodyError, BodySink, BodyWriter,
    testing::{draft, field, server, vault},
};
use tokenry_doubles::{Play, Reply};
use tokenry_model::{
    clock::Ambient,
    id::Id,
    server::Placement,
    transcript::{StepKind, Topic, Transcript},
};
use tokenry_oauth::http::HttpError;

#[tokio::test]
async fn a_response_is_recorded_in_full() {
    let (stage, http) = server(|_| {
        Reply::new("418 I'm a small teapot", "short and stout")
            .with("X-One", "1")
            .with("X-One", "2")
            .with("Set-Cookie", "sid=1")
    });
    let done = sent(&http, &draft("BREW", &stage.url("/pot?a=1#frag")), None).await;
    let answer = done.answer();
    assert_eq!(
        (answer.status, answer.reason.as_str()),
        (418, "I'm a small teapot")
    );
    assert_eq!((answer.version.as_str(), answer.size), ("HTTP/1.1", 15));
    assert_eq!(answer.url, stage.url("/pot?a=1#frag"));
    assert_eq!(done.body, "short and stout");
    let ones = answer.headers.iter().filter(|(name, _)| name == "x-one");
    assert_eq!(
        ones.map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
        ["1", "2"]
    );
    assert!(answer.first_byte_micros > 0 && answer.total_micros >= answer.first_byte_micros);

    let step = &done.transcript.steps[0];
    let http = step.http.as_ref().expect("it was an exchange");
    assert_eq!(
        (step.what.topic(), http.status),
        (Topic::Request, Some(418))
    );
    let cookie = http
        .response_headers
        .iter()
        .find(|(name, _)| name == "set-cookie");
    assert_eq!(
        cookie.expect("it came").1,
        "[redacted]",
        "cookies are masked in a transcript"
    );

    let seen = stage.take().remove(0);
    assert_eq!(seen.line, "BREW /pot?a=1");
    assert!(
        seen.header("user-agent")
            .is_some_and(|agent| agent.starts_with("Tokenry/"))
    );
}

#[tokio::test]
async fn a_compressed_body_is_decompressed_and_measured_decompressed() {
    // `gzip` of "hello hello hello hello\n".
    let packed = base64::engine::general_purpose::STANDARD
        .decode("H4sIAAAAAAACA8tIzcnJV8hAJ7kAAIhZCxgAAAA=")
        .expect("base64");
    let (stage, http) =
        server(move |_| Reply::new("200 OK", &packed).with("Content-Encoding", "gzip"));
    let done = sent(&http, &draft("GET", &stage.url("/")), None).await;
    assert_eq!(done.body, "hello hello hello hello\n");
    assert_eq!(done.answer().size, 24);
    let seen = stage.take().remove(0);
    assert!(
        seen.header("accept-encoding")
            .is_some_and(|all| all.contains("gzip"))
    );
}

#[tokio::test]
async fn a_token_repeated_by_the_server_is_redacted() {
    let (stage, http) = server(|seen| {
        let echo = seen.header("authorization").unwrap_or_default();
        Reply::new("200 OK", "").with("X-Echo", echo)
    });
    let token = Token::of(&stage.url("/"), Placement::default());
    let done = sent(&http, &draft("GET", &stage.url("/")), Some(&token)).await;
    assert_eq!(
        done.answer().header("x-echo"),
        Some("Bearer [token alice@photos]")
    );
    let seen = stage.take().remove(0);
    assert_eq!(
        seen.header("authorization"),
        Some(format!("Bearer {CANARY}").as_str())
    );
}

/// A sink that cancels the request at the first byte.
struct Impatient<'a>(&'a CancellationToken, BodyWriter);

impl BodySink for Impatient<'_> {
    fn push(&mut self, bytes: &[u8]) -> Result<(), BodyError> {
        self.0.cancel();
        self.1.push(bytes)
    }
}

#[tokio::test]
async fn a_cancelled_request_ends_at_once_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().expect("a directory");
    let (_store, vault) = vault(dir.path()).await;
    let bodies = Bodies::on_disk(dir.path(), vault);
    let (stage, http) = server(|_| {
        Play::stall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning".to_vec())
    });
    let ambient = Ambient::system();
    let cancel = CancellationToken::new();
    let writer = bodies.writer(Id::new(&ambient)).await.expect("a writer");
    let mut sink = Impatient(&cancel, writer);
    let mut request = draft("GET", &stage.url("/"));
    request.settings.timeout_secs = 0;
    let outgoing = Outgoing {
        draft: &request,
        carried: None,
        consent: None,
    };
    let mut transcript = Transcript::default();
    let result = send(
        &http,
        outgoing,
        &mut sink,
        &cancel,
        &ambient,
        &mut transcript,
    )
    .await;

    assert!(matches!(result, Err(SendError::Cancelled)), "{result:?}");
    stage.left().await;
    let last = transcript.steps.last().expect("it is told");
    assert_eq!(last.what.topic(), Topic::Decision);
    assert!(
        transcript.steps[0]
            .notes
            .iter()
            .any(|note| note.starts_with("9 bytes"))
    );

    let files = || {
        std::fs::read_dir(dir.path().join("bodies"))
            .expect("the folder")
            .count()
    };
    assert_eq!(files(), 1, "as long as somebody holds it");
    drop(sink);
    assert_eq!(files(), 0);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_stopped() {
    let (stage, http) = server(|seen| {
        Play::stall(if seen.line.contains("/body") {
            b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx".to_vec()
        } else {
            Vec::new()
        })
    });
    for path in ["/head", "/body"] {
        let mut request = draft("GET", &stage.url(path));
        request.settings.timeout_secs = 1;
        let done = sent(&http, &request, None).await;
        let after = Duration::from_secs(1);
        assert!(matches!(done.result, Err(SendError::TimedOut { after: a }) if a == after));
        let last = done.transcript.steps.last().expect("it is told");
        assert_eq!(last.what.topic(), Topic::Failure);
        assert!(last.what.title().contains("1 s"), "{:?}", last.what);
        stage.left().await;
    }
}

#[tokio::test]
async fn an_interrupted_response_is_an_error() {
    let (stage, http) =
        server(|_| Play::say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this".to_vec()));
    let done = sent(&http, &draft("GET", &stage.url("/")), None).await;
    assert!(
        matches!(done.result, Err(SendError::Http(HttpError::Reset { .. }))),
        "{:?}",
        done.result
    );
    assert_eq!(done.body, "only this");
    assert!(
        done.notes().contains("9 bytes of the body had arrived"),
        "{}",
        done.notes()
    );
    assert_eq!(stage.take().len(), 1, "and it is not sent again by itself");
}

#[tokio::test]
async fn a_request_arrives_as_typed() {
    let (stage, http) = server(|_| Reply::new("204 No Content", ""));
    let mut request = draft("POST", &stage.url("/x"));
    let text = "{ \"n\": 1.0,\r\n  \"é\": \"\u{1f600}\" }";
    request.body = tokenry_model::request::Body::Json { text: text.into() };
    request.headers = vec![
        field("User-Agent", "mine"),
        field("Accept", "application/vnd.api+json"),
    ];
    let done = sent(&http, &request, None).await;
    assert_eq!((done.answer().status, done.answer().size), (204, 0));
    let seen = stage.take().remove(0);
    assert_eq!(
        (seen.body.as_str(), seen.header("user-agent")),
        (text, Some("mine"))
    );
    assert_eq!(seen.header("accept"), Some("application/vnd.api+json"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(
        seen.headers
            .iter()
            .filter(|(name, _)| name == "accept")
            .count(),
        1
    );
}

#[tokio::test]
async fn an_unreachable_server_is_an_error_with_a_hint() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = free.local_addr().expect("an address");
    drop(free);
    let http = tokenry_oauth::http::Http::new();
    let done = sent(&http, &draft("GET", &format!("http://{addr}/")), None).await;
    let Err(error @ SendError::Http(HttpError::Refused { .. })) = &done.result else {
        panic!("{:?}", done.result);
    };
    assert!(!error.hint().is_empty());
    let last = done.transcript.steps.last().expect("it is told");
    assert_eq!(
        last.what,
        StepKind::Failure {
            message: error.to_string()
        }
    );
}

//! A large response is streamed with little memory. The test has its own process, because it measures
//! the memory of the process.
#![cfg(target_os = "linux")]

use std::sync::Arc;

use tokenry_core::request::{Bodies, BodyMode, Outgoing, send};
use tokenry_doubles::{Play, TestServer};
use tokenry_model::{
    clock::Ambient,
    id::Id,
    request::{Body, Draft, SendSettings},
    transcript::Transcript,
};
use tokenry_oauth::http::Http;
use tokenry_vault::{
    store::Store,
    vault::{NewSlot, Vault, keyring::SystemKeyring},
};
use tokio_util::sync::CancellationToken;

const ROW: &str = r#"{"id":1234567,"name":"someone","tags":["a","b"],"on":true},"#;
const SIZE: usize = 50 * 1024 * 1024;

/// Peak memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let words = line.expect("it is told").split_whitespace().nth(1);
    words.expect("a number").parse().expect("a number")
}

#[tokio::test]
async fn fifty_megabytes_are_streamed_with_a_few() {
    let rows = SIZE / ROW.len() / 1000 * 1000;
    let length = 1 + rows * ROW.len() + 3;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n["
    );
    let body = Play::say(head).and_repeat(ROW.repeat(1000), rows / 1000);
    let server = TestServer::saying(body.and_say("{}]"));

    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(dir.path()).await.expect("the store opens");
    let mock = keyring_core::mock::Store::new().expect("the mock opens");
    let ambient = Ambient::system();
    let keyring = Arc::new(SystemKeyring::over(mock));
    let vault = Vault::new(store, keyring, ambient.clone(), dir.path());
    vault.create(NewSlot::Keyring).await.expect("a new vault");
    let bodies = Bodies::on_disk(dir.path(), vault);
    let http = Http::new();
    let draft = Draft {
        method: "GET".into(),
        url: server.url("/"),
        parameters: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        token: None,
        settings: SendSettings {
            timeout_secs: 0,
            follow_redirects: true,
        },
    };
    let mut sink = bodies.writer(Id::new(&ambient)).await.expect("a writer");
    let before = peak();
    let answer = send(
        &http,
        Outgoing {
            draft: &draft,
            carried: None,
            consent: None,
        },
        &mut sink,
        &CancellationToken::new(),
        &ambient,
        &mut Transcript::default(),
    )
    .await
    .expect("an answer");
    assert_eq!(answer.size, length as u64);
    let body = sink
        .finish(Some("application/json"))
        .await
        .expect("finishes");
    let raw = body.lines(BodyMode::Raw, 0, 1).await.expect("lines");
    assert!(raw.lines[0].starts_with("[{\"id\":1234567"));
    let window = body
        .lines(BodyMode::Raw, raw.total - 1, 9)
        .await
        .expect("lines");
    assert!(window.lines[0].ends_with("},{}]"));
    let found = body
        .search(BodyMode::Raw, "nobody", 5)
        .await
        .expect("found");
    assert!(found.lines.is_empty() && !found.more);

    let grown = peak().saturating_sub(before);
    assert!(
        grown < 16 * 1024,
        "{grown} KiB for a body of {} KiB",
        length / 1024
    );
}

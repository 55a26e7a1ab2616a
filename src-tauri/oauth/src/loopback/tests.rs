//! CB-L of the threat model: what a web page or another program can throw at the listener.

mod binding;
mod posted;

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};
use url::Url;

use super::{Hit, Loopback, Page};

/// Far more than anything here takes; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

fn listen() -> (Loopback, u16) {
    let loopback = Loopback::bind("http://127.0.0.1/callback").expect("a free port");
    let url = Url::parse(loopback.redirect_uri()).expect("an address");
    let port = url.port().expect("the chosen port");
    (loopback, port)
}

/// Sends bytes and reads until the other side closes.
async fn say(port: u16, bytes: impl AsRef<[u8]>) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("somebody listens");
    let mut reply = Vec::new();
    // The listener may hang up in the middle of what it does not want to hear.
    let _ = stream.write_all(bytes.as_ref()).await;
    let read = timeout(PATIENCE, stream.read_to_end(&mut reply)).await;
    let _ = read.expect("the connection is closed in time");
    String::from_utf8_lossy(&reply).into_owned()
}

fn get(port: u16, target: &str, more: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n")
}

/// A browser in the background, and the hit that it makes.
async fn visit(loopback: &mut Loopback, port: u16, target: &str) -> (JoinHandle<String>, Hit) {
    let browser = tokio::spawn(say_owned(port, get(port, target, "")));
    let hit = timeout(PATIENCE, loopback.next_hit()).await.expect("a hit");
    (browser, hit)
}

async fn say_owned(port: u16, bytes: String) -> String {
    say(port, bytes).await
}

/// The listener still serves the real callback.
async fn still_works(loopback: &mut Loopback, port: u16) {
    let (browser, hit) = visit(loopback, port, "/callback?code=c&state=s").await;
    assert_eq!(hit.url.query(), Some("code=c&state=s"));
    hit.respond(Page::Done).await;
    let reply = browser.await.expect("the browser is fine");
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    assert!(
        reply.contains("You can close this tab and go back to Tokenry."),
        "{reply}"
    );
}

#[tokio::test]
async fn a_callback_is_handed_over_and_answered_with_a_constant_page() {
    let (mut loopback, port) = listen();
    let (browser, hit) = visit(&mut loopback, port, "/callback?code=a%2Bb&state=s").await;
    assert_eq!(
        hit.url.as_str(),
        format!("http://127.0.0.1:{port}/callback?code=a%2Bb&state=s")
    );
    hit.respond(Page::Done).await;
    let reply = browser.await.expect("the browser is fine").to_lowercase();
    for header in [
        "content-security-policy: default-src 'none';",
        "content-type: text/html; charset=utf-8",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
    ] {
        assert!(reply.contains(header), "{header} in {reply}");
    }
    assert!(!reply.contains("access-control"), "no CORS");
    still_works(&mut loopback, port).await;
}

#[tokio::test]
async fn every_verdict_has_its_page_and_reflects_nothing() {
    let (mut loopback, port) = listen();
    for (page, status, words) in [
        (Page::Done, "200", "You are logged in"),
        (Page::NotKnownYet, "200", "not known yet"),
        (Page::Denied, "200", "did not allow"),
        (Page::Failed, "200", "got no token"),
        (Page::StillWaiting, "200", "still waits"),
        (Page::NotThisLogin, "400", "not the login"),
    ] {
        let target = "/callback?error=x&error_description=%3Cscript%3Ealert(1)%3C/script%3EPLANTED";
        let (browser, hit) = visit(&mut loopback, port, target).await;
        hit.respond(page).await;
        let reply = browser.await.expect("the browser is fine");
        assert!(reply.starts_with(&format!("HTTP/1.1 {status}")), "{reply}");
        assert!(reply.contains(words), "{reply}");
        assert!(
            !reply.contains("PLANTED") && !reply.contains("<script"),
            "L18: {reply}"
        );
    }
    let (browser, hit) = visit(&mut loopback, port, "/callback?code=c").await;
    drop(hit);
    let reply = browser.await.expect("the browser is fine");
    assert!(
        reply.starts_with("HTTP/1.1 400"),
        "a hit nobody answers: {reply}"
    );
}

#[tokio::test]
async fn whatever_is_not_a_navigation_to_our_address_is_refused() {
    let (mut loopback, port) = listen();
    let target = "/callback?code=stolen&state=s";
    let with_host = |host: &str| format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let method = |method: &str, more: &str| {
        format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n")
    };
    for (case, request, status) in [
        ("L1 DNS rebinding", with_host("evil.com"), 404),
        (
            "L1 with our port",
            with_host(&format!("evil.com:{port}")),
            404,
        ),
        ("L2 localhost", with_host(&format!("localhost:{port}")), 404),
        ("L4 other port", with_host("127.0.0.1:1"), 404),
        ("L4 no port", with_host("127.0.0.1"), 404),
        ("no host", format!("GET {target} HTTP/1.1\r\n\r\n"), 404),
        ("two hosts", get(port, target, "Host: evil.com\r\n"), 404),
        (
            "L5 foreign origin",
            get(port, target, "Origin: https://evil.com\r\n"),
            403,
        ),
        (
            "L5 an image",
            get(port, target, "Sec-Fetch-Dest: image\r\n"),
            403,
        ),
        (
            "a frame",
            get(port, target, "Sec-Fetch-Dest: iframe\r\n"),
            403,
        ),
        (
            "L10 prefetch",
            get(port, target, "Sec-Purpose: prefetch;prerender\r\n"),
            403,
        ),
        ("L7 form post", method("POST", "Content-Length: 0\r\n"), 405),
        (
            "L8 preflight",
            method(
                "OPTIONS",
                "Origin: https://evil.com\r\nAccess-Control-Request-Private-Network: true\r\n",
            ),
            405,
        ),
        ("HEAD", method("HEAD", ""), 405),
        (
            "L26 websocket",
            get(
                port,
                target,
                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
            ),
            403,
        ),
        ("L11 favicon", get(port, "/favicon.ico", ""), 404),
        ("root", get(port, "/", ""), 404),
        ("L12 //callback", get(port, "//callback?code=c", ""), 404),
        ("L12 dots", get(port, "/x/../callback?code=c", ""), 404),
        ("L12 encoded", get(port, "/%63allback?code=c", ""), 404),
        ("L12 longer", get(port, "/callback/?code=c", ""), 404),
        ("L12 case", get(port, "/Callback?code=c", ""), 404),
        (
            "absolute form",
            get(port, &format!("http://127.0.0.1:{port}{target}"), ""),
            404,
        ),
    ] {
        let reply = say(port, request).await;
        assert!(
            reply.starts_with(&format!("HTTP/1.1 {status} ")),
            "{case}: {reply}"
        );
        assert!(
            !reply.to_lowercase().contains("access-control-allow"),
            "{case}: no CORS"
        );
    }
    // Had any of them been taken for a callback, it would be the next hit.
    still_works(&mut loopback, port).await;
}

#[tokio::test]
async fn noise_on_the_port_does_no_harm() {
    let (mut loopback, port) = listen();
    for (case, bytes) in [
        (
            "L13 long request line",
            get(
                port,
                &format!("/callback?code={}", "x".repeat(64 * 1024)),
                "",
            ),
        ),
        (
            "L14 1000 headers",
            get(port, "/callback", &"X-A: b\r\n".repeat(1000)),
        ),
        ("garbage", "\0\u{1}\u{2}hello\r\n\r\n".into()),
        ("other protocol", "SSH-2.0-OpenSSH_9\r\n\r\n".into()),
        ("folded header", get(port, "/callback", "X-A: b\r\n c\r\n")),
    ] {
        let reply = say(port, bytes).await;
        assert!(!reply.starts_with("HTTP/1.1 2"), "{case}: {reply}");
    }
    // L27: a TLS client hello.
    let hello = say(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await;
    assert!(!hello.starts_with("HTTP/1.1 2"), "{hello}");
    still_works(&mut loopback, port).await;
}

#[tokio::test]
async fn a_body_is_never_read() {
    let (mut loopback, port) = listen();
    let bomb = format!(
        "{}ffffffff\r\nxxxx",
        get(
            port,
            "/callback?code=c&state=s",
            "Transfer-Encoding: chunked\r\n"
        )
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected");
    stream.write_all(bomb.as_bytes()).await.expect("sent");
    let hit = timeout(PATIENCE, loopback.next_hit())
        .await
        .expect("L17: a hit without its body");
    hit.respond(Page::Done).await;
    let mut reply = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut reply))
        .await
        .expect("closed");
    assert!(reply.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn the_browser_with_the_code_hears_the_outcome_after_the_port_is_free() {
    let (mut loopback, port) = listen();
    let (browser, hit) = visit(&mut loopback, port, "/callback?code=c&state=s").await;
    loopback.close().await;
    let again = Loopback::bind(&format!("http://127.0.0.1:{port}/callback"));
    again.expect("the port is free for the next login");
    // Longer than an answer on its way may take: the outcome is not known until then.
    tokio::time::sleep(super::serve::LAST_WORDS * 2).await;
    assert!(!browser.is_finished(), "the page waits");
    hit.respond(Page::Failed).await;
    let reply = browser.await.expect("the browser is fine");
    assert!(reply.contains("got no token"), "{reply}");
}

#[tokio::test]
async fn two_hundred_slow_connections_do_not_keep_the_callback_out() {
    let (mut loopback, port) = listen();
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("connected");
        stream.write_all(b"GET /callb").await.expect("sent");
        slow.push(stream);
    }
    let begun = std::time::Instant::now();
    still_works(&mut loopback, port).await;
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "L15: not after the slow ones timed out"
    );
    // They are thrown out in the end, preconnects that say nothing at all included.
    slow.push(
        TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("connected"),
    );
    for mut stream in slow {
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("closed");
    }
}

#[tokio::test]
async fn many_wrong_answers_do_not_end_the_listening() {
    let (mut loopback, port) = listen();
    for guess in 0..300 {
        let (browser, hit) = visit(
            &mut loopback,
            port,
            &format!("/callback?code=c&state={guess}"),
        )
        .await;
        hit.respond(Page::NotThisLogin).await;
        assert!(
            browser
                .await
                .expect("the browser is fine")
                .starts_with("HTTP/1.1 400"),
            "L20"
        );
    }
    still_works(&mut loopback, port).await;
}

#[tokio::test]
async fn the_end_closes_the_port_but_not_before_the_page_is_out() {
    let (mut loopback, port) = listen();
    let (browser, hit) = visit(&mut loopback, port, "/callback?code=c&state=s").await;
    let mut idle = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected");
    hit.respond(Page::Done).await;
    drop(loopback);
    let begun = std::time::Instant::now();
    assert!(
        browser
            .await
            .expect("the browser is fine")
            .contains("You are logged in")
    );
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, idle.read_to_end(&mut rest))
        .await
        .expect("closed");
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "L25: {:?}",
        begun.elapsed()
    );
    let again = TcpStream::connect(("127.0.0.1", port)).await;
    assert!(again.is_err(), "L25: nobody listens any more");
}

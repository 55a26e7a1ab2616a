//! Answers that break the rules of HTTP (RFC 9112 §6): told as that, and never as a fault of
//! compression.

use tokenry_doubles::{Play, TestServer};

use crate::home::Home;

#[test]
fn a_fault_of_framing_is_told_as_one() {
    const RULES: &str = "breaks the rules of HTTP";
    const BROKE_OFF: &str = "broke off before its answer was complete";
    const NOT_HTTP: &str = "something that is not HTTP";
    let cases: [(&[u8], &str); 10] = [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", RULES),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", RULES),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", RULES),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", RULES),
        (b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello", RULES),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", BROKE_OFF),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", BROKE_OFF),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhello", BROKE_OFF),
        (b"HTTP/1.1 200 OK\r\nno colon in here\r\n\r\nhello", NOT_HTTP),
        (b"hello there", NOT_HTTP),
    ];
    let home = Home::new();
    for (bytes, told) in cases {
        let server = TestServer::saying(Play::say(bytes));
        let run = home.run(["send", &server.url("/me")]);
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(run.code, Some(1), "{shown}: {run:?}");
        assert!(run.err.contains(told), "{shown}: {run:?}");
        assert!(!run.err.contains("compress"), "{shown}: {run:?}");
    }
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello";
    let server = TestServer::saying(Play::say(bytes));
    let run = home.run(["send", &server.url("/me")]);
    assert!(run.err.contains("compressed"), "{run:?}");
}

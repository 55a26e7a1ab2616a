//! Which addresses are bound, and what happens where they are taken.

use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};

use super::{PATIENCE, listen, say, still_works};
use crate::loopback::{Loopback, LoopbackError};

#[tokio::test]
async fn the_address_is_exactly_what_was_registered() {
    for (uri, from, to) in [
        (
            "http://127.0.0.1/callback",
            "http://127.0.0.1:",
            "/callback",
        ),
        ("http://127.0.0.1", "http://127.0.0.1:", ""),
        ("http://127.0.0.1/a?b=c", "http://127.0.0.1:", "/a?b=c"),
    ] {
        let loopback = Loopback::bind(uri).expect("a free port");
        let chosen = loopback.redirect_uri();
        let port = chosen
            .strip_prefix(from)
            .and_then(|rest| rest.strip_suffix(to));
        let port = port.unwrap_or_else(|| panic!("{chosen} for {uri}"));
        assert!(port.parse::<u16>().is_ok_and(|port| port > 0), "{chosen}");
    }
}

#[tokio::test]
async fn a_busy_port_is_told_before_the_browser_opens() {
    let (_first, port) = listen();
    for uri in [
        format!("http://127.0.0.1:{port}/callback"),
        // L22: somebody on one of the two addresses would get half of the callbacks.
        format!("http://localhost:{port}/callback"),
    ] {
        match Loopback::bind(&uri) {
            Err(error @ LoopbackError::PortBusy { port: named }) => {
                assert_eq!(named, port);
                assert!(error.to_string().contains(&port.to_string()));
                assert!(error.hint().contains("paste"));
            }
            other => panic!("{uri}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn localhost_is_heard_on_both_addresses_where_there_are_two() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("its address").port();
    drop(free);
    let uri = format!("http://localhost:{port}/callback");
    let mut loopback = Loopback::bind(&uri).expect("the port is free again");
    assert_eq!(loopback.redirect_uri(), uri);
    let mut heard = 0;
    for host in ["127.0.0.1", "::1"] {
        let Ok(mut stream) = TcpStream::connect((host, port)).await else {
            continue;
        };
        let request = format!("GET /callback?code=c HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let hit = timeout(PATIENCE, loopback.next_hit()).await.expect("a hit");
        assert_eq!(
            hit.url.as_str(),
            format!("http://localhost:{port}/callback?code=c")
        );
        heard += 1;
    }
    let both = std::net::TcpListener::bind("[::1]:0").is_ok();
    assert_eq!(heard, if both { 2 } else { 1 });
}

#[tokio::test]
async fn two_logins_at_once_do_not_hear_each_other() {
    let (mut first, first_port) = listen();
    let (mut second, second_port) = listen();
    assert_ne!(first_port, second_port);
    let crossed = format!("GET /callback?code=c HTTP/1.1\r\nHost: 127.0.0.1:{first_port}\r\n\r\n");
    let reply = say(second_port, crossed).await;
    assert!(reply.starts_with("HTTP/1.1 404"), "L28: {reply}");
    still_works(&mut first, first_port).await;
    still_works(&mut second, second_port).await;
}

#[tokio::test]
async fn only_loopback_addresses_are_bound() {
    for uri in [
        "http://0.0.0.0:8000/callback",
        "http://192.168.0.1/callback",
        "https://127.0.0.1/callback",
        "http://example.org/callback",
        "app.tokenry:/callback",
        "nonsense",
    ] {
        let refused = Loopback::bind(uri);
        assert!(
            matches!(refused, Err(LoopbackError::NotLoopback { .. })),
            "{uri}"
        );
    }
}

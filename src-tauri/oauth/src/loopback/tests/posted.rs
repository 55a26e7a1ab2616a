//! Answers that a page posts as a form (OAuth 2.0 Form Post Response Mode).

use super::*;

fn post(port: u16, body: &str, more: &str) -> String {
    format!(
        "POST /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
         Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n\
         Content-Length: {}\r\n{more}\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_form_that_a_page_posts_is_handed_over() {
    let (mut loopback, port) = listen();
    let form = "code=a%2Bb&state=s";
    let more = "Origin: https://id.example\r\nSec-Fetch-Dest: document\r\n";
    let browser = tokio::spawn(say_owned(port, post(port, form, more)));
    let hit = timeout(PATIENCE, loopback.next_hit()).await.expect("a hit");
    assert_eq!(hit.form.as_ref().map(|form| form.as_str()), Some(form));
    assert_eq!(hit.url.query(), None);
    assert!(!format!("{hit:?}").contains(form), "{hit:?}");
    hit.respond(Page::Done).await;
    let reply = browser.await.expect("the browser is fine");
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");

    let long = "x".repeat(65 * 1024);
    for (case, request, status) in [
        (
            "a script's",
            post(port, form, "Sec-Fetch-Dest: empty\r\n"),
            403,
        ),
        (
            "a frame's",
            post(port, form, "Sec-Fetch-Dest: iframe\r\n"),
            403,
        ),
        ("too long", post(port, &long, ""), 400),
        (
            "another kind",
            post(port, form, "").replace("x-www-form-urlencoded", "json"),
            405,
        ),
        (
            "another host",
            post(port, form, "").replace("Host: 127.0.0.1", "Host: evil.com"),
            404,
        ),
    ] {
        let reply = say(port, request).await;
        assert!(
            reply.starts_with(&format!("HTTP/1.1 {status} ")),
            "{case}: {reply}"
        );
    }
    still_works(&mut loopback, port).await;
}

//! Ends of redirect chains, and changes of the method.

use super::{CANARY, Token, sent};
use tokenry_doubles::Reply;
use tokenry_model::server::Placement;

use crate::request::testing::{draft, server};

#[tokio::test]
async fn a_dropped_credential_is_not_restored_by_a_redirect_back() {
    let (stage, http) = server(|seen| {
        let host = seen.header("host").unwrap_or_default().to_owned();
        let port = host.rsplit(':').next().unwrap_or_default().to_owned();
        if seen.line.contains("/there") {
            Reply::redirect(302, &format!("http://127.0.0.1:{port}/back"))
        } else if seen.line.contains("/back") {
            Reply::new("401 Unauthorized", "who?")
        } else {
            Reply::redirect(302, &format!("http://localhost:{port}/there"))
        }
    });
    let token = Token::of(&stage.url("/"), Placement::default());
    let done = sent(&http, &draft("GET", &stage.url("/start")), Some(&token)).await;
    assert_eq!(done.answer().status, 401);
    let carried: Vec<bool> = stage.take().iter().map(|seen| seen.holds(CANARY)).collect();
    assert_eq!(carried, [true, false, false]);
}

#[tokio::test]
async fn a_redirect_loop_ends_and_the_last_redirect_is_shown() {
    let (stage, http) = server(|_| Reply::redirect(302, "/again"));
    let mut request = draft("GET", &stage.url("/"));
    let done = sent(&http, &request, None).await;
    assert_eq!(stage.take().len(), 11, "one request and ten redirects");
    assert_eq!(done.answer().status, 302);
    assert!(
        done.answer()
            .note
            .as_deref()
            .is_some_and(|note| note.contains("in a loop"))
    );

    request.settings.follow_redirects = false;
    let done = sent(&http, &request, None).await;
    assert_eq!(stage.take().len(), 1);
    assert!(
        done.answer()
            .note
            .as_deref()
            .is_some_and(|note| note.contains("settings"))
    );
}

#[tokio::test]
async fn methods_change_as_the_standard_requires() {
    let (stage, http) = server(|seen| {
        let status = seen
            .line
            .split(['/', ' '])
            .nth(2)
            .and_then(|text| text.parse().ok());
        status.map_or_else(
            || Reply::new("200 OK", ""),
            |status| Reply::redirect(status, "/landed"),
        )
    });
    for (method, status, then) in [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
        ("PUT", 301, "PUT"),
        ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"),
        ("DELETE", 307, "DELETE"),
        ("HEAD", 303, "HEAD"),
        ("GET", 308, "GET"),
    ] {
        let request = draft(method, &stage.url(&format!("/{status}")));
        let done = sent(&http, &request, None).await;
        let seen = stage.take();
        assert_eq!(done.answer().status, 200, "{method} {status}");
        assert!(
            seen[1].line.starts_with(&format!("{then} ")),
            "{method} {status}: {}",
            seen[1].line
        );
    }
}

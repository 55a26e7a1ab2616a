//! Tokens that no name tells, or none that programs read.

use super::{LOGIN, at};
use tokenry_doubles::{Reply, TestServer};

#[test]
fn a_token_that_no_name_tells_is_stored_or_hidden() {
    let alone = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let plain = move |status| Reply::new(status, alone).with("Content-Type", "text/plain");
    let server = TestServer::new(move |_| plain("200 OK"));
    let home = at(&server);
    home.done(LOGIN);
    assert_eq!(home.done(["token", "get", "me"]), format!("{alone}\n"));
    for reply in [
        plain("400 Bad Request"),
        Reply::new("200 OK", format!("{{“access_token”: “{alone}”}}"))
            .with("Content-Type", "application/json"),
    ] {
        let server = TestServer::new(move |_| reply.clone());
        let home = at(&server);
        let refused = home.run(LOGIN);
        assert!(refused.err.contains("[redacted]"), "{}", refused.err);
        let shown = home.done(["transcript", "show"]);
        for text in [&refused.out, &refused.err, &shown] {
            assert!(!text.contains(alone), "{text}");
        }
    }
}

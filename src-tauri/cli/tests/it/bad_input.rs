//! Whatever comes from outside and is wrong: each ends with the right status, says what happened,
//! what the server said and what to do, and loses nothing of what is stored.
//!
//! - `metadata`: a server that describes itself badly
//! - `registering`: a server that registers nobody
//! - `replies`: what a server answers in place of metadata or of a token
//! - `certificates`: a server that cannot be believed
//! - `redirects`: a redirect URI that the server does not take
//! - `full_disk`: no room to store anything

mod certificates;
pub(crate) mod full_disk;
mod metadata;
mod redirects;
mod registering;
mod replies;

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use tokenry_doubles::{Asked, Reply, TestServer};

use crate::home::Home;

const SECRET: &str = "s3cr3t-of-the-client";
const GOOD: &str = r#"{"access_token": "first-token", "token_type": "Bearer", "expires_in": 86400, "scope": "read"}"#;

/// A server that answers the first request for a token well, and every later one like this.
fn turning(bad: Reply) -> TestServer {
    let was_good = AtomicBool::new(false);
    TestServer::new(move |_: &Asked| {
        if was_good.swap(true, Ordering::SeqCst) {
            bad.clone()
        } else {
            Reply::json(GOOD)
        }
    })
}

/// A home with everything that can be lost: a server, a client with a secret, a token of the
/// client's own, and one that was pasted.
fn stocked(server: &TestServer) -> Home {
    let home = Home::new();
    let (authorize, token) = (server.url("/authorize"), server.url("/token"));
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--authorize-url",
        &authorize,
        "--token-url",
        &token,
    ]);
    home.fed(
        [
            "client",
            "add",
            "api",
            "--id",
            "bot",
            "--name",
            "bot",
            "--redirect",
            "urn:ietf:wg:oauth:2.0:oob",
            "--secret-stdin",
        ],
        SECRET,
    )
    .done();
    home.done(["login", "bot", "--as", "robot", "--client-credentials"]);
    home.with_token("api", "pasted", "a-pasted-token")
}

/// All that is stored, but for what the time changes.
fn stored(home: &Home) -> Vec<Value> {
    let mut lists: Vec<Value> = ["server", "client", "token"]
        .map(|what| home.json(&[what, "list"]))
        .into();
    for token in lists[2].as_array_mut().expect("a list") {
        let token = token.as_object_mut().expect("an object");
        for changing in ["expires_in", "used_at"] {
            token.remove(changing).expect("it is told");
        }
    }
    let get = |name| home.done(["token", "get", name]).into();
    lists.extend([get("robot"), get("pasted")]);
    lists
}

/// What was printed says all of this, and never the client's secret.
fn assert_says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "“{word}” is missing: {said}");
    }
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.lines().count() > 1, "there is a next step: {said}");
}

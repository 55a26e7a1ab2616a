//! What a server answers in place of metadata or of a token.

use serde_json::Value;

use super::{assert_says, stocked, stored, turning};
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const PAGE: &str = "<!DOCTYPE html><html><body><h1>Welcome to the network</h1></body></html>";
const BIG: usize = 50 * 1024 * 1024;

/// A token endpoint's answer, and what has to be told about it.
struct Case {
    reply: Reply,
    /// The server's own words.
    said: Option<&'static str>,
    /// What happened, what it most likely means, and what to do.
    tells: &'static [&'static str],
}

fn cases() -> [Case; 5] {
    let refusal = |status, body: &str| {
        Reply::new(status, body).with("Content-Type", "application/json; charset=utf-8")
    };
    [
        Case {
            reply: Reply::new("200 OK", PAGE).with("Content-Type", "text/html"),
            said: Some("Welcome to the network"),
            tells: &[
                "a web page instead of a token",
                "Check the token endpoint's address",
                "tokenry server edit api token-url=",
            ],
        },
        Case {
            reply: refusal(
                "400 Bad Request",
                r#"{"error": "invalid_scope", "error_description": "Unknown scope: reed"}"#,
            ),
            said: Some("invalid_scope: Unknown scope: reed"),
            tells: &[
                "The server refused: invalid_scope.",
                "does not know one of the scopes",
                "Check their spelling",
                "tokenry client edit bot scope=",
            ],
        },
        Case {
            reply: refusal(
                "401 Unauthorized",
                r#"{"error": "invalid_client", "error_description": "Client authentication failed"}"#,
            )
            .with("WWW-Authenticate", "Basic realm=\"oauth\""),
            said: Some("invalid_client: Client authentication failed"),
            tells: &[
                "The server refused: invalid_client.",
                "check client id and secret",
                "tokenry client edit bot --secret-stdin",
                "auth=post",
            ],
        },
        Case {
            reply: Reply::new("200 OK", ""),
            said: None,
            tells: &[
                "reply is empty",
                "wrong client secret",
                "tokenry server edit api token-url=",
            ],
        },
        Case {
            reply: Reply::json(&format!(r#"{{"access_token": "{}"}}"#, "a".repeat(BIG))),
            said: None,
            tells: &[
                "larger than 1024 KiB",
                "broken off",
                "Check the address",
                "tokenry server edit api token-url=",
            ],
        },
    ]
}

#[test]
fn a_bad_reply_is_explained_and_the_token_stays() {
    for Case { reply, said, tells } in cases() {
        let server = turning(reply);
        let home = stocked(&server);
        let before = stored(&home);
        let login = ["login", "bot", "--as", "robot", "--client-credentials"];

        let told = home.run(login).failed(1);
        assert_says(&told, tells);
        let quoted = told
            .lines()
            .find_map(|line| line.strip_prefix("  The server said: "));
        match said {
            Some(said) => assert!(quoted.is_some_and(|words| words.contains(said)), "{told}"),
            None => assert_eq!(quoted, None, "it said nothing"),
        }
        assert_eq!(stored(&home), before, "{told}");

        let told = home.run(login.iter().chain(&["--json"])).failed(1);
        let document: Value = serde_json::from_str(&told).expect("one document");
        let error = &document["error"];
        assert_eq!(error["kind"], "failed", "{told}");
        assert_eq!(error["said"].is_string(), said.is_some(), "{told}");
        assert!(error["hint"].is_string(), "{told}");

        let told = home.run(["token", "refresh", "robot"]).failed(1);
        assert_says(
            &told,
            &["“robot” could not be refreshed.", "The token is kept."],
        );
        assert_says(&told, tells);
        assert_eq!(home.done(["token", "get", "robot"]), "first-token\n");
    }
}

#[test]
fn a_bad_reply_to_a_code_is_explained_and_nothing_is_stored() {
    for Case { reply, said, tells } in cases() {
        let server = turning(reply);
        let home = stocked(&server);
        let before = stored(&home);
        let login = ["login", "bot", "--as", "me", "--no-browser", "--paste"];
        let run = home.fed(login, "the-code\n");
        assert_eq!(run.code, Some(1), "{run:?}");
        // The commands to type are named in general here.
        let tells: Vec<_> = tells
            .iter()
            .filter(|words| !words.contains('=') && !words.contains("--"))
            .copied()
            .chain(said)
            .chain(["could not be exchanged", "tokenry client edit --help"])
            .collect();
        assert_says(&run.err, &tells);
        assert_eq!(stored(&home), before, "{run:?}");
    }
}

/// Also where the server does not say how much is to come. What is not read is not held in memory
/// either.
#[test]
fn of_fifty_megabytes_only_the_beginning_is_read() {
    let body = format!(r#"{{"access_token": "{}"}}"#, "a".repeat(BIG));
    for reply in [Reply::json(&body), Reply::json(&body).without_length()] {
        let server = turning(reply);
        let home = stocked(&server);
        let before = server.taken();
        let login = ["login", "bot", "--as", "robot", "--client-credentials"];
        home.run(login).failed(1);
        // The cap is 1 MiB; the rest are the system's buffers on both sides.
        let taken = server.taken() - before;
        assert!(taken < BIG / 3, "{taken} bytes were taken");
        assert_eq!(home.done(["token", "get", "robot"]), "first-token\n");
    }
}

#[test]
fn web_pages_instead_of_metadata_are_told_and_the_way_on_is_named() {
    let server = TestServer::new(|_| Reply::new("200 OK", PAGE).with("Content-Type", "text/html"));
    let home = Home::new();
    let run = home.run(["server", "add", &server.url(""), "--name", "hotel"]);
    assert_eq!(run.code, Some(0), "it is there for pasted tokens: {run:?}");
    assert_says(
        &run.err,
        &[
            "does not describe its endpoints",
            "/.well-known/openid-configuration: The server answered with a web page",
            "tokenry server edit hotel authorize-url=",
        ],
    );
    let listed = home.json(&["server", "list"]);
    assert_eq!(listed[0]["endpoints"]["token"], Value::Null, "{listed}");

    home.fed(
        ["client", "add", "hotel", "--id", "bot", "--secret-stdin"],
        "s3cr3t",
    )
    .done();
    let told = home
        .run(["login", "hotel", "--as", "robot", "--client-credentials"])
        .failed(1);
    assert_says(
        &told,
        &["no token endpoint", "tokenry server edit hotel token-url="],
    );
    assert_eq!(
        home.json(&["token", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

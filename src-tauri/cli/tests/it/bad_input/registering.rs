//! A server that registers nobody: each refusal of RFC 7591 §3.2.2, and those that other servers
//! make.

use serde_json::json;

use super::assert_says;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

fn home(server: &TestServer) -> Home {
    let home = Home::new().with_server("api", &server.url(""));
    let register = format!("registration-url={}", server.url("/register"));
    home.done(["server", "edit", "api", &register]);
    home
}

#[test]
fn each_refusal_is_told_with_the_next_step_and_nothing_is_stored() {
    let by_hand = "tokenry client add api --id ID";
    for (status, code, means, next) in [
        (
            "400 Bad Request",
            "invalid_redirect_uri",
            "does not accept this redirect URI",
            "tokenry client register api --redirect URI",
        ),
        (
            "400 Bad Request",
            "invalid_client_metadata",
            "most likely a scope or the authentication method",
            "tokenry client register api --scope",
        ),
        (
            "400 Bad Request",
            "invalid_software_statement",
            "wants a software statement",
            by_hand,
        ),
        (
            "400 Bad Request",
            "unapproved_software_statement",
            "somebody vouches for",
            by_hand,
        ),
        (
            "401 Unauthorized",
            "invalid_token",
            "initial access token",
            "--initial-token-stdin",
        ),
    ] {
        let body = json!({"error": code, "error_description": "Not here."}).to_string();
        let server = TestServer::new(move |_| {
            Reply::new(status, body.clone()).with("Content-Type", "application/json")
        });
        let home = home(&server);
        let told = home.run(["client", "register", "api"]).failed(1);
        let refused = format!("The server refused: {code}.");
        let said = "The server said: Not here.";
        assert_says(&told, &[&refused, said, means, next]);
        assert_eq!(home.json(&["client", "list"]), json!([]), "{told}");
    }
}

#[test]
fn a_refusal_without_a_reason_has_its_status() {
    for (status, number, next) in [
        ("403 Forbidden", "403", "--initial-token-stdin"),
        ("404 Not Found", "404", "tokenry client add api --id ID"),
    ] {
        let server = TestServer::new(move |_| Reply::new(status, "<html>"));
        let home = home(&server);
        let told = home.run(["client", "register", "api"]).failed(1);
        let refused = format!("refused the registration with status {number}");
        assert_says(&told, &[&refused, next]);
        assert_eq!(home.json(&["client", "list"]), json!([]), "{told}");
    }
}

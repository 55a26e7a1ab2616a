//! What a server gives out anew when a registration is read or changed, and a secret that ends.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

/// The end of every secret but the first, which is over already.
const LATER: i64 = 4_000_000_000;

/// Gives out a new token and a new secret with every answer, takes only the newest, and breaks
/// down on a change once.
#[derive(Default)]
struct Rotating {
    asked: u32,
    broken: bool,
}

impl Rotating {
    fn document(&self, base: &str) -> Value {
        json!({
            "client_id": "c1",
            "client_secret": format!("PLANTED-secret-{}", self.asked),
            "client_id_issued_at": 1_600_000_000,
            "client_secret_expires_at": if self.asked == 0 { 1_700_000_000 } else { LATER },
            "client_name": "app",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "client_secret_post",
            "registration_client_uri": format!("{base}/register/c1"),
            "registration_access_token": format!("PLANTED-managing-{}", self.asked),
        })
    }
}

fn rotating() -> (TestServer, Arc<Mutex<Rotating>>) {
    let state: Arc<Mutex<Rotating>> = Arc::default();
    let shared = state.clone();
    let server = TestServer::new(move |asked| {
        let mut state = shared.lock().expect("nobody panicked");
        let base = format!("http://{}", asked.header("host").expect("a host"));
        let newest = format!("Bearer PLANTED-managing-{}", state.asked);
        match asked.line.as_str() {
            "POST /register" => {}
            "POST /token" => {
                let known = asked
                    .body
                    .contains(&format!("client_secret=PLANTED-secret-{}", state.asked));
                if known && state.asked > 0 {
                    return Reply::json(r#"{"access_token": "PLANTED-access"}"#);
                }
                return Reply::new("401 Unauthorized", r#"{"error": "invalid_client"}"#);
            }
            "GET /register/c1" | "PUT /register/c1" => {
                if asked.header("authorization") != Some(&*newest) {
                    return Reply::new("401 Unauthorized", r#"{"error": "invalid_token"}"#);
                }
                if asked.line.starts_with("PUT") && !std::mem::replace(&mut state.broken, true) {
                    return Reply::new("500 Internal Server Error", "");
                }
                state.asked += 1;
            }
            _ => return Reply::new("404 Not Found", ""),
        }
        Reply::json(&state.document(&base).to_string())
    });
    (server, state)
}

#[test]
fn what_is_given_out_anew_is_kept_before_anything_else_and_an_ended_secret_explained() {
    let (server, state) = rotating();
    let home = Home::new();
    let (register, token) = (server.url("/register"), server.url("/token"));
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "it",
        "--token-url",
        &token,
    ]);
    home.done([
        "server",
        "edit",
        "it",
        &format!("registration-url={register}"),
    ]);
    home.done(["client", "register", "it", "--name", "app"]);
    let client = home.json(&["client", "show", "app"]);
    assert_eq!(client["secret_expires_at"], "2023-11-14T22:13:20Z");
    assert_eq!(
        client["registration"]["client_id_issued_at"],
        "2020-09-13T12:26:40Z"
    );

    // The secret has ended: told beside, by the doctor, and when the server refuses it.
    let listed = home.run(["client", "list"]);
    assert!(listed.err.contains("ended on 2023-11-14"), "{listed:?}");
    let checks = home.run(["doctor", "--json"]).out;
    assert!(checks.contains("client secret"), "{checks}");
    let login = ["login", "app", "--as", "robot", "--client-credentials"];
    let said = home.run(login).failed(1);
    for part in [
        "invalid_client",
        "secret ended on 2023-11-14",
        "client registration show",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }

    // The change fails after the reading that goes before it has given out new ones.
    let update = ["client", "registration", "update", "app", "--scope", "read"];
    let said = home.run(update).failed(1);
    assert!(
        said.contains("server\u{2019}s") || said.contains("server's"),
        "{said}"
    );
    let given = state.lock().expect("nobody panicked").asked;
    assert!(given > 0, "it was read before");
    let client = home.json(&["client", "show", "app"]);
    assert_eq!(client["secret_expires_at"], "2096-10-02T07:06:40Z");
    home.done(login);
    home.done(update);
    home.done(login);
    let shown = home.json(&["client", "registration", "show", "app"]);
    assert_eq!(shown["new_secret"], true);
    for number in 0..10 {
        assert_nowhere(&home.data(), &format!("PLANTED-secret-{number}"));
        assert_nowhere(&home.data(), &format!("PLANTED-managing-{number}"));
    }
}

/// Each error of RFC 7591 §3.2.2 has its words, and nothing is stored.
#[test]
fn each_refusal_of_a_registration_is_told_and_stores_nothing() {
    for (code, meaning) in [
        ("invalid_redirect_uri", "redirect URI"),
        ("invalid_client_metadata", "scope"),
        ("invalid_software_statement", "software statement"),
        ("unapproved_software_statement", "vouches"),
    ] {
        let body = json!({"error": code, "error_description": "the words of the server"});
        let server = TestServer::new(move |asked| {
            if asked.line == "POST /register" {
                Reply::new("400 Bad Request", body.to_string())
            } else {
                Reply::new("404 Not Found", "")
            }
        });
        let home = Home::new();
        home.done([
            "server",
            "add",
            &server.url(""),
            "--name",
            "it",
            "--no-discovery",
        ]);
        let endpoint = format!("registration-url={}", server.url("/register"));
        home.done(["server", "edit", "it", &endpoint]);
        let said = home
            .run(["client", "register", "it", "--name", "app"])
            .failed(1);
        for part in [code, "the words of the server", meaning] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(home.json(&["client", "list"]), json!([]));
    }
}

#[test]
fn settings_are_shown_and_set_as_in_the_window() {
    let home = Home::new();
    let first = home.json(&["settings"]);
    assert_eq!(first["refresh_margin_secs"], 60);
    for (change, member, value) in [
        (
            "refresh-margin=120",
            "refresh_margin_secs",
            serde_json::json!(120),
        ),
        (
            "refresh-in-background=no",
            "refresh_in_background",
            serde_json::json!(false),
        ),
        ("lock-after=0", "lock_after_minutes", serde_json::json!(0)),
        (
            "idle-locks=everything",
            "idle_locks",
            serde_json::json!("everything"),
        ),
        ("clipboard=5", "clipboard_secs", serde_json::json!(5)),
        ("log=debug", "log_level", serde_json::json!("debug")),
        ("theme=dark", "theme", serde_json::json!("dark")),
    ] {
        home.done(["settings", change]);
        assert_eq!(home.json(&["settings"])[member], value, "{change}");
        let (key, _) = change.split_once('=').expect("a change");
        assert!(home.done(["settings"]).contains(key));
        home.done(["settings", &format!("{key}=")]);
        assert_eq!(home.json(&["settings"])[member], first[member], "{change}");
    }
    for wrong in [
        "refresh-margin=soon",
        "theme=pink",
        "log=loud",
        "idle-locks=yes",
        "margin=1",
    ] {
        home.run(["settings", wrong]).failed(2);
    }
    assert_eq!(home.json(&["settings"]), first);
}

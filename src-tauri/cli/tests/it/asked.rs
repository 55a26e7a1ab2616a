//! `tokenry token revoke`, `token introspect`, `token logout` and `token forget --revoke`.
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

/// A server that gives tokens to the client itself, and refuses to revoke access tokens when
/// its name for them is `kept`.
fn server() -> TestServer {
    TestServer::new(|asked| {
        if asked.line.starts_with("POST /token") {
            let kept = asked.body.contains("scope=kept");
            let access = if kept { "at-kept" } else { "at-free" };
            return Reply::json(&format!(
                r#"{{"access_token":"{access}","refresh_token":"rt-1","token_type":"Bearer"}}"#
            ));
        }
        if asked.line.starts_with("POST /introspect") {
            return Reply::json(r#"{"active":true,"exp":4102444800,"client_id":"app"}"#);
        }
        if asked.body.contains("at-kept") {
            let said = r#"{"error":"unsupported_token_type","error_description":"not those"}"#;
            return Reply::new("400 Bad Request", said);
        }
        Reply::new("200 OK", "")
    })
}

fn home(server: &TestServer) -> Home {
    let home = Home::new();
    let token_url = server.url("/token");
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--token-url",
        &token_url,
    ]);
    let revoke = format!("revocation-url={}", server.url("/revoke"));
    let introspect = format!("introspection-url={}", server.url("/introspect"));
    home.done(["server", "edit", "api", &revoke, &introspect]);
    let add = [
        "client",
        "add",
        "api",
        "--id",
        "app",
        "--name",
        "app",
        "--auth",
        "post",
        "--secret-stdin",
    ];
    home.fed(add, "a-long-secret").done();
    home
}

fn log_in(home: &Home, name: &str, scope: &str) {
    home.done([
        "login",
        "app",
        "--as",
        name,
        "--client-credentials",
        "--scope",
        scope,
    ]);
}

#[test]
fn a_token_is_given_back_and_stays_listed() {
    let server = server();
    let home = home(&server);
    log_in(&home, "bot", "free");
    let done = home.json(&["token", "revoke", "bot"]);
    assert_eq!(done["revoked"], true, "{done}");
    assert_eq!(done["parts"][0]["part"], "refresh_token");
    assert_eq!(done["parts"][1]["part"], "access_token");
    let bodies: Vec<String> = server
        .asked()
        .into_iter()
        .filter(|asked| asked.line.starts_with("POST /revoke"))
        .map(|asked| asked.body)
        .collect();
    assert!(
        bodies[0].contains("token=rt-1&token_type_hint=refresh_token"),
        "{bodies:?}"
    );
    assert!(
        bodies[1].contains("token=at-free&token_type_hint=access_token"),
        "{bodies:?}"
    );
    let shown = home.json(&["token", "show", "bot"]);
    assert_eq!(shown["state"], "login_needed");
    home.run(["token", "get", "bot"]).failed(4);
}

#[test]
fn what_the_server_keeps_is_said() {
    let server = server();
    let home = home(&server);
    log_in(&home, "bot", "kept");
    let done = home.json(&["token", "revoke", "bot"]);
    assert_eq!(done["revoked"], false, "{done}");
    assert_eq!(done["parts"][0]["revoked"], true);
    assert_eq!(
        done["parts"][1]["said"],
        "unsupported_token_type: not those"
    );
    let said = home.done(["token", "forget", "bot", "--revoke"]);
    assert!(
        said.contains("did not revoke the access token") && said.contains("Forgot the token bot."),
        "{said}"
    );
}

#[test]
fn a_token_is_forgotten_only_once_the_server_took_it_back() {
    let server = server();
    let home = home(&server);
    log_in(&home, "bot", "free");
    home.done(["server", "edit", "api", "revocation-url="]);
    let said = home.run(["token", "forget", "bot", "--revoke"]).failed(1);
    assert!(said.contains("no revocation endpoint"), "{said}");
    let back = format!("revocation-url={}", server.url("/revoke"));
    home.done(["server", "edit", "api", &back]);
    let gone = home.json(&["token", "forget", "bot", "--revoke"]);
    assert_eq!(gone["removed"], "bot");
    assert_eq!(gone["revoked"], true);
    home.run(["token", "show", "bot"]).failed(5);

    // Unasked, the server is not told.
    log_in(&home, "other", "free");
    let before = server.asked().len();
    assert_eq!(home.json(&["token", "forget", "other"])["revoked"], false);
    assert_eq!(server.asked().len(), before);
}

#[test]
fn a_server_is_asked_and_its_answer_kept() {
    let server = server();
    let home = home(&server);
    log_in(&home, "bot", "free");
    assert_eq!(
        home.json(&["token", "show", "bot"])["expiry_source"],
        "unknown"
    );
    let said = home.done(["token", "introspect", "bot"]);
    assert!(
        said.contains("active") && said.contains("Expires at 2100-01-01"),
        "{said}"
    );
    let asked = home.json(&["token", "introspect", "bot"]);
    assert_eq!(asked["active"], true);
    assert_eq!(asked["answer"]["client_id"], "app");
    assert_eq!(
        asked["learned"].as_array().map(Vec::len),
        Some(0),
        "told before"
    );
    let shown = home.json(&["token", "show", "bot"]);
    assert_eq!(shown["expiry_source"], "introspection");
    assert_eq!(shown["expires_at"], "2100-01-01T00:00:00Z");

    home.fed(
        ["token", "add", "api", "--as", "pasted", "--stdin"],
        "pat-1",
    )
    .done();
    let said = home.run(["token", "revoke", "pasted"]).failed(1);
    assert!(said.contains("was pasted"), "{said}");
    assert_eq!(
        home.json(&["token", "introspect", "pasted"])["active"],
        true
    );
}

#[test]
fn logging_out_is_an_address_for_the_browser() {
    let home = Home::new().with_server("id", "https://id.example.org");
    let add = ["token", "add", "id", "--as", "me", "--stdin"];
    home.fed(add, "at-1").done();
    let logout = ["token", "logout", "me", "--no-browser"];
    let error = home.run(logout).failed(1);
    assert!(error.contains("no logout endpoint"), "{error}");

    let end = "end-session-url=https://id.example.org/end";
    home.done(["server", "edit", "id", end]);
    let address = home.done(logout);
    assert_eq!(address.trim_end(), "https://id.example.org/end");
    assert_eq!(home.json(&logout)["logout_url"], address.trim_end());
}

/// Introspection says nothing about whether the API takes a token: that needs a call.
#[test]
fn inactive_by_introspection_is_an_answer_and_no_verdict() {
    let server = TestServer::new(|asked| match asked.line.as_str() {
        "POST /token" => Reply::json(r#"{"access_token":"at-1","token_type":"Bearer"}"#),
        "POST /introspect" => Reply::json(r#"{"active":false}"#),
        "GET /works" => Reply::json("{}"),
        _ => Reply::new("401 Unauthorized", "")
            .with("WWW-Authenticate", "Bearer error=\"invalid_token\""),
    });
    let home = home(&server);
    log_in(&home, "bot", "x");
    assert_eq!(home.json(&["token", "introspect", "bot"])["active"], false);
    let state = |home: &Home| home.json(&["token", "show", "bot"])["state"].clone();
    assert_eq!(state(&home), "no_expiry", "an answer changes nothing");

    let unknown = home.run(["token", "check", "bot"]).failed(1);
    assert!(unknown.contains("It is unknown whether"), "{unknown}");
    assert!(
        unknown.contains("tokenry token check bot --url"),
        "{unknown}"
    );
    let told = home.run(["token", "check", "bot", "--json"]).failed(1);
    let told: serde_json::Value = serde_json::from_str(&told).expect("a document");
    assert_eq!(told["error"]["kind"], "not_known");
    assert_eq!(state(&home), "no_expiry");

    let works = home.json(&["token", "check", "bot", "--url", &server.url("/works")]);
    assert_eq!(
        (&works["works"], &works["by"]),
        (&true.into(), &"call".into())
    );

    let refused = home.run(["token", "check", "bot", "--url", &server.url("/refused")]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
}

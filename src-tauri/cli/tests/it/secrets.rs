//! Secrets that people type into addresses, extras and headers: sealed with what they belong to, sent,
//! and never shown unless a person asks.

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const TOKENS: &str = r#"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 3600}"#;

fn token_server() -> TestServer {
    TestServer::new(|_| Reply::json(TOKENS))
}

#[test]
fn id_and_secret_of_an_address_become_the_clients() {
    let server = token_server();
    let home = Home::new();
    let with_credentials = server.url("/token").replace("://", "://cid1:S3CRET%2DA@");
    let command = format!("curl -d grant_type=client_credentials {with_credentials}");
    let told = home.fed(["import", "-", "--no-discovery"], &command).done();
    assert!(told.contains("cid1") && !told.contains("S3CRET"), "{told}");
    let client = home.json(&["client", "show", "cid1"]);
    assert_eq!(client["client_id"], "cid1");
    assert_eq!(client["auth"], "client_secret_basic");
    assert_eq!(client["has_secret"], true);
    let stored = home.json(&["server", "list"]);
    assert_eq!(stored[0]["endpoints"]["token"], server.url("/token"));
    assert_nowhere(&home.data(), "S3CRET");

    home.done(["login", "cid1", "--as", "robot", "--client-credentials"]);
    let asked = server.asked();
    // cid1:S3CRET-A
    assert_eq!(
        asked[0].header("authorization"),
        Some("Basic Y2lkMTpTM0NSRVQtQQ==")
    );
}

#[test]
fn what_looks_like_a_secret_is_sealed_whatever_it_is_called() {
    let server = token_server();
    let home = Home::new();
    let command = format!(
        "curl '{}' -u cid1:x -d grant_type=client_credentials \
         -H 'Ocp-Apim-Subscription-Key: S3CRETB' -H 'X-Auth-Key: S3CRETE' \
         -d clientsecret=S3CRETC -d user_password=S3CRETD -d audience=https://api.example.org",
        server.url("/token")
    );
    let told = home.fed(["import", "-", "--no-discovery"], &command).done();
    assert!(!told.contains("S3CRET"), "{told}");
    assert!(
        told.contains("extra.token.body.clientsecret=[redacted]")
            && told.contains("extra.token.body.audience=https://api.example.org"),
        "{told}"
    );
    for args in [["client", "show", "cid1"], ["client", "list", "--json"]] {
        let shown = home.done(args);
        assert!(!shown.contains("S3CRET"), "{shown}");
    }
    let edited = home.done([
        "client",
        "edit",
        "cid1",
        "extra.token.query.sig=S3CRETF",
        "scope=a",
    ]);
    assert!(!edited.contains("S3CRET"), "{edited}");
    assert_nowhere(&home.data(), "S3CRET");

    home.done(["login", "cid1", "--as", "robot", "--client-credentials"]);
    let asked = &server.asked()[0];
    assert_eq!(asked.line, "POST /token?sig=S3CRETF");
    assert_eq!(asked.header("ocp-apim-subscription-key"), Some("S3CRETB"));
    assert_eq!(asked.header("x-auth-key"), Some("S3CRETE"));
    assert!(asked.body.contains("clientsecret=S3CRETC"), "{asked:?}");
    assert!(asked.body.contains("user_password=S3CRETD"), "{asked:?}");
    assert_nowhere(&home.data(), "S3CRET");

    let revealed = home.done(["client", "show", "cid1", "--reveal"]);
    for planted in ["S3CRETB", "S3CRETC", "S3CRETD", "S3CRETE", "S3CRETF"] {
        assert!(revealed.contains(planted), "{planted}: {revealed}");
    }
}

#[test]
fn the_addresses_of_a_server_keep_their_secrets_to_themselves() {
    let server = token_server();
    let home = Home::new();
    let token_url = format!("{}?subscription-key=S3CRETA&v=1", server.url("/token"));
    let add = [
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--no-discovery",
        "--token-url",
    ];
    let told = home.run(add.iter().copied().chain([token_url.as_str()]));
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(
        !told.out.contains("S3CRET") && !told.err.contains("S3CRET"),
        "{told:?}"
    );
    for args in [["server", "show", "api"], ["server", "list", "--json"]] {
        let shown = home.done(args);
        assert!(shown.contains("subscription-key=[redacted]&v=1"), "{shown}");
        assert!(!shown.contains("S3CRET"), "{shown}");
    }
    assert_nowhere(&home.data(), "S3CRET");
    let revealed = home.done(["server", "show", "api", "--reveal"]);
    assert!(revealed.contains("subscription-key=S3CRETA"), "{revealed}");

    // Another change leaves it; another host does not get it.
    home.done(["server", "edit", "api", "token-style=json"]);
    let elsewhere = "token-url=https://evil.example/token?subscription-key=[redacted]";
    let refused = home
        .run(["server", "edit", "api", elsewhere, "--yes"])
        .failed(2);
    assert!(refused.contains("Enter the value again"), "{refused}");
    home.done(["server", "edit", "api", "token-style=form"]);

    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        "x",
    )
    .done();
    home.done(["login", "bot", "--as", "robot", "--client-credentials"]);
    assert_eq!(
        server.asked()[0].line,
        "POST /token?subscription-key=S3CRETA&v=1"
    );
    assert_nowhere(&home.data(), "S3CRET");
}

#[test]
fn a_value_that_is_stored_as_a_secret_elsewhere_is_one_here() {
    let home = Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "plain-words-as-a-token");
    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        "correct-horse",
    )
    .done();
    home.done([
        "client",
        "edit",
        "bot",
        "extra.token.body.one=plain-words-as-a-token",
    ]);
    home.done([
        "client",
        "edit",
        "bot",
        "extra.token.body.two=correct-horse",
    ]);
    home.done([
        "client",
        "edit",
        "bot",
        "extra.token.body.three=plain-words",
    ]);
    let client = home.json(&["client", "show", "bot"]);
    let values: Vec<&Value> = client["extras"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|extra| &extra["value"])
        .collect();
    assert_eq!(values, ["[redacted]", "[redacted]", "plain-words"]);
    assert_nowhere(&home.data(), "correct-horse");
}

#[test]
fn every_step_that_is_told_hides_them() {
    let server = TestServer::new(|_| {
        Reply::json("{}")
            .with("X-Session-Id", "S3CRETS")
            .with("X-Echo", "S3CRETA-1234 and more")
    });
    let home = Home::new();
    let url = format!(
        "{}?subscription-key=S3CRETA-1234&sig=S3CRETB&pass=S3CRETC&user_pwd=S3CRETD&page=2",
        server.url("/me")
    );
    let run = home.run([
        "send",
        &url,
        "-v",
        "-H",
        "Ocp-Apim-Subscription-Key: S3CRETE",
        "-H",
        "X-Functions-Key: S3CRETF",
        "-H",
        "X-Plain: hello",
        "-d",
        "clientsecret=S3CRETG&a=b",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.err.contains("S3CRET"), "{}", run.err);
    assert!(
        run.err.contains("x-plain: hello") && run.err.contains("page=2"),
        "{}",
        run.err
    );
    let asked = &server.asked()[0];
    assert!(asked.line.contains("sig=S3CRETB"), "it was sent: {asked:?}");
    assert_nowhere(&home.data(), "S3CRET");
}

#[test]
fn a_stored_secret_is_hidden_wherever_it_is_typed() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = Home::new().with_server("api", &server.url("")).with_token(
        "api",
        "mine",
        "words-that-no-rule-knows",
    );
    let url = server.url("/me?lang=words-that-no-rule-knows");
    let run = home.run([
        "send",
        &url,
        "-v",
        "-H",
        "X-Plain: words-that-no-rule-knows",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.err.contains("words-that-no-rule-knows"), "{}", run.err);
    assert!(run.err.contains("x-plain: [redacted]"), "{}", run.err);
    assert_eq!(
        server.asked()[0].header("x-plain"),
        Some("words-that-no-rule-knows")
    );
}

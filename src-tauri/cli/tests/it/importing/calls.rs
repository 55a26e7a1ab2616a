//! Pasted calls, what they leave open, and the files that hold them.

use super::*;

#[test]
fn a_call_becomes_a_request_that_is_sent_with_its_token() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = Home::new();
    let command = format!(
        "```bash\ncurl -X POST '{}' -H 'Authorization: Zoho-oauthtoken at-planted' --json '{{\"a\": 1}}'\n```",
        server.url("/v1/notes?draft=1")
    );
    let told = home.fed(["import", "-", "--no-discovery"], &command).done();
    assert!(
        told.contains("tokenry send --request 'POST /v1/notes'"),
        "{told}"
    );
    assert_eq!(counts(&home), [1, 0, 1, 1]);
    home.done(["send", "--request", "POST /v1/notes"]);
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /v1/notes?draft=1");
    assert_eq!(
        asked.header("authorization"),
        Some("Zoho-oauthtoken at-planted")
    );
    assert_eq!(asked.body, "{\"a\": 1}");
    assert_nowhere(&home.data(), "at-planted");
    home.fed(["import", "-", "--no-discovery"], &command).done();
    let names = home.json(&["request", "list"]);
    assert_eq!(names[1]["name"], "POST /v1/notes 2", "each can be named");
}

#[test]
fn variables_are_kept_with_the_collection_and_given_where_they_lack_a_value() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = Home::new();
    let collection = json!({
        "info": {"name": "V", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "company", "request": {"method": "GET", "url": "{{base}}/companies/{{YOUR_COMPANY}}",
            "header": [{"key": "X-Key", "value": "{{key}}"}]}}],
        "variable": [{"key": "base", "value": server.url("")}, {"key": "key", "value": "planted-4711"}],
    });
    let path = file(&home, "v.json", &collection.to_string());
    let told = home.done(["import", &path, "--no-discovery"]);
    assert!(told.contains("{{YOUR_COMPANY}}"), "{told}");
    let refused = home.run(["send", "--request", "company"]).failed(2);
    assert!(
        refused.contains("{{YOUR_COMPANY}}") && refused.contains("--set"),
        "{refused}"
    );
    home.done(["send", "--request", "company", "--set", "YOUR_COMPANY=7"]);
    home.done([
        "send",
        "--request",
        "company",
        "--set",
        "YOUR_COMPANY=8",
        "--set",
        "key=k",
    ]);
    let asked = server.asked();
    assert_eq!(asked[0].line, "GET /companies/7");
    assert_eq!(asked[0].header("x-key"), Some("planted-4711"));
    assert_eq!(asked[1].line, "GET /companies/8");
    assert_eq!(asked[1].header("x-key"), Some("k"), "what is given wins");
    assert_nowhere(&home.data(), "planted-4711");
}

#[test]
fn a_pasted_command_is_sent_and_never_with_what_it_leaves_open() {
    let server = TestServer::new(|_| Reply::json("{}"));
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", "at-mine");
    let command = format!(
        "curl {} -H \"Authorization: Bearer $TOKEN\" -d a=1",
        server.url("/me")
    );
    for open in [command.clone(), command.replace("$TOKEN", "<your token>")] {
        let refused = home.fed(["send", "--curl", "-"], &open).failed(2);
        assert!(
            refused.contains("leaves open") && refused.contains("--token"),
            "{refused}"
        );
    }
    // What another command prints is not there, and what is in that command goes nowhere.
    let made = "$(curl -s -u c1:s3cret https://id.example.org/token)";
    for open in [
        format!("curl '{}' -H \"X-Key: {made}\"", server.url("/me")),
        format!("curl \"{}?key={made}\"", server.url("/me")),
        format!("curl '{}' -d \"key={made}\"", server.url("/me")),
    ] {
        let refused = home.fed(["send", "--curl", "-"], &open).failed(2);
        assert!(refused.contains("leaves open: $(curl …)"), "{refused}");
    }
    assert_eq!(server.asked().len(), 0, "nothing was sent");
    home.fed(["send", "--curl", "-", "--token", "mine"], &command)
        .done();
    home.fed(["send", "--curl", "-", "--set", "TOKEN=at-set"], &command)
        .done();
    let path = file(&home, "command.txt", &command.replace("$TOKEN", "at-typed"));
    home.done(["send", "--curl", &path]);
    let asked = server.asked();
    let carried: Vec<_> = asked
        .iter()
        .map(|one| one.header("authorization").unwrap_or_default())
        .collect();
    assert_eq!(
        carried,
        ["Bearer at-mine", "Bearer at-set", "Bearer at-typed"]
    );
    assert!(
        asked
            .iter()
            .all(|one| one.line == "POST /me" && one.body == "a=1")
    );
    let none = home.fed(["send", "--curl", "-"], "hello there").failed(2);
    assert!(none.contains("neither a curl command"), "{none}");
}

#[test]
fn a_refresh_token_is_renewed_with_the_client_of_its_command() {
    let server =
        TestServer::new(|_| Reply::json("{\"access_token\": \"at-new\", \"expires_in\": 3600}"));
    let home = Home::new();
    let command = format!(
        "curl {} --data-urlencode grant_type=refresh_token --data-urlencode refresh_token=rt-planted -d client_id=cid1 -d client_secret=sec1",
        server.url("/auth/o2/token")
    );
    let told = home.fed(["import", "-", "--no-discovery"], &command).done();
    assert!(told.contains("tokenry token get"), "{told}");
    assert_nowhere(&home.data(), "rt-planted");
    assert_eq!(home.done(["token", "get", "127.0.0.1"]), "at-new\n");
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /auth/o2/token");
    assert!(
        asked.body.contains("refresh_token=rt-planted")
            && asked.body.contains("client_secret=sec1"),
        "{asked:?}"
    );
}

#[test]
fn what_looks_like_a_placeholder_is_taken_where_somebody_says_so() {
    let home = Home::new();
    let command = "curl https://id.example.org/token -d grant_type=client_credentials -d client_id=MY_SERVICE -d client_secret=sec1";
    let import = ["import", "-", "--no-discovery"];
    let doubted = home
        .fed(import.iter().chain(&["--dry-run"]), command)
        .done();
    assert!(
        doubted.contains("--real") && doubted.contains("missing"),
        "{doubted}"
    );
    home.fed(import.iter().chain(&["--real"]), command).done();
    assert_eq!(
        home.json(&["client", "show", "MY_SERVICE"])["has_secret"],
        true
    );
    let known = home
        .fed(import.iter().chain(&["--dry-run"]), command)
        .done();
    assert!(
        known.contains("You have it already"),
        "it is remembered: {known}"
    );
}

#[test]
fn files_in_the_encodings_of_windows_are_read() {
    let home = Home::new();
    let text = "curl https://api.example.org/me -H \"Authorization: Bearer a\"\r\n";
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let path = home.path("command.txt");
    fs::write(&path, [b"\xff\xfe".as_slice(), &units].concat()).expect("a file");
    let told = home.done([
        "import",
        path.to_str().expect("text"),
        "--dry-run",
        "--no-discovery",
    ]);
    assert!(
        told.contains("calls an API") && told.contains("Request GET /me"),
        "{told}"
    );
}

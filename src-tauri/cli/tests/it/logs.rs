//! The log in the data directory.

use std::fs;

use tokenry_doubles::{Play, TestServer};

use crate::home::{Home, assert_nowhere};

const SECRET: &str = "s3cr3t-of-the-client-0123456789";

/// A client of a server that does not speak HTTP.
fn home() -> (Home, TestServer) {
    let server = TestServer::saying(Play::say("220 mail.example ESMTP\r\n"));
    let base = server.url("");
    let token = server.url("/token");
    let home = Home::new();
    home.done([
        "server",
        "add",
        &base,
        "--name",
        "mail",
        "--no-discovery",
        "--token-url",
        &token,
    ]);
    let client = [
        "client",
        "add",
        "mail",
        "--id",
        "app",
        "--name",
        "app",
        "--secret-stdin",
    ];
    home.fed(client, SECRET).done();
    (home, server)
}

/// All lines, of whatever day.
fn lines(home: &Home) -> String {
    let Ok(files) = fs::read_dir(home.data().join("logs")) else {
        return String::new();
    };
    let text = |file: std::io::Result<fs::DirEntry>| {
        fs::read_to_string(file.expect("an entry").path()).expect("text")
    };
    files.map(text).collect()
}

const LOGIN: [&str; 5] = ["login", "app", "--as", "robot", "--client-credentials"];

#[test]
fn what_failed_is_logged_with_its_causes_and_without_secrets() {
    let (home, _server) = home();
    assert_eq!(lines(&home), "", "nothing went wrong yet");
    let told = home.run(LOGIN.iter().chain(&["--json"])).failed(1);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let causes = told["error"]["causes"].as_array().expect("causes");
    let deepest = causes.last().and_then(|cause| cause.as_str());
    let deepest = deepest.expect("what the system said");
    let log = lines(&home);
    assert!(log.contains(" WARN ") && log.contains(deepest), "{log}");
    assert_nowhere(&home.data(), SECRET);
}

#[test]
fn the_level_is_a_setting() {
    let (home, _server) = home();
    home.done(["settings", "log=off"]);
    home.run(LOGIN).failed(1);
    assert_eq!(lines(&home), "");
    home.done(["settings", "log=debug"]);
    // What the person can see to is told at the lowest level only.
    let add = ["token", "add", "mail", "--as", "mine", "--stdin"];
    home.fed(add, "YOUR_ACCESS_TOKEN").failed(1);
    assert!(lines(&home).contains("DEBUG tokenry"), "{}", lines(&home));
}

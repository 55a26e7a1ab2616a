//! `tokenry vault …`, and what the other commands do when it does not open.

use std::fs;

use crate::home::{Home, PASSPHRASE};

fn home() -> Home {
    Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "t0k3n")
}

#[test]
fn without_keyring_and_passphrase_nothing_is_stored() {
    let home = Home::new();
    let add = ["server", "add", "https://api.example.org", "--no-discovery"];
    let run = home
        .command(add)
        .env_remove("TOKENRY_PASSPHRASE_FILE")
        .output();
    let said = crate::home::finished(run.expect("the binary runs")).failed(3);
    assert!(said.contains("TOKENRY_PASSPHRASE_FILE"), "{said}");
    assert_eq!(
        home.json(&["server", "list"]).as_array().map(Vec::len),
        Some(0)
    );
    assert_eq!(home.json(&["vault", "status"])["state"], "new");
    home.run(["vault", "unlock"]).failed(3);
}

#[test]
fn the_passphrase_file_opens_the_vault_and_a_wrong_one_does_not() {
    let home = home();
    let get = |file: &str| {
        let run = home
            .command(["token", "get", "mine"])
            .env("TOKENRY_PASSPHRASE_FILE", home.path(file))
            .output();
        crate::home::finished(run.expect("the binary runs"))
    };
    assert_eq!(get("passphrase").done(), "t0k3n\n");
    fs::write(home.path("wrong"), "not this one").expect("a file");
    let said = get("wrong").failed(3);
    assert!(said.contains("does not open the vault"), "{said}");
    let said = get("missing").failed(3);
    assert!(said.contains("cannot be read"), "{said}");
    fs::write(home.path("windows"), format!("{PASSPHRASE}\r\n")).expect("a file");
    assert_eq!(
        get("windows").done(),
        "t0k3n\n",
        "a line break is no part of it"
    );
}

#[test]
fn a_locked_vault_stays_locked_until_it_is_unlocked() {
    let home = home();
    assert_eq!(home.json(&["vault", "status"])["state"], "unlocked");
    assert_eq!(home.json(&["vault", "lock"])["state"], "locked");
    let said = home.run(["token", "get", "mine"]).failed(3);
    assert!(said.contains("tokenry vault unlock"), "{said}");
    assert_eq!(
        home.json(&["token", "show", "mine"])["name"],
        "mine",
        "what is no secret is still there"
    );
    assert_eq!(home.json(&["vault", "unlock"])["state"], "unlocked");
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
}

#[test]
fn the_passphrase_can_be_changed() {
    let home = home();
    home.fed(["vault", "passphrase", "--stdin"], "another one\n")
        .done();
    home.run(["token", "get", "mine"]).failed(3);
    fs::write(home.path("passphrase"), "another one").expect("a file");
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
    let said = home.run(["vault", "passphrase", "--remove"]).failed(1);
    assert!(said.contains("only way"), "{said}");
    home.run(["vault", "passphrase"]).failed(2);
}

#[test]
fn a_first_passphrase_makes_the_vault() {
    let home = Home::new();
    home.fed(
        ["vault", "passphrase", "--stdin"],
        &format!("{PASSPHRASE}\n"),
    )
    .done();
    let status = home.json(&["vault", "status"]);
    assert_eq!(status["state"], "unlocked");
    assert_eq!(status["opened_by"][0], "passphrase");
    let home = home
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "t");
    assert_eq!(home.done(["token", "get", "mine"]), "t\n");
    home.fed(["vault", "passphrase", "--stdin"], "\n").failed(1);
}

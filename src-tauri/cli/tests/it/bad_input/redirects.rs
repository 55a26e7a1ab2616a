//! A redirect URI that the server does not take. Servers say so in three places: in the callback,
//! at the token endpoint, and, most of them, only on the page that the person sees.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
};

use url::Url;

use super::{assert_says, stocked, stored, turning};
use tokenry_doubles::Reply;

use crate::home::finished;

const REFUSED: &str = "error=invalid_request&error_description=redirect_uri+is+not+registered";

#[test]
fn a_callback_with_the_refusal_ends_the_login() {
    let server = turning(Reply::json(super::GOOD));
    let home = stocked(&server);
    home.done([
        "client",
        "edit",
        "bot",
        "redirect=http://127.0.0.1/callback",
    ]);
    let before = stored(&home);
    let mut child = home
        .command(["login", "bot", "--as", "me", "--no-browser"])
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("standard output is ours"))
        .read_line(&mut line)
        .expect("a line");
    let [redirect, state] = asked(&line);
    let back = redirect.parse::<Url>().expect("an address");
    let address = (
        back.host_str().expect("a host"),
        back.port().expect("a port"),
    );
    let mut browser = TcpStream::connect(address).expect("Tokenry listens");
    let request = format!(
        "GET {}?{REFUSED}&state={state} HTTP/1.1\r\nHost: {}:{}\r\n\r\n",
        back.path(),
        address.0,
        address.1
    );
    browser.write_all(request.as_bytes()).expect("it is read");
    let mut page = String::new();
    browser.read_to_string(&mut page).expect("a page");
    assert!(page.contains("200 OK"), "{page}");

    let run = finished(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_says(
        &run.err,
        &[
            "The server refused the login.",
            "The server said: invalid_request: redirect_uri is not registered",
            "the redirect URI and the scopes against the client's registration",
            "tokenry client edit --help",
        ],
    );
    assert_eq!(stored(&home), before, "{run:?}");
}

#[test]
fn a_refusal_at_the_token_endpoint_names_the_redirect_uri() {
    let server = turning(
        Reply::new(
            "400 Bad Request",
            r#"{"error": "invalid_grant", "error_description": "redirect_uri does not match"}"#,
        )
        .with("Content-Type", "application/json"),
    );
    let home = stocked(&server);
    let before = stored(&home);
    let login = ["login", "bot", "--as", "me", "--no-browser", "--paste"];
    let run = home.fed(login, "the-code\n");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_says(
        &run.err,
        &[
            "could not be exchanged",
            "The server said: invalid_grant: redirect_uri does not match",
            "belongs to another client or redirect URI",
            "Log in again",
        ],
    );
    assert_eq!(stored(&home), before, "{run:?}");
}

/// Nothing comes back to the program then, but it knows what the page most likely says.
#[test]
fn when_nobody_comes_back_the_redirect_uri_to_register_is_named() {
    let server = turning(Reply::json(super::GOOD));
    let home = stocked(&server);
    home.done([
        "client",
        "edit",
        "bot",
        "redirect=http://127.0.0.1/callback",
    ]);
    let before = stored(&home);
    let login = [
        "login",
        "bot",
        "--as",
        "me",
        "--no-browser",
        "--timeout",
        "1",
    ];
    let run = home.run(login);
    assert_eq!(run.code, Some(1), "{run:?}");
    let [redirect, _] = asked(&run.out);
    assert_says(
        &run.err,
        &[
            "The login timed out: no callback arrived from the browser.",
            &format!("it does not know {redirect}."),
            "Register exactly that URI at the server",
            "tokenry client edit bot redirect=URI",
            "tokenry login bot --as me",
            "--timeout",
        ],
    );
    assert_eq!(stored(&home), before, "{run:?}");
}

/// Redirect URI and state of an authorize address.
fn asked(line: &str) -> [String; 2] {
    let url: Url = line.trim_end().parse().expect("an address");
    ["redirect_uri", "state"].map(|name| {
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.expect("it is asked with it").1.into_owned()
    })
}

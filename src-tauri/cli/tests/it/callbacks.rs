//! What comes back from the browser, as a browser brings it: to the port, with whatever the server
//! puts there, and as a person pastes it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStderr, Stdio},
    sync::mpsc,
};

use tokenry_doubles::{Reply, TestServer};
use url::Url;

use crate::home::{Home, feed, finished};

/// A home with a client of a server that gives a token for the code `c0`, and to no other.
fn prepared(redirect: &str) -> (Home, TestServer) {
    let server = TestServer::new(|asked| {
        if asked.body.contains("code=c0&") || asked.body.ends_with("code=c0") {
            Reply::json(r#"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 3600}"#)
        } else {
            Reply::new("400 Bad Request", r#"{"error": "invalid_grant"}"#)
        }
    });
    let home = Home::new();
    let (authorize, token) = (server.url("/authorize"), server.url("/token"));
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "books",
        "--authorize-url",
        &authorize,
        "--token-url",
        &token,
    ]);
    home.done([
        "client",
        "add",
        "books",
        "--id",
        "app",
        "--name",
        "app",
        "--redirect",
        redirect,
    ]);
    (home, server)
}

struct Login {
    child: Child,
    url: Url,
}

impl Login {
    fn begun(home: &Home, more: &[&str]) -> Self {
        let login = ["login", "app", "--as", "me", "--no-browser"];
        let mut child = home
            .command(login.iter().chain(more))
            .stdin(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("ours"))
            .read_line(&mut line)
            .expect("a line");
        let url = line.trim_end().parse().expect("an address");
        Self { child, url }
    }

    fn param(&self, name: &str) -> String {
        let mut pairs = self.url.query_pairs();
        let (_, value) = pairs.find(|(known, _)| known == name).expect("it is sent");
        value.into_owned()
    }

    /// A browser goes to the redirect URI; the page it gets.
    fn visit(&self, query: &str) -> String {
        let landing: Url = self.param("redirect_uri").parse().expect("an address");
        browse(&landing, &format!("GET {}?{query}", landing.path()), "")
    }

    fn post(&self, form: &str) -> String {
        let landing: Url = self.param("redirect_uri").parse().expect("an address");
        browse(&landing, &format!("POST {}", landing.path()), form)
    }

    fn told(&mut self) -> Told {
        Told::of(self.child.stderr.take().expect("ours"))
    }
}

/// The lines on standard error, as they come.
struct Told(mpsc::Receiver<String>);

impl Told {
    fn of(stderr: ChildStderr) -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }

    /// All lines until one holds the words.
    fn until(&self, words: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.0.recv() {
            let found = line.contains(words);
            lines.push(line);
            if found {
                return lines;
            }
        }
        panic!("{words:?} was not told: {lines:#?}");
    }

    fn rest(self) -> String {
        self.0.into_iter().collect::<Vec<_>>().join("\n")
    }
}

fn browse(landing: &Url, line: &str, form: &str) -> String {
    let (host, port) = (
        landing.host_str().expect("a host"),
        landing.port().expect("a port"),
    );
    let mut stream = TcpStream::connect((host, port)).expect("somebody listens");
    let more = if form.is_empty() {
        String::new()
    } else {
        format!(
            "Origin: https://id.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            form.len()
        )
    };
    let request = format!("{line} HTTP/1.1\r\nHost: {host}:{port}\r\n{more}\r\n{form}");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("a page");
    page
}

#[test]
fn the_page_says_logged_in_only_where_that_is_so() {
    for (code, words, status) in [
        ("c0", "You are logged in", 0),
        ("spent", "Tokenry got no token", 1),
    ] {
        let (home, _server) = prepared("http://127.0.0.1/callback");
        let login = Login::begun(&home, &[]);
        let page = login.visit(&format!("code={code}&state={}", login.param("state")));
        assert!(page.contains(words), "{page}");
        let run = finished(login.child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(status), "{run:?}");
    }
}

#[test]
fn a_code_under_another_name_and_in_a_form_is_taken() {
    for (habit, name) in [
        (None, "spapi_oauth_code"),
        (None, "auth_code"),
        (Some("code-name=ticket"), "ticket"),
    ] {
        for posted in [false, true] {
            let (home, _server) = prepared("http://127.0.0.1/callback");
            if let Some(habit) = habit {
                home.done(["server", "edit", "books", habit]);
            }
            let login = Login::begun(&home, &[]);
            let answer = format!("{name}=c0&state={}&shop=a.example", login.param("state"));
            let page = if posted {
                login.post(&answer)
            } else {
                login.visit(&answer)
            };
            assert!(page.contains("You are logged in"), "{name}: {page}");
            let run = finished(login.child.wait_with_output().expect("it ends"));
            assert_eq!(run.code, Some(0), "{run:?}");
        }
    }
}

#[test]
fn what_comes_beside_the_code_is_kept_with_the_token() {
    let (home, _server) = prepared("http://127.0.0.1/callback");
    let login = Login::begun(&home, &[]);
    let state = login.param("state");
    login.visit(&format!(
        "code=c0&state={state}&realmId=4620&hook_secret=planted-7"
    ));
    let run = finished(login.child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(0), "{run:?}");
    let shown = home.json(&["token", "show", "me"]);
    let expected = serde_json::json!([
        {"name": "realmId", "value": "4620", "masked": false, "from": "callback"},
        {"name": "hook_secret", "value": "[redacted]", "masked": true, "from": "callback"},
    ]);
    assert_eq!(shown["members"], expected);
    let text = home.done(["token", "show", "me"]);
    assert!(text.contains("realmId") && text.contains("4620"), "{text}");
    assert!(!text.contains("planted-7"), "{text}");
    for (name, value) in [("realmId", "4620\n"), ("hook_secret", "planted-7\n")] {
        assert_eq!(home.done(["token", "get", "me", "--member", name]), value);
    }
}

#[test]
fn an_error_without_state_is_told_at_once_and_is_the_reason_at_the_end() {
    let (home, server) = prepared("http://127.0.0.1/callback");
    let mut login = Login::begun(&home, &["--timeout", "4"]);
    let told = login.told();
    let page = login.visit("error=invalid_scope&error_description=no+such+scope");
    assert!(page.contains("still waits"), "{page}");
    told.until("The server said: invalid_scope: no such scope");
    told.until("Still waiting");
    let said = told.rest();
    assert!(
        said.contains("The login timed out: no callback arrived from the browser."),
        "{said}"
    );
    assert!(
        said.contains("The server said: invalid_scope: no such scope"),
        "{said}"
    );
    assert!(said.contains("is unknown to the server"), "{said}");

    assert_eq!(login.child.wait().expect("it ends").code(), Some(1));
    // It was never asked for a token, and so is called here.
    browse(&server.url("/").parse().expect("an address"), "GET /", "");
}

#[test]
fn a_client_that_is_removed_meanwhile_ends_the_login_in_plain_words() {
    let (home, server) = prepared("https://books.example/cb");
    let mut login = Login::begun(&home, &["--paste"]);
    home.done(["client", "remove", "app", "--yes"]);
    feed(&mut login.child, "c0\n");
    let run = finished(login.child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.err
            .contains("The client “app” was removed during this login."),
        "{run:?}"
    );
    assert!(server.asked().is_empty(), "the code was not spent");
    browse(&server.url("/").parse().expect("an address"), "GET /", "");
}

#[test]
fn a_letter_with_the_address_in_it_can_be_piped_in() {
    let (home, _server) = prepared("https://books.example/cb");
    for text in [
        "I landed on\n\n  books.example/cb?code=c0&amp;state=STATE\n\nThanks\n",
        "books.example/cb?code=\nc0&state=STATE\n",
        "{\"code\": \"c0\",\n \"state\": \"STATE\"}\n",
    ] {
        let mut login = Login::begun(&home, &["--paste"]);
        let text = text.replace("STATE", &login.param("state"));
        feed(&mut login.child, &text);
        let run = finished(login.child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(0), "{text}: {run:?}");
    }
}

#[test]
fn a_wrong_paste_gives_its_reason_once_and_sends_nothing() {
    let (home, server) = prepared("https://books.example/cb");
    for (text, words) in [
        ("c\u{200b}0\n", "U+200B"),
        ("books.example/cb?code=c0&state=x\n", "another login"),
        ("the code\n", "a space"),
    ] {
        let mut login = Login::begun(&home, &["--paste"]);
        feed(&mut login.child, text);
        let run = finished(login.child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(run.err.matches(words).count(), 1, "{run:?}");
    }
    assert!(server.asked().is_empty(), "nothing was sent");
    browse(&server.url("/").parse().expect("an address"), "GET /", "");
}

//! A client that the server does not believe: another authentication method is offered.
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

/// It takes the secret among the parameters only.
fn server() -> TestServer {
    TestServer::new(|asked| {
        if asked.body.contains("client_secret=") {
            return Reply::json(
                r#"{"access_token":"at-1","refresh_token":"rt-1","expires_in":3600}"#,
            );
        }
        let error = r#"{"error":"invalid_client","error_description":"No secret was sent"}"#;
        Reply::new("401 Unauthorized", error).with("Content-Type", "application/json")
    })
}

fn home(server: &TestServer) -> Home {
    let home = Home::new();
    let (base, token) = (server.url(""), server.url("/token"));
    home.done([
        "server",
        "add",
        &base,
        "--name",
        "api",
        "--token-url",
        &token,
    ]);
    let client = [
        "client",
        "add",
        "api",
        "--id",
        "app",
        "--name",
        "my app",
        "--secret-stdin",
    ];
    home.fed(client, "s3cr3t").done();
    home
}

const LOGIN: [&str; 5] = ["login", "my app", "--as", "me", "--client-credentials"];

#[test]
fn a_script_is_told_the_command() {
    let server = server();
    let home = home(&server);
    let error = home.run(LOGIN).failed(1);
    assert!(
        error.contains("No secret was sent") && error.contains("client edit 'my app' auth=post"),
        "{error}"
    );
    assert_eq!(server.tokens_asked().len(), 1, "nothing is tried unasked");
    home.done(["client", "edit", "my app", "auth=post"]);
    home.done(LOGIN);
    // A renewal may be refused for the same reason.
    home.done(["client", "edit", "my app", "auth=basic"]);
    let error = home.run(["token", "refresh", "me"]).failed(1);
    assert!(error.contains("auth=post"), "{error}");
}

#[test]
fn what_has_no_secret_is_offered_nothing() {
    let server = server();
    let home = home(&server);
    home.done(["client", "add", "api", "--id", "app", "--name", "bare"]);
    let error = home
        .run(["login", "bare", "--as", "me", "--client-credentials"])
        .failed(1);
    assert!(!error.contains("another method"), "{error}");
}

/// With a terminal of its own, which `script` makes; what is typed is typed ahead.
#[cfg(target_os = "linux")]
#[test]
fn a_person_agrees_and_it_is_tried_again() {
    use crate::home::{feed, finished};
    use std::process::{Command, Stdio};

    let server = server();
    let home = home(&server);
    for (typed, done) in [("n\n", false), ("y\n", true)] {
        let own = home.command(LOGIN);
        let words = std::iter::once(own.get_program()).chain(own.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        let mut command = Command::new("script");
        command.args(["-qec", &shell_words::join(words), "/dev/null"]);
        for (name, value) in own.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("script runs");
        feed(&mut child, typed);
        let run = finished(child.wait_with_output().expect("it ends"));
        assert!(run.out.contains("use post from now on"), "{}", run.out);
        assert_eq!(run.code == Some(0), done, "{}", run.out);
    }
    let asked = server.tokens_asked();
    let with_post = asked
        .iter()
        .filter(|one| one.body.contains("client_secret="));
    assert_eq!((asked.len(), with_post.count()), (3, 1));
    assert_eq!(home.done(["token", "get", "me"]), "at-1\n");
}

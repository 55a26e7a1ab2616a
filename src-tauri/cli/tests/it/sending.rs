//! What `tokenry send` promises: where the body goes, and what it says when a request is out.

use std::{fs, io::Write as _, process::Command};

use serde_json::Value;

use crate::{
    answering::{Answering, Reply},
    bad_input::full_disk::{may_mount, on_small_disk},
    home::{Home, finished},
};

const BODY: &str = "{\"a\": 1}";

fn answering() -> Answering {
    Answering::with(|_| Reply::json(BODY))
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_and_everything_else_is_written_into() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    let server = answering();
    let home = Home::new();
    let url = server.url("/me");
    let send = |path: &str| home.done(["send", &url, "-o", path]);
    let path = |name: &str| home.path(name).to_str().expect("text").to_owned();
    let read = |name: &str| fs::read_to_string(home.path(name)).expect("it is read");

    // A file keeps its mode, and its other names.
    fs::write(home.path("file"), "longer than what comes").expect("a file");
    fs::set_permissions(home.path("file"), fs::Permissions::from_mode(0o640)).expect("a mode");
    send(&path("file"));
    assert_eq!(read("file"), BODY);
    let mode = fs::metadata(home.path("file")).expect("it is there").mode() & 0o777;
    assert_eq!(mode, 0o640);
    fs::hard_link(home.path("file"), home.path("other name")).expect("a link");
    fs::write(home.path("file"), "longer than what comes").expect("a file");
    send(&path("file"));
    assert_eq!(read("other name"), BODY);

    // A link stays one, whether or not it points at something.
    fs::create_dir(home.path("folder")).expect("a folder");
    fs::write(home.path("folder/target"), "old").expect("a file");
    symlink("folder/target", home.path("link")).expect("a link");
    symlink("folder/new", home.path("dangling")).expect("a link");
    for (link, target) in [("link", "folder/target"), ("dangling", "folder/new")] {
        send(&path(link));
        assert!(home.path(link).is_symlink(), "{link}");
        assert_eq!(read(target), BODY);
    }

    // A device and a FIFO are written into.
    symlink("/dev/null", home.path("null")).expect("a link");
    send(&path("null"));
    send("/dev/null");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
    let made = Command::new("mkfifo").arg(home.path("fifo")).status();
    assert!(made.expect("mkfifo runs").success());
    let reader = Command::new("cat")
        .arg(home.path("fifo"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("cat runs");
    send(&path("fifo"));
    let got = reader.wait_with_output().expect("cat ends");
    assert_eq!(got.stdout, BODY.as_bytes());
    assert!(
        !fs::metadata(home.path("fifo"))
            .expect("it is there")
            .is_file()
    );

    // `-` and its other names are standard output.
    for name in ["-", "/dev/stdout"] {
        assert_eq!(send(name), BODY, "{name}");
    }
    home.run(["send", &url, "-o", "-", "--json"]).failed(2);

    // What fails leaves the old file, and says that it was sent.
    let told = home.run(["send", &url, "-o", &path("folder")]).failed(1);
    assert!(
        told.contains("The request was sent and the server answered 200"),
        "{told}"
    );
    assert_eq!(
        fs::read_dir(home.path("folder"))
            .expect("it is listed")
            .count(),
        2
    );
}

#[test]
fn a_login_page_is_a_failure_where_an_answer_was_asked_for() {
    let page = "<html><title>Sign in</title><form action=/login method=post>\
                <input name=user><input type=password name=password></form></html>";
    let server = Answering::with(move |asked| match asked.line.as_str() {
        "GET /page" => {
            Reply::new("200 OK", "<html><h1>Hello</h1></html>").with("Content-Type", "text/html")
        }
        "GET /json" => Reply::json(BODY),
        _ => Reply::new("200 OK", page).with("Content-Type", "text/html; charset=utf-8"),
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", "at-1");
    let send = |path: &str, more: &[&str]| {
        let url = server.url(path);
        let args = ["send", &url, "--token", "mine", "--fail"];
        home.run(args.iter().chain(more))
    };
    let run = send("/me", &[]);
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.err.contains("a page to log in"), "{}", run.err);
    assert!(
        run.out.contains("Sign in"),
        "the answer is printed all the same: {run:?}"
    );
    assert_eq!(
        send("/page", &[]).code,
        Some(0),
        "a page is not a login page"
    );
    assert_eq!(send("/json", &[]).code, Some(0));
    assert_eq!(
        send("/me", &["-H", "Accept: text/html"]).code,
        Some(0),
        "asked for"
    );
    let url = server.url("/me");
    assert_eq!(
        home.run(["send", &url, "--token", "mine"]).code,
        Some(0),
        "without --fail"
    );
}

#[test]
fn a_path_alone_is_one_of_the_tokens_server() {
    let server = answering();
    let home = Home::new()
        .with_server("api", &server.url("/v1"))
        .with_token("api", "mine", "at-1");
    home.done(["send", "/me?x=1", "--token", "mine"]);
    home.done(["send", "DELETE", "/v1/me", "--token", "mine"]);
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines, ["GET /v1/me?x=1", "DELETE /v1/me"]);
    let told = home.run(["send", "/me"]).failed(2);
    assert!(told.contains("--token NAME"), "{told}");
}

#[test]
fn what_is_worth_knowing_is_told_before_it_is_sent() {
    let server = answering();
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "mine", "at-1");
    let url = server.url("/me");
    let typed = "Authorization: Bearer typed-by-hand";
    let run = home.run(["send", &url, "--token", "mine", "-H", typed]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err.contains("was left out") && !run.err.contains("typed-by-hand"),
        "{}",
        run.err
    );
    assert_eq!(
        server.asked()[0].header("authorization"),
        Some("Bearer at-1")
    );
}

#[test]
fn names_of_others_are_not_obeyed_by_the_terminal() {
    let home = Home::new();
    let name = "evil\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}txt";
    home.done([
        "server",
        "add",
        "https://a.example",
        "--no-discovery",
        "--name",
        name,
    ]);
    home.fed(["token", "add", name, "--as", name, "--stdin"], "at-1")
        .done();
    let harmful = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{202e}']);
    for args in [
        vec!["server", "list"],
        vec!["server", "list", "--json"],
        vec!["server", "show", name],
        vec!["token", "list"],
        vec!["token", "list", "--json"],
        vec!["token", "show", name],
        vec!["token", "refresh", name],
        vec!["server", "show", "no\u{1b}[2J"],
        vec!["token", "forget", name, "--yes"],
        vec!["server", "remove", name, "--yes"],
    ] {
        let run = home.run(&args);
        assert!(
            !harmful(&run.out) && !harmful(&run.err),
            "{args:?}: {run:?}"
        );
    }
}

#[test]
fn more_life_than_a_server_gives_is_told() {
    let server = Answering::with(|_| {
        Reply::json(r#"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}"#)
    });
    let home = Home::new();
    home.done([
        "server",
        "add",
        &server.url(""),
        "--name",
        "api",
        "--no-discovery",
        "--token-url",
        &server.url("/token"),
    ]);
    home.fed(
        ["client", "add", "api", "--id", "bot", "--secret-stdin"],
        "x",
    )
    .done();
    home.done(["login", "bot", "--as", "robot", "--client-credentials"]);
    let run = home.run(["token", "get", "robot", "--min-ttl", "3600"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "at-1\n"), "{run:?}");
    assert!(
        run.err.contains("3600 s") && run.err.contains("gives less"),
        "{}",
        run.err
    );
    let run = home.run(["token", "get", "robot", "--min-ttl", "10"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
}

/// The answer is larger than the room that is left: the request is out all the same.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_after_sending_is_a_warning_and_no_second_request() {
    if !may_mount() {
        return;
    }
    let server = Answering::with(|asked| {
        if asked.line.starts_with("POST /orders") {
            Reply::json(&format!("{{\"x\": \"{}\"}}", "y".repeat(900 * 1024)))
        } else {
            Reply::json(BODY)
        }
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "robot", "at-1");
    let url = server.url("/orders");
    let send = [
        "send", "POST", &url, "--token", "robot", "-d", "a=b", "--json",
    ];
    let (mut warned, mut asked) = (0, 0);
    for left in [64, 128, 256] {
        let run = on_small_disk(&home, left, &send);
        let now = server
            .asked()
            .iter()
            .filter(|one| one.line.starts_with("POST"))
            .count();
        if now == asked {
            // Found before anything was sent.
            assert_eq!(run.code, Some(1), "{left} KiB: {run:?}");
            continue;
        }
        assert_eq!(now, asked + 1, "{left} KiB: it is sent once");
        asked = now;
        if run.code == Some(0) {
            continue;
        }
        warned += 1;
        assert!(
            run.err
                .contains("The request was sent and the server answered 200"),
            "{run:?}"
        );
        let document: Value = serde_json::from_str(&run.out).expect("one document");
        let told = document["warnings"][0].as_str().unwrap_or_default();
        assert!(told.starts_with("The request was sent, but"), "{document}");
    }
    assert!(warned > 0, "it never was too little");
}

#[test]
fn what_was_typed_runs_nowhere_when_it_is_copied() {
    let home = Home::new().with_server("api", "https://api.example.org");
    fs::write(home.path("script"), "").expect("a file");
    let name = "it's `touch a` $(touch b)\"; touch c #";
    home.fed(
        ["token", "add", "api", "--as", name, "--stdin"],
        "at'1`touch>d`$(touch>e)",
    )
    .done();
    for format in ["env", "curl"] {
        let command = home.done(["token", "get", name, "--format", format]);
        let script = format!(
            "curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\nprintf '%s' \"${{ACCESS_TOKEN-}}\""
        );
        let mut file = fs::File::create(home.path("script")).expect("a file");
        file.write_all(script.as_bytes()).expect("it is written");
        let folder = tempfile::tempdir().expect("a folder");
        let output = Command::new("sh")
            .arg(home.path("script"))
            .current_dir(folder.path())
            .output();
        let run = finished(output.expect("there is a shell"));
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            run.out.contains("at'1`touch>d`$(touch>e)"),
            "{format}: {run:?}"
        );
        assert_eq!(
            fs::read_dir(folder.path()).expect("it is listed").count(),
            0,
            "{format}"
        );
    }
}

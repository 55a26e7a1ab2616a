//! Token replies as servers write them: pasted, and as answers to each kind of request.

mod alone;

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

fn home() -> Home {
    Home::new().with_server("api", "https://api.example.org")
}

/// A home with a server that answers token requests, and a client there.
fn at(server: &TestServer) -> Home {
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
    let client = ["client", "add", "api", "--id", "app", "--name", "app"];
    home.fed([&client[..], &["--secret-stdin"]].concat(), "s3cr3t")
        .done();
    home
}

const LOGIN: [&str; 5] = ["login", "app", "--as", "me", "--client-credentials"];

#[test]
fn a_lifetime_of_nothing_is_no_end() {
    for lifetime in ["0", "\"0\"", "-1"] {
        let home = home();
        let reply = format!(r#"{{"access_token":"at-1","expires_in":{lifetime}}}"#);
        let add = ["token", "add", "api", "--as", "me", "--stdin"];
        let added = home.fed(add, &reply);
        let told = format!("a lifetime of {},", lifetime.trim_matches('"'));
        assert!(added.err.contains(&told), "{}", added.err);
        assert_eq!(home.done(["token", "get", "me"]), "at-1\n", "{lifetime}");
        let shown = home.json(&["token", "show", "me"]);
        assert_eq!(
            (&shown["state"], &shown["expiry_source"]),
            (&"no_expiry".into(), &"zero".into())
        );
        let shown = home.done(["token", "show", "me"]);
        assert!(
            shown.contains("unknown: the server did not send a lifetime above 0"),
            "{shown}"
        );
    }
    // With a refresh token it is what it says: over, and renewed.
    let server = TestServer::new(|_| Reply::json(r#"{"access_token":"at-2","expires_in":60}"#));
    let home = at(&server);
    let reply = r#"{"access_token":"at-1","refresh_token":"rt-1","expires_in":0}"#;
    let add = [
        "token", "add", "api", "--as", "me", "--client", "app", "--stdin",
    ];
    home.fed(add, reply).done();
    assert_eq!(home.done(["token", "get", "me"]), "at-2\n");
}

#[test]
fn an_end_that_is_wrong_or_unreadable_can_be_set_by_hand() {
    let server = TestServer::new(|_| Reply::json(r#"{"access_token":"at-1","expires_in":"1h"}"#));
    let home = at(&server);
    home.done(LOGIN);
    let shown = home.done(["token", "show", "me"]);
    assert!(
        shown.contains("the server's lifetime could not be read"),
        "{shown}"
    );
    home.done(["token", "edit", "me", "expires-at=2h"]);
    let shown = home.json(&["token", "show", "me"]);
    assert_eq!(shown["expiry_source"], "corrected");
    home.done(["token", "refresh", "me"]);
    let shown = home.json(&["token", "show", "me"]);
    let left = shown["expires_in"].as_i64().expect("seconds");
    assert!(
        (7000..=7200).contains(&left),
        "it holds for renewals: {left}"
    );
    home.done(["token", "edit", "me", "expires-at=never"]);
    home.done(["token", "refresh", "me"]);
    let shown = home.done(["token", "show", "me"]);
    assert!(shown.contains("never, set manually"), "{shown}");
    let all = home.done(["token", "show", "me", "--all"]);
    assert!(all.contains("It was set by hand to never expire"), "{all}");
}

#[test]
fn a_type_without_rules_of_its_own_is_sent_as_bearer() {
    for given in ["bot", "user", "User Access Token"] {
        let home = home();
        let reply = format!(r#"{{"access_token":"at-1","token_type":"{given}","ok":true}}"#);
        let add = ["token", "add", "api", "--as", "me", "--stdin"];
        let added = home.fed(add, &reply);
        assert!(
            added.err.contains(given) && added.err.contains("Bearer"),
            "{}",
            added.err
        );
        assert_eq!(home.json(&["token", "show", "me"])["token_type"], given);
        let header = home.done(["token", "get", "me", "--format", "header"]);
        assert_eq!(header, "Authorization: Bearer at-1\n");
    }
    let home = home();
    let reply = r#"{"access_token":"at-1","token_type":"mac"}"#;
    let add = ["token", "add", "api", "--as", "me", "--stdin"];
    let refused = home.fed(add, reply).failed(1);
    assert!(
        refused.contains("\"mac\"") && refused.contains("token-types=any"),
        "{refused}"
    );
    home.done(["server", "edit", "api", "token-types=any"]);
    home.fed(add, reply).done();
    assert_eq!(home.done(["token", "get", "me"]), "at-1\n");
}

/// The same replies for a request of ours, as JSON and as a form, and for a renewal.
#[test]
fn a_reply_is_read_alike_wherever_it_comes_from() {
    let slack = r#"{"ok":true,"authed_user":{"id":"U1","access_token":"at-1","refresh_token":"rt-2","token_type":"user","scope":"chat:write","expires_in":43200},"team":{"id":"T1"}}"#;
    let form = "access_token=at-1&expires=5183999&scopes=read+write&realm=7";
    for (reply, kind, left, scope, member) in [
        (
            slack,
            "application/json",
            43_200,
            "chat:write",
            ("authed_user.id", "U1"),
        ),
        (
            form,
            "application/x-www-form-urlencoded",
            5_183_999,
            "read write",
            ("realm", "7"),
        ),
    ] {
        let server =
            TestServer::new(move |_| Reply::new("200 OK", reply).with("Content-Type", kind));
        let home = at(&server);
        home.done(LOGIN);
        home.fed(["token", "add", "api", "--as", "pasted", "--stdin"], reply)
            .done();
        let add = [
            "token",
            "add",
            "api",
            "--as",
            "renewed",
            "--client",
            "app",
            "--refresh-token",
        ];
        home.fed([&add[..], &["--stdin"]].concat(), "rt-1").done();
        for name in ["me", "pasted", "renewed"] {
            assert_eq!(home.done(["token", "get", name]), "at-1\n", "{name}");
            let shown = home.json(&["token", "show", name]);
            let seconds = shown["expires_in"].as_i64().expect("seconds");
            assert!((left - 100..=left).contains(&seconds), "{name}: {seconds}");
            assert_eq!(scopes(&shown), scope, "{name}");
            let got = home.done(["token", "get", name, "--member", member.0]);
            assert_eq!(got, format!("{}\n", member.1), "{name}");
        }
    }
}

fn scopes(shown: &Value) -> String {
    let scopes = shown["scopes"].as_array().expect("scopes").iter();
    let scopes: Vec<_> = scopes.map(|one| one.as_str().expect("a text")).collect();
    scopes.join(" ")
}

#[test]
fn a_habit_says_where_the_token_stands() {
    let two = r#"{"bot":{"access_token":"xoxb"},"user":{"access_token":"xoxp"}}"#;
    let server = TestServer::new(move |_| Reply::json(two));
    let home = at(&server);
    let error = home.run(LOGIN).failed(1);
    assert!(
        error.contains("bot, user") && error.contains("token-member="),
        "{error}"
    );
    assert!(!error.contains("xoxb"), "{error}");
    home.done(["server", "edit", "api", "token-member=user"]);
    assert_eq!(
        home.json(&["server", "show", "api"])["token_member"],
        "user"
    );
    home.done(LOGIN);
    assert_eq!(home.done(["token", "get", "me"]), "xoxp\n");
}

#[test]
fn a_refusal_in_words_of_its_own_is_quoted() {
    for (reply, said) in [
        (
            r#"{"code":20003,"msg":"invalid authorization code"}"#,
            "20003: invalid authorization code",
        ),
        (
            r#"{"errcode":40029,"errmsg":"invalid code"}"#,
            "40029: invalid code",
        ),
        (
            r#"{"data":{"error_code":10007,"description":"Code expired"},"message":"error"}"#,
            "10007: Code expired",
        ),
        (
            r#"{"status":503,"body":{},"error":"Invalid Params: wrong client"}"#,
            "Invalid Params: wrong client",
        ),
        (r#"{"ok":false,"why":7}"#, r#""why": 7"#),
    ] {
        let server = TestServer::new(move |_| Reply::json(reply));
        let error = at(&server).run(LOGIN).failed(1);
        assert!(error.contains(said), "{reply}: {error}");
    }
}

#[test]
fn a_refresh_token_is_brought_in_with_its_client() {
    let server = TestServer::new(|asked| {
        if asked.body.contains("refresh_token=rt-1") {
            return Reply::json(
                r#"{"access_token":"at-2","refresh_token":"rt-2","expires_in":60}"#,
            );
        }
        let error = r#"{"error":"invalid_request","message":"The refresh token is invalid."}"#;
        Reply::new("400 Bad Request", error).with("Content-Type", "application/json")
    });
    let home = at(&server);
    // A whole reply.
    let add = [
        "token", "add", "api", "--as", "whole", "--client", "app", "--stdin",
    ];
    let reply = r#"{"access_token":"at-1","refresh_token":"rt-1","expires_in":3600}"#;
    home.fed(add, reply).done();
    let shown = home.json(&["token", "show", "whole"]);
    assert_eq!(
        (&shown["renewable"], &shown["client"]),
        (&true.into(), &"app".into())
    );
    assert_eq!(home.done(["token", "get", "whole"]), "at-1\n");
    home.done(["token", "refresh", "whole"]);
    assert_eq!(home.done(["token", "get", "whole"]), "at-2\n");
    // The refresh token alone, and the command that shows it to the server.
    let curl = format!(
        "curl {} -d grant_type=refresh_token -d refresh_token=rt-1",
        server.url("/token")
    );
    for (name, text) in [("bare", "rt-1"), ("curl", &curl)] {
        let add = [
            "token",
            "add",
            "api",
            "--as",
            name,
            "--client",
            "app",
            "--refresh-token",
        ];
        home.fed([&add[..], &["--stdin"]].concat(), text).done();
        assert_eq!(home.done(["token", "get", name]), "at-2\n", "{name}");
    }
    // Without a client it is told what is missing; the client can come later.
    let alone = ["token", "add", "api", "--as", "later", "--stdin"];
    let told = home.fed(alone, r#"{"refresh_token":"rt-1"}"#).failed(2);
    assert!(told.contains("--client"), "{told}");
    home.fed(alone, reply).done();
    assert_eq!(home.json(&["token", "show", "later"])["renewable"], false);
    home.done(["token", "edit", "later", "client=app"]);
    home.done(["token", "refresh", "later"]);
    assert_eq!(home.done(["token", "get", "later"]), "at-2\n");
    // One that the server does not know is kept, and marked.
    let add = [
        "token",
        "add",
        "api",
        "--as",
        "dead",
        "--client",
        "app",
        "--refresh-token",
    ];
    let error = home
        .fed([&add[..], &["--stdin"]].concat(), "rt-9")
        .failed(4);
    assert!(error.contains("The refresh token is invalid."), "{error}");
    assert_eq!(
        home.json(&["token", "show", "dead"])["state"],
        "login_needed"
    );
    assert_eq!(
        home.done(["token", "get", "dead", "--part", "refresh"]),
        "rt-9\n"
    );
}

#[test]
fn a_curl_command_brings_its_refresh_token() {
    let server = TestServer::new(|asked| {
        assert!(asked.body.contains("client_id=cid1"), "{}", asked.body);
        Reply::json(r#"{"access_token":"at-2","expires_in":60}"#)
    });
    let home = Home::new();
    let command = format!(
        "curl {} --data-urlencode grant_type=refresh_token --data-urlencode refresh_token=rt1 \
         --data-urlencode client_id=cid1 --data-urlencode client_secret=sec1",
        server.url("/auth/o2/token")
    );
    std::fs::write(home.path("command.txt"), command).expect("a file");
    let file = home.path("command.txt");
    let file = file.to_str().expect("a path");
    let told = home.done(["import", file, "--no-discovery"]);
    assert!(!told.contains("gets its own"), "{told}");
    let list = home.json(&["token", "list"]);
    let name = list[0]["name"].as_str().expect("a token").to_owned();
    assert_eq!(list[0]["renewable"], true);
    assert_eq!(home.done(["token", "get", &name]), "at-2\n");
}

#[test]
fn a_token_is_sent_as_it_was_pasted() {
    let home = home();
    for (name, text, header) in [
        (
            "one",
            "Authorization: Token t-1",
            "Authorization: Token t-1\n",
        ),
        ("two", "Bearer t-2", "Authorization: Bearer t-2\n"),
        ("three", "PRIVATE-TOKEN: t-3", "PRIVATE-TOKEN: t-3\n"),
        ("four", "t-4", "Authorization: Bearer t-4\n"),
        (
            "five",
            "curl -H 'Authorization: Token t-5' https://api.example.org/",
            "Authorization: Token t-5\n",
        ),
    ] {
        home.fed(["token", "add", "api", "--as", name, "--stdin"], text)
            .done();
        let got = home.done(["token", "get", name, "--format", "header"]);
        assert_eq!(got, header, "{name}");
    }
    home.done(["token", "edit", "one", "token-placement="]);
    let got = home.done(["token", "get", "one", "--format", "header"]);
    assert_eq!(got, "Authorization: Bearer t-1\n");
    home.done(["server", "edit", "api", "token-placement=header:X-Key"]);
    let got = home.done(["token", "get", "five", "--format", "header"]);
    assert_eq!(got, "Authorization: Token t-5\n", "its own stays");
    let got = home.done(["token", "get", "four", "--format", "header"]);
    assert_eq!(got, "X-Key: t-4\n");
}

#[test]
fn a_method_that_failed_is_not_advised_again() {
    let server = TestServer::new(|_| {
        let error = r#"{"error":"invalid_client"}"#;
        Reply::new("401 Unauthorized", error).with("Content-Type", "application/json")
    });
    let home = at(&server);
    let advised = |home: &Home| home.run(LOGIN).failed(1);
    let first = advised(&home);
    assert!(
        first.contains("auth=post"),
        "basic and raw are one here: {first}"
    );
    home.done(["client", "edit", "app", "auth=post"]);
    let last = advised(&home);
    assert!(!last.contains("auth="), "{last}");
    assert!(
        last.contains("the secret is wrong") && last.contains("--secret-stdin"),
        "{last}"
    );
    // Another secret, another chance: one that is changed by encoding.
    home.fed(
        ["client", "edit", "app", "auth=basic", "--secret-stdin"],
        "s3cr+t=",
    )
    .done();
    let raw = advised(&home);
    assert!(raw.contains("auth=basic-raw"), "{raw}");
    assert_eq!(server.tokens_asked().len(), 3, "nothing is tried unasked");
}

//! `tokenry token …`

use serde_json::Value;
use tokenry_doubles::{Reply, TestServer};

use crate::home::{Home, assert_nowhere};

const TOKEN: &str = "gho_aVerySecretToken";

/// A command that prints the token of its environment.
const TELL_THE_TOKEN: &[&str] = if cfg!(windows) {
    &["cmd", "/c", "echo %ACCESS_TOKEN%"]
} else {
    &["sh", "-c", "echo $ACCESS_TOKEN"]
};

fn home() -> Home {
    Home::new()
        .with_server("api", "https://api.example.org/v1")
        .with_token("api", "mine", TOKEN)
}

#[test]
fn a_pasted_token_is_given_out_in_every_form() {
    let home = home();
    assert_eq!(home.done(["token", "get", "mine"]), format!("{TOKEN}\n"));
    let form = |format: &str| home.done(["token", "get", "mine", "--format", format]);
    assert_eq!(form("raw"), format!("{TOKEN}\n"));
    assert_eq!(form("header"), format!("Authorization: Bearer {TOKEN}\n"));
    assert_eq!(form("env"), format!("ACCESS_TOKEN={TOKEN}\n"));
    let curl = form("curl");
    assert!(
        curl.starts_with("curl -H ") && curl.contains("https://api.example.org/v1"),
        "{curl}"
    );
    let got = home.json(&["token", "get", "mine"]);
    assert_eq!(got["access_token"], TOKEN);
    assert_eq!(got["token_type"], "Bearer");
    let formatted: Value = serde_json::from_str(&form("json")).expect("a document");
    assert_eq!(formatted, got, "--json and --format json are the same");
}

#[test]
fn a_token_is_seen_only_where_it_is_asked_for() {
    let home = home();
    let seen = [
        home.done(["token", "list"]),
        home.done(["token", "list", "--json"]),
        home.done(["token", "show", "mine"]),
        home.done(["token", "show", "mine", "--json"]),
        home.done(["token", "show", "mine", "--all"]),
        home.done(["token", "show", "mine", "--all", "--json"]),
        home.done(["server", "list", "--json"]),
        home.done(["doctor"]),
    ];
    for out in seen {
        assert!(!out.contains(TOKEN), "{out}");
    }
    assert_nowhere(&home.data(), TOKEN);
}

#[test]
fn a_whole_reply_brings_its_expiry_and_scopes() {
    let reply = r#"{"access_token": "at-1", "refresh_token": "rt-1", "expires_in": 3600, "scope": "read write"}"#;
    let home = Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "whole", reply);
    let shown = home.json(&["token", "show", "whole"]);
    assert_eq!(shown["state"], "valid");
    assert_eq!(shown["expiry_source"], "expires_in");
    assert_eq!(shown["scopes"][1], "write");
    assert_eq!(shown["has_refresh_token"], true);
    let left = shown["expires_in"].as_i64().expect("seconds");
    assert!((3500..=3600).contains(&left), "{left}");
    assert_eq!(
        home.done(["token", "get", "whole", "--part", "refresh"]),
        "rt-1\n"
    );
    home.run(["token", "get", "whole", "--part", "id"])
        .failed(5);
    home.run([
        "token", "get", "whole", "--part", "refresh", "--format", "header",
    ])
    .failed(2);
    let list = home.done(["token", "list"]);
    assert!(list.contains("whole  valid  59 min left"), "{list}");
}

#[test]
fn an_ended_token_needs_a_login() {
    let home = Home::new().with_server("api", "https://api.example.org");
    let add = [
        "token",
        "add",
        "api",
        "--as",
        "old",
        "--stdin",
        "--expires-at",
        "2020-01-01",
    ];
    home.fed(add, TOKEN).done();
    let said = home.run(["token", "get", "old"]).failed(4);
    assert!(said.contains("old"), "{said}");
    assert_eq!(home.json(&["token", "show", "old"])["state"], "expired");

    let add = [
        "token",
        "add",
        "api",
        "--as",
        "soon",
        "--stdin",
        "--expires-at",
        "10m",
    ];
    home.fed(add, TOKEN).done();
    assert_eq!(
        home.done(["token", "get", "soon", "--min-ttl", "60"]),
        format!("{TOKEN}\n")
    );
    home.run(["token", "get", "soon", "--min-ttl", "3600"])
        .failed(4);
    home.run(["token", "refresh", "soon"]).failed(4);
}

#[test]
fn a_token_is_renamed_and_forgotten() {
    let home = home();
    assert_eq!(
        home.json(&["token", "rename", "mine", "ours"])["name"],
        "ours"
    );
    home.run(["token", "get", "mine"]).failed(5);
    home.done(["token", "forget", "ours"]);
    let said = home.run(["token", "get", "ours"]).failed(5);
    assert!(said.contains("tokenry token list"), "{said}");
}

#[test]
fn what_is_no_token_is_refused() {
    let home = Home::new().with_server("api", "https://api.example.org");
    for wrong in [
        "",
        "two words",
        "https://api.example.org/page",
        "{\"error\": \"x\"}",
    ] {
        home.fed(["token", "add", "api", "--as", "no", "--stdin"], wrong)
            .failed(1);
    }
    let said = home.run(["token", "add", "api", "--as", "no"]).failed(2);
    assert!(said.contains("--stdin"), "{said}");
    home.run([
        "token",
        "add",
        "api",
        "--as",
        "no",
        "--stdin",
        "--expires-at",
        "soon",
    ])
    .failed(2);
    home.run(["token", "revoke", "no"]).failed(5);
    home.run(["token", "introspect", "no"]).failed(5);
    assert_eq!(
        home.json(&["token", "list"]).as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_check_asks_the_server() {
    let server = TestServer::new(|asked| {
        if asked.header("authorization") == Some(&format!("Bearer {TOKEN}")) {
            Reply::json("{}")
        } else {
            Reply::new("401 Unauthorized", "").with(
                "WWW-Authenticate",
                "Bearer error=\"invalid_token\", error_description=\"it was revoked\"",
            )
        }
    });
    let home = Home::new()
        .with_server("api", &server.url(""))
        .with_token("api", "good", TOKEN)
        .with_token("api", "bad", "another");
    let me = server.url("/me");
    assert_eq!(
        home.json(&["token", "check", "good", "--url", &me])["works"],
        true
    );
    let said = home.run(["token", "check", "bad", "--url", &me]).failed(4);
    assert!(said.contains("it was revoked"), "{said}");
    home.run(["token", "check", "good"]).failed(2);
}

#[test]
fn what_came_with_a_token_is_kept_shown_and_given_out() {
    let reply = r#"{"access_token": "at-PLANTED", "instance_url": "https://eu7.example.org",
        "team": {"id": "T1", "hook": {"signing_secret": "sec-PLANTED"}}, "realm": 42,
        "webhook_secret": "hook-PLANTED", "id_of_nothing": null}"#;
    let home = Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "whole", reply);
    for all in [&[][..], &["--all"]] {
        let shown = home.json(&[&["token", "show", "whole"], all].concat());
        let told: Vec<(&str, &str, bool)> = shown["members"]
            .as_array()
            .expect("members")
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().expect("a text");
                (text("name"), text("value"), one["masked"] == true)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("instance_url", "https://eu7.example.org", false),
                (
                    "team",
                    r#"{"hook":{"signing_secret":"[redacted]"},"id":"T1"}"#,
                    true
                ),
                ("realm", "42", false),
                ("webhook_secret", "[redacted]", true),
            ]
        );
        let shown = home.done([&["token", "show", "whole"], all].concat());
        assert!(shown.contains("https://eu7.example.org"), "{shown}");
        assert!(!shown.contains("PLANTED"), "{shown}");
    }
    for (member, value) in [
        ("instance_url", "https://eu7.example.org"),
        ("team.id", "T1"),
        ("team.hook.signing_secret", "sec-PLANTED"),
        ("realm", "42"),
        ("webhook_secret", "hook-PLANTED"),
    ] {
        let got = home.done(["token", "get", "whole", "--member", member]);
        assert_eq!(got, format!("{value}\n"));
    }
    let none = home
        .run(["token", "get", "whole", "--member", "tenant"])
        .failed(5);
    assert!(none.contains("instance_url, team"), "{none}");
    assert_nowhere(&home.data(), "eu7.example.org");
    assert_nowhere(&home.data(), "PLANTED");

    home.done(["vault", "lock"]);
    let locked = home.json(&["token", "show", "whole"]);
    assert_eq!(locked["members"], Value::Null, "not empty, but not known");
    let locked = home.done(["token", "show", "whole"]);
    assert!(locked.contains("tokenry vault unlock"), "{locked}");
}

/// What a bound token needs besides is told wherever its bare text is given out.
#[test]
fn a_token_that_is_not_enough_by_itself_says_so() {
    let server = TestServer::new(|asked| {
        let bound = asked.header("dpop").is_some();
        let kind = if bound { "DPoP" } else { "Bearer" };
        Reply::json(&format!(
            r#"{{"access_token": "at-1", "token_type": "{kind}", "expires_in": 3600}}"#
        ))
    });
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
    let add = ["client", "add", "api", "--id"];
    home.fed(
        [
            &add[..],
            &["bound", "--name", "bound", "--dpop", "--secret-stdin"],
        ]
        .concat(),
        "x",
    )
    .done();
    home.fed(
        [&add[..], &["plain", "--name", "plain", "--secret-stdin"]].concat(),
        "x",
    )
    .done();
    let own = rcgen::generate_simple_self_signed(["app".to_owned()]).expect("a certificate");
    let pem = format!("{}{}", own.cert.pem(), own.signing_key.serialize_pem());
    let tls = [
        "tls",
        "--name",
        "tls",
        "--auth",
        "self-signed-tls",
        "--secret-stdin",
    ];
    home.fed([&add[..], &tls[..]].concat(), &pem).done();
    for client in ["bound", "plain", "tls"] {
        home.done(["login", client, "--as", client, "--client-credentials"]);
    }
    let told = |name: &str, args: &[&str]| {
        let run = home.run(args);
        assert_eq!(run.code, Some(0), "{run:?}");
        match name {
            "bound" => {
                assert!(
                    run.err.contains("the token alone is not enough"),
                    "{args:?}: {run:?}"
                );
                assert!(
                    run.err.contains("tokenry token proof bound METHOD URL"),
                    "{run:?}"
                );
            }
            "tls" => assert!(run.err.contains("mutual TLS"), "{args:?}: {run:?}"),
            _ => assert_eq!(run.err, "", "{args:?}"),
        }
        assert!(run.out.contains("at-1"), "{args:?}: {run:?}");
    };
    for name in ["bound", "plain", "tls"] {
        for format in ["env", "header", "curl"] {
            told(name, &["token", "get", name, "--format", format]);
        }
        let told_by = [&["exec", name, "--"], TELL_THE_TOKEN].concat();
        told(name, &told_by);
    }
}

//! `tokenry recipe …`, and what a recipe does to the commands.

use std::fs;
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const MINE: &str = r#"
id = "mine"
name = "Mine"
about = "A server of a test."
docs = "https://mine.example"
tried = true
grants = ["authorization_code"]
auth_methods = ["none"]

[recognise]
hosts = ["127.0.0.1"]

[endpoints]
authorize = "/authorize"
token = "/token"
userinfo = "/userinfo"

[wire]
token_style = "json"

[redirect]
suggested = "urn:ietf:wg:oauth:2.0:oob"

[registration]
page = "{base}/apps/new"
steps = ["Enter {name}.", "Enter {redirect_uri}."]

[verify]
url = "/whoami"
account = "/who/called"
subject = "/who/number"

[headers]
Accept = "application/vnd.mine+json"
"#;

fn home_with(id: &str, text: &str) -> Home {
    let home = Home::new();
    let folder = home.data().join("recipes");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{id}.toml")), text).expect("a file");
    home
}

#[test]
fn recipes_are_listed_and_shown() {
    let home = home_with("mine", MINE);
    let listed = home.json(&["recipe", "list"]);
    let listed = listed.as_array().expect("a list");
    let find = |id: &str| listed.iter().find(|one| one["id"] == id).expect(id);
    assert_eq!(find("gotosocial")["name"], "GoToSocial");
    assert!(find("gotosocial")["file"].is_null());
    assert!(
        find("mine")["file"]
            .as_str()
            .is_some_and(|file| file.ends_with("mine.toml"))
    );

    let shown = home.done(["recipe", "show", "gotosocial"]);
    for told in [
        "/oauth/authorize",
        "json",
        "urn:ietf:wg:oauth:2.0:oob",
        "read:accounts",
        "no, written from",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    let document = home.json(&["recipe", "show", "firefly-iii"]);
    assert_eq!(document["headers"]["Accept"], "application/vnd.api+json");
    let said = home.run(["recipe", "show", "nothing"]).failed(5);
    assert!(said.contains("tokenry recipe list"), "{said}");
}

#[test]
fn a_wrong_recipe_is_named_with_its_place_and_hides_no_other() {
    let home = home_with("mine", &MINE.replace("[wire]", "[wire]\ncolour = 1"));
    let run = home.run(["recipe", "list"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("gotosocial"), "{run:?}");
    assert!(
        run.err.contains("mine.toml, line 19, column 1") && run.err.contains("colour"),
        "{run:?}"
    );
    home.run(["server", "add", "x.example", "--recipe", "mine"])
        .failed(1);
    let servers = home.json(&["server", "list"]);
    assert_eq!(
        servers.as_array().map(Vec::len),
        Some(0),
        "nothing was stored"
    );
}

#[test]
fn a_server_is_made_from_a_recipe_without_asking_it() {
    let home = Home::new();
    let added = home.json(&[
        "server",
        "add",
        "money.example.org",
        "--recipe",
        "firefly-iii",
    ]);
    assert_eq!(added["recipe"], "firefly-iii");
    assert_eq!(added["base_url"], "https://money.example.org/api");
    assert_eq!(
        added["endpoints"]["token"],
        "https://money.example.org/oauth/token"
    );
    let client = home.json(&[
        "client",
        "add",
        "money.example.org",
        "--id",
        "1",
        "--name",
        "app",
    ]);
    assert_eq!(client["redirect_uri"], "http://127.0.0.1:8719/callback");

    let keycloak = [
        "server",
        "add",
        "id.example.org",
        "--recipe",
        "keycloak",
        "--set",
        "realm=photos",
        "--name",
        "k",
    ];
    let shown = home.done(keycloak);
    assert!(
        shown.contains("https://id.example.org/realms/photos/protocol/openid-connect/token"),
        "{shown}"
    );
    assert!(shown.contains("register a client by hand"), "{shown}");
    assert!(shown.contains("choose the realm photos"), "{shown}");
    // What is printed can be pasted, also where a name has spaces.
    let shown = home.done(["server", "add", "graph.microsoft.com", "--recipe", "entra"]);
    let next = "tokenry client add 'Microsoft Entra' --id ID";
    assert!(shown.contains(next), "{shown}");
    let client = home.json(&["client", "add", "k", "--id", "1", "--name", "scoped"]);
    assert_eq!(client["scopes"], serde_json::json!(["openid", "profile"]));

    let edited = home.json(&["server", "edit", "k", "name=keys"]);
    assert_eq!(edited["recipe"], "keycloak", "an edit keeps it");
    home.run(["server", "add", "x.example", "--recipe", "nothing"])
        .failed(5);
    home.run([
        "server",
        "add",
        "x.example",
        "--recipe",
        "keycloak",
        "--set",
        "a=b",
    ])
    .failed(2);
}

#[test]
fn a_known_host_is_recognised_and_its_recipe_does_what_it_says() {
    let server = TestServer::new(|asked| match asked.line.as_str() {
        "POST /token" if asked.body.starts_with('{') => Reply::json(r#"{"access_token": "t0k3n"}"#),
        "GET /whoami" if asked.header("accept") == Some("application/vnd.mine+json") => {
            Reply::json(r#"{"who": {"called": "alice", "number": 7}, "name": "not this"}"#)
        }
        "GET /plain" => Reply::json(&format!(r#"{{"accept": {:?}}}"#, asked.header("accept"))),
        _ => Reply::new("404 Not Found", ""),
    });
    let home = home_with("mine", MINE);
    let run = home.run(["server", "add", &server.url(""), "--name", "it"]);
    assert!(run.err.contains("This is Mine"), "{run:?}");
    assert!(run.out.contains(&server.url("/apps/new")), "{run:?}");
    assert_eq!(home.json(&["server", "show", "it"])["recipe"], "mine");

    home.done(["client", "add", "it", "--id", "app", "--name", "app"]);
    home.fed(
        ["login", "app", "--as", "me", "--no-browser", "--paste"],
        "c0de\n",
    )
    .done();
    let token = home.json(&["token", "show", "me"]);
    assert_eq!(
        (&token["account"], &token["subject"]),
        (&"alice".into(), &"7".into())
    );

    let checked = home.json(&["token", "check", "me"]);
    assert_eq!(checked["url"], server.url("/whoami"));
    let plain = server.url("/plain");
    let with_token = home.done(["send", plain.as_str(), "--token", "me"]);
    assert!(with_token.contains("vnd.mine"), "{with_token}");
    let without = home.done(["send", plain.as_str()]);
    assert!(without.contains("vnd.mine"), "{without}");
    let own = home.done(["send", plain.as_str(), "-H", "accept: text/plain"]);
    assert!(
        own.contains("text/plain") && !own.contains("vnd.mine"),
        "{own}"
    );
}

#[test]
fn a_redirect_that_the_kind_of_server_refuses_is_told_before_it_is() {
    let home = Home::new();
    let add = [
        "server",
        "add",
        "money.example.org",
        "--recipe",
        "firefly-iii",
        "--name",
        "money",
    ];
    home.done(add);
    let client = |redirect: &str| {
        let run = home.run([
            "client",
            "add",
            "money",
            "--id",
            "1",
            "--redirect",
            redirect,
        ]);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.err
    };
    assert_eq!(client("http://127.0.0.1:8719/callback"), "");
    let said = client("http://127.0.0.1:8719/back");
    assert!(
        said.contains("Firefly III") && said.contains("/callback"),
        "{said}"
    );
}

#[test]
fn a_recipe_is_chosen_changed_and_taken_away_afterwards() {
    let home = Home::new().with_server("money", "https://money.example");
    let args = ["server", "edit", "money", "recipe=passport"];
    let passport = home.json(&args);
    assert_eq!(passport["recipe"], "passport");
    assert_eq!(
        passport["endpoints"]["token"],
        "https://money.example/oauth/token"
    );
    assert_eq!(passport["base_url"], "https://money.example/api");
    let keeper = home.json(&["server", "edit", "money", "recipe=doorkeeper"]);
    assert_eq!(
        keeper["endpoints"]["device"],
        serde_json::Value::Null,
        "of passport alone"
    );
    assert_eq!(
        keeper["endpoints"]["introspection"],
        "https://money.example/oauth/introspect"
    );
    let none = home.json(&["server", "edit", "money", "recipe="]);
    assert_eq!(none["recipe"], serde_json::Value::Null);
    assert_eq!(
        none["endpoints"]["token"], "https://money.example/oauth/token",
        "it stays"
    );
    let unknown = home.run(["server", "edit", "money", "recipe=nothing"]);
    assert!(
        unknown.err.contains("No recipe is named “nothing”"),
        "{unknown:?}"
    );

    // A part of the addresses is kept, whenever it was said.
    for args in [
        [
            "server",
            "add",
            "auth.flexli.app",
            "--recipe",
            "flexli",
            "--set",
            "api=https://flow.example",
            "--name",
            "a",
        ],
        [
            "server",
            "add",
            "auth.flexli.app",
            "--recipe",
            "flexli",
            "--no-discovery",
            "--no-input",
            "--name",
            "b",
        ],
    ] {
        home.done(args);
    }
    home.done(["server", "edit", "b", "set.api=https://flow.example"]);
    for name in ["a", "b"] {
        let shown = home.json(&["server", "show", name]);
        assert_eq!(
            shown["recipe_parts"]["api"], "https://flow.example",
            "{name}"
        );
        assert_eq!(shown["base_url"], "https://flow.example/", "{name}");
    }
}

#[test]
fn kinds_that_nothing_tells_apart_are_offered() {
    let server = tokenry_doubles::TestServer::new(|_| {
        tokenry_doubles::Reply::new("404 Not Found", "nothing")
    });
    let home = Home::new();
    let told = home.done(["server", "add", &server.url(""), "--name", "it"]);
    for id in ["passport", "doorkeeper"] {
        let command = format!("tokenry server edit it recipe={id}");
        assert!(told.contains(&command), "{told}");
    }
}

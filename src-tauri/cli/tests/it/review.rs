//! What somebody else wrote into the database: shown, put back or confirmed; and what cannot be read,
//! in its list and forgotten.

use serde_json::Value;

use crate::home::{Home, sql};

fn home() -> Home {
    let home = Home::new()
        .with_server("photos", "https://photos.example")
        .with_token("photos", "mine", "t0k3n");
    home.done(["client", "add", "photos", "--id", "app", "--name", "app"]);
    home
}

const ELSEWHERE: &str = "UPDATE servers SET profile = \
    json_set(profile, '$.base_url', 'https://evil.example/', '$.endpoints.token', 'https://evil.example/t')";

#[test]
fn a_changed_server_is_shown_and_put_back_or_confirmed() {
    let home = home();
    assert_eq!(
        home.done(["vault", "review"]),
        "All data is as Tokenry stored it.\n"
    );
    for (decision, done, address) in [
        (
            "--put-back",
            "Restored what Tokenry had stored.\n",
            "https://photos.example/",
        ),
        (
            "--confirm",
            "Confirmed the present data.\n",
            "https://evil.example/",
        ),
    ] {
        sql(&home, ELSEWHERE);
        let shown = home.run(["vault", "review"]);
        assert_eq!(shown.code, Some(1), "{shown:?}");
        for line in [
            "The server photos was changed by something other than Tokenry.",
            "  base URL\n    was: https://photos.example/\n    is:  https://evil.example/",
            "  token endpoint\n    was: nothing\n    is:  https://evil.example/t",
        ] {
            assert!(shown.out.contains(line), "{line}: {shown:?}");
        }
        let shown = home.run(["vault", "review", "--json"]);
        let document: Value = serde_json::from_str(&shown.out).expect("a document");
        assert_eq!(document["changed"][0]["kind"], "server");
        assert_eq!(document["changed"][0]["name"], "photos");
        assert_eq!(document["changed"][0]["known"], true);
        assert_eq!(
            document["changed"][0]["fields"][0]["is"],
            "https://evil.example/"
        );
        assert_eq!(document["unreadable"], serde_json::json!([]));

        // Nothing is sent before that, and the decision is about what was named.
        let refused = home.run(["login", "app", "--as", "x", "--client-credentials"]);
        assert!(
            refused.err.contains("differs from what Tokenry stored"),
            "{refused:?}"
        );
        let other = home.done(["vault", "review", "app", decision]);
        assert_eq!(other, "Nothing needed a decision.\n");
        assert_eq!(home.done(["vault", "review", "PHOTOS", decision]), done);
        assert_eq!(
            home.json(&["server", "show", "photos"])["base_url"],
            address
        );
        home.done(["vault", "review"]);
    }
}

#[test]
fn what_cannot_be_read_stands_in_its_list_and_is_forgotten() {
    for (list, statement, kind, name, left) in [
        (
            ["server", "list"],
            "UPDATE servers SET profile = '{' WHERE name = 'Bad one'",
            "server",
            "Bad one",
            1,
        ),
        (
            ["client", "list"],
            "UPDATE clients SET profile = '[]' WHERE name = 'Bad one'",
            "client",
            "Bad one",
            1,
        ),
        (
            ["token", "list"],
            "UPDATE tokens SET scopes = 'x' WHERE name = 'Bad one'",
            "token",
            "Bad one",
            1,
        ),
        (
            ["request", "list"],
            "INSERT INTO requests VALUES (zeroblob(16), NULL, 'Bad one', 'GET', 0, x'00', 9223372036854775807)",
            "request",
            "Bad one",
            0,
        ),
        (
            ["request", "list"],
            "INSERT INTO drafts VALUES (zeroblob(16), NULL, x'00', 9223372036854775807)",
            "draft",
            "",
            0,
        ),
        (
            ["request", "list"],
            "INSERT INTO exchanges VALUES (zeroblob(16), NULL, 9223372036854775807, x'00', NULL)",
            "exchange",
            "",
            0,
        ),
    ] {
        let home = home().with_server("Bad one", "https://bad.example");
        let add = [
            "client", "add", "Bad one", "--id", "app", "--name", "Bad one",
        ];
        home.done(add);
        let home = home.with_token("Bad one", "Bad one", "t0k3n-2");
        sql(&home, statement);

        let shown = home.run(list);
        assert_eq!(shown.code, Some(0), "{shown:?}");
        let row = shown.out.lines().find(|line| line.contains("Unreadable"));
        let row = row.unwrap_or_else(|| panic!("{kind}: {shown:?}"));
        let called = if name.is_empty() {
            format!("{kind} 1")
        } else {
            name.to_owned()
        };
        assert!(row.starts_with(&called), "{row}");
        let forget = format!("tokenry vault review '{called}' --remove");
        assert!(shown.err.contains(&forget), "{shown:?}");

        let documents = home.json(&list);
        let rows = documents.as_array().expect("a list");
        let bad: Vec<&Value> = rows
            .iter()
            .filter(|row| row["unreadable"] == true)
            .collect();
        let [bad] = &bad[..] else {
            panic!("{kind}: {documents}")
        };
        assert_eq!(bad["kind"], kind);
        assert_eq!(bad["name"].as_str().unwrap_or_default(), name);
        assert_eq!(bad["forget"], forget);
        assert!(!bad["reason"].as_str().expect("a reason").is_empty());
        assert_eq!(rows.len() - 1, left, "{documents}");

        let words = forget.split_once(' ').map(|(_, rest)| rest);
        let words = shell_words::split(words.expect("words")).expect("a command");
        assert_eq!(home.done(&words), "Removed the unreadable data.\n");
        let documents = home.json(&list);
        assert_eq!(
            documents.as_array().map(Vec::len),
            Some(left),
            "{documents}"
        );
        assert_eq!(home.done(&words), "Nothing needed a decision.\n");
    }
}

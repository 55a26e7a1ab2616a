//! A database of an older format: nothing is lost, its plain text is sealed, and the backups that
//! contain it are removed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tokenry_core::{request::BodyMode, workbench::SecretPart};
use tokenry_model::{request::Body, secret::Secret, token::TokenEventKind};
use tokenry_vault::vault::Unlock;

use crate::{
    bench::{Bench, Scratch},
    drafts::{on_disk, typed},
    tampered::sql,
};

fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vault/tests/golden")
}

fn golden(place: &Scratch, name: &str) {
    fs::create_dir(place.data()).expect("the data directory");
    fs::copy(golden_folder().join(name), place.data().join("tokenry.db")).expect("copies");
}

async fn unlocked(place: &Scratch) -> Bench {
    let bench = place.bench().await;
    let passphrase = Secret::new("a passphrase of gold");
    bench
        .unlock_vault(Unlock::Passphrase(passphrase))
        .await
        .expect("unlocks");
    bench
}

#[tokio::test]
async fn plain_text_of_an_older_format_is_sealed_once_and_erased_from_disk() {
    let place = Scratch::new();
    golden(&place, "format-5.db");
    assert!(on_disk(&place, "golden plain"), "it is plain to begin with");

    let bench = unlocked(&place).await;
    let token = bench.token_named("alice@photos").await.expect("its token");
    let detail = bench.token_detail(token.id).await.expect("its page");
    let titles: Vec<String> = detail
        .transcripts
        .iter()
        .map(|stored| stored.transcript.steps[0].what.title())
        .collect();
    assert_eq!(
        titles,
        [
            "Renewal 2 in plain text",
            "Renewal 1 in plain text",
            "Renewal 0 in plain text"
        ]
    );
    let client = token.client.expect("it has one");
    let registration = bench.registration(client).await.expect("reads");
    let registration = registration.expect("it is there");
    assert_eq!(
        registration.said["software_statement"],
        "golden plain statement"
    );
    let uri = registration.uri.as_ref().map(url::Url::path);
    assert_eq!(uri, Some("/register/7"));
    assert_eq!(bench.changed().await.expect("the list"), []);
    assert!(place.data().join("backups").exists(), "there is a backup");
    for plain in ["golden plain", "in plain text"] {
        assert!(!on_disk(&place, plain), "{plain}");
    }
    bench
        .keep_draft(None, None, typed("x"))
        .await
        .expect("kept");
    bench.close().await;
    assert!(!on_disk(&place, "golden plain"));
}

/// The history of a token, and the reason of its state.
async fn told(bench: &Bench, name: &str) -> (Vec<(TokenEventKind, String)>, Option<String>) {
    let token = bench.token_named(name).await.expect("it is there");
    let detail = bench.token_detail(token.id).await.expect("its page");
    let history = detail.history.into_iter();
    let lines = history.map(|event| (event.kind, event.detail)).collect();
    (lines, detail.summary.token.trouble())
}

#[tokio::test]
async fn texts_about_tokens_are_sealed_and_still_shown() {
    use TokenEventKind::{Created, Renamed};
    let place = Scratch::new();
    golden(&place, "format-10.db");
    assert!(on_disk(&place, "golden plain event"), "plain to begin with");
    assert!(
        on_disk(&place, "golden plain reason"),
        "plain to begin with"
    );
    for _ in 0..2 {
        let bench = unlocked(&place).await;
        let line = |kind, number| (kind, format!("golden plain event {number}"));
        let why = |which: &str| Some(format!("golden plain reason {which}"));
        for (name, lines, reason) in [
            (
                "alice@photos",
                vec![line(Renamed, 5), line(Created, 1)],
                why("A"),
            ),
            ("bob", vec![line(Created, 2)], why("B")),
            ("carol", vec![line(Created, 3)], why("C")),
            ("dave", vec![line(Created, 4)], None),
        ] {
            assert_eq!(told(&bench, name).await, (lines, reason), "{name}");
        }
        assert_eq!(bench.changed().await.expect("the list"), []);
        bench.close().await;
    }
    assert!(!on_disk(&place, "golden plain"));
}

#[tokio::test]
async fn no_plain_text_is_left_after_the_second_opening() {
    for (format, token) in [
        ("format-1.db", "alice@photos"),
        ("format-2.db", "alice@photos"),
        ("format-5.db", "alice@photos"),
        ("format-10.db", "bob"),
    ] {
        let place = Scratch::new();
        golden(&place, format);
        let server =
            "json_set(profile, '$.endpoints.token', 'https://photos.example/t?sig=NEEDLE-1')";
        let extra = r#"[{"on":"token","place":"body","name":"user_password","value":"NEEDLE-2"}]"#;
        let profiles = [
            format!("UPDATE servers SET profile = {server}"),
            format!("UPDATE clients SET profile = json_set(profile, '$.extras', json('{extra}'))"),
        ];
        // In a format with seals, only Tokenry can change a profile.
        let sealed = format == "format-10.db";
        for statement in profiles.iter().filter(|_| !sealed) {
            sql(&place, statement).await;
        }
        for statement in [
            "UPDATE token_events SET detail = 'NEEDLE-3'",
            r#"UPDATE tokens SET health = '{"is":"login_needed","reason":"NEEDLE-4"}'"#,
        ] {
            sql(&place, statement).await;
        }
        let bench = unlocked(&place).await;
        let (lines, why) = told(&bench, token).await;
        assert_eq!(lines[0].1, "NEEDLE-3", "{format}");
        assert_eq!(why.as_deref(), Some("NEEDLE-4"), "{format}");
        bench.close().await;
        let backups = place.data().join("backups");
        assert_eq!(fs::read_dir(&backups).expect("a folder").count(), 1);
        assert!(on_disk(&place, "NEEDLE"), "{format}: the backup has it");

        // While the vault is locked, it is unknown whether the upgrade succeeded.
        let bench = place.bench().await;
        assert!(!bench.tokens().await.expect("the list").is_empty());
        bench.close().await;
        assert_eq!(fs::read_dir(&backups).expect("a folder").count(), 1);

        let bench = unlocked(&place).await;
        assert!(!on_disk(&place, "NEEDLE"), "{format}");
        let (lines, why) = told(&bench, token).await;
        assert_eq!(lines[0].1, "NEEDLE-3", "{format}");
        assert_eq!(why.as_deref(), Some("NEEDLE-4"), "{format}");
        let stored = bench.token_named(token).await.expect("it is there");
        bench
            .reveal(stored.id, SecretPart::Access)
            .await
            .expect("its secret");
        if !sealed {
            let server = bench.reveal_server(stored.server).await.expect("opens");
            let address = server.profile.endpoints.token.expect("it has one");
            assert_eq!(address.query(), Some("sig=NEEDLE-1"), "{format}");
        }
        bench.close().await;
        assert!(!on_disk(&place, "NEEDLE"), "{format}");
    }
}

#[tokio::test]
async fn a_removal_also_applies_to_the_backup() {
    for what in ["token", "client", "server", "passphrase"] {
        let place = Scratch::new();
        golden(&place, "format-5.db");
        sql(&place, "UPDATE token_events SET detail = 'NEEDLE'").await;
        let bench = unlocked(&place).await;
        assert!(on_disk(&place, "NEEDLE"), "the backup has it");
        let token = bench.token_named("alice@photos").await.expect("its token");
        match what {
            "token" => bench.forget_token(token.id).await.expect("forgotten"),
            "client" => {
                let client = token.client.expect("it has one");
                bench.remove_client(client).await.expect("removed");
            }
            "server" => bench.remove_server(token.server).await.expect("removed"),
            _ => {
                let other = Secret::new("another passphrase of gold");
                bench.set_passphrase(other).await.expect("changed");
            }
        }
        assert!(!on_disk(&place, "NEEDLE"), "{what}");
        bench.close().await;
        assert!(!on_disk(&place, "NEEDLE"), "{what}");
    }
}

/// A data directory that the command line wrote before the core was split into crates. It contains a
/// client with a secret, a token of a client credentials grant, a pasted token, an imported collection
/// and a sent request.
#[tokio::test]
async fn a_data_directory_of_format_12_is_complete() {
    let place = Scratch::new();
    golden(&place, "format-12/tokenry.db");
    let golden = golden_folder().join("format-12/bodies");
    fs::create_dir(place.data().join("bodies")).expect("the folder of bodies");
    for body in fs::read_dir(golden).expect("the golden bodies") {
        let body = body.expect("a body");
        let copy = place.data().join("bodies").join(body.file_name());
        fs::copy(body.path(), copy).expect("copies");
    }

    let bench = unlocked(&place).await;
    assert_eq!(bench.changed().await.expect("the list"), []);
    for (name, part, secret) in [
        ("alice", SecretPart::Access, "golden-access-of-alice"),
        ("alice", SecretPart::Refresh, "golden-refresh-of-alice"),
        ("bot", SecretPart::Access, "golden access of the bot"),
    ] {
        let token = bench.token_named(name).await.expect(name);
        let revealed = bench.reveal(token.id, part).await.expect(name);
        assert_eq!(revealed.expose(), secret);
    }
    let client = bench.client_named("photos").await.expect("its client");
    assert_eq!(client.profile.client_id, "golden-client");
    assert!(client.secret.is_some(), "with its secret");

    let workspace = bench.workspace().await.expect("the collections");
    let collection = workspace.collections.first().expect("the imported one");
    assert_eq!(collection.name, "Golden");
    let variables = bench.collection_variables(collection.id).await;
    let variables = variables.expect("its variables");
    assert_eq!(variables[0].value, "http://127.0.0.1:8765");
    let me = bench.requests_named("me").await.expect("opens").remove(0);
    assert_eq!(me.draft.headers[0].value, "header");
    let post = bench.requests_named("post").await.expect("opens").remove(0);
    let body = r#"{"golden": "body"}"#.to_owned();
    assert_eq!(post.draft.body, Body::Json { text: body });

    let history = bench.history(None).await.expect("the history");
    let [entry] = history.entries.as_slice() else {
        panic!("one request was sent: {:?}", history.entries);
    };
    let answer = bench
        .body_text(entry.id, BodyMode::Raw)
        .await
        .expect("its answer");
    assert!(answer.contains("golden answer"), "{answer}");
    bench.close().await;
}

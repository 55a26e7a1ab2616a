//! The search for secrets finds them: in every encoding, in a database, in a log, in arguments.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokenry_stage::{
    Desktop, DesktopOptions, Keyring, StageError,
    leaks::{Encoding, Findings, Leak, Needle, Scan},
};

/// As difficult as secrets get: quotes, slashes, spaces, a plus, a percent sign, a letter of two
/// bytes; and signs whose base64 differs between the two alphabets.
const SECRET: &str = "s3cret \"of\" the/client: 100%+\u{e9}?>~?>~";

fn needle() -> Needle {
    Needle::new("the secret", SECRET).expect("long enough")
}

fn scan() -> Scan {
    Scan::new([&needle()]).expect("patterns")
}

/// What is found in these bytes between others, on both sides and at every distance.
fn found_in(written: &[u8]) -> Vec<Leak> {
    let bytes = [b"before it: ", written, b" and after it"].concat();
    scan().bytes("some bytes", &bytes).leaks
}

fn each_byte(write: impl Fn(u8) -> String) -> String {
    SECRET.bytes().map(write).collect()
}

/// The secret as other programs write it in this encoding.
fn planted(encoding: Encoding) -> Vec<Vec<u8>> {
    let utf16 = || SECRET.encode_utf16();
    let escaped = |text: String| text.into_bytes();
    let json = serde_json::to_string(&serde_json::json!({ "a": SECRET })).expect("JSON");
    // The secret begins at each of the three places within a group of three bytes.
    let inside = |base64: &dyn Fn(&str) -> String| {
        ["x", "xy", "xyz"].map(|before| base64(&format!("{before}{SECRET}tail")).into_bytes())
    };
    match encoding {
        Encoding::Plain => vec![SECRET.into()],
        Encoding::Percent => vec![
            escaped(utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string()),
            escaped(
                url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("secret", SECRET)
                    .finish(),
            ),
            escaped(each_byte(|byte| format!("%{byte:02x}"))),
        ],
        Encoding::Json => vec![
            escaped(json.clone()),
            escaped(json.replace('/', "\\/")),
            escaped(
                utf16()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect::<Vec<_>>()
                    .concat(),
            ),
        ],
        Encoding::Utf16Le => vec![utf16().flat_map(u16::to_le_bytes).collect()],
        Encoding::Utf16Be => vec![utf16().flat_map(u16::to_be_bytes).collect()],
        Encoding::Base64 => inside(&|text| STANDARD.encode(text)).to_vec(),
        Encoding::Base64Url => inside(&|text| URL_SAFE.encode(text)).to_vec(),
        Encoding::HexLower => vec![escaped(each_byte(|byte| format!("{byte:02x}")))],
        Encoding::HexUpper => vec![escaped(each_byte(|byte| format!("{byte:02X}")))],
        Encoding::Numbers => vec![
            format!("{:?}", SECRET.as_bytes()).into(),
            serde_json::to_vec(SECRET.as_bytes()).expect("JSON"),
        ],
    }
}

#[test]
fn a_secret_is_found_in_each_of_the_ten_encodings() {
    for encoding in Encoding::ALL {
        for (number, written) in planted(encoding).into_iter().enumerate() {
            let found = found_in(&written);
            let told = found
                .iter()
                .any(|leak| leak.encoding == encoding && leak.needle == "the secret");
            assert!(
                told,
                "{encoding:?} {number}: {found:?} in {}",
                String::from_utf8_lossy(&written)
            );
        }
    }
    assert_eq!(found_in(b"s3cret of another client: 100%"), []);
}

#[test]
fn a_secret_is_found_where_encodings_meet() {
    let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let header = format!("Basic {}", STANDARD.encode(format!("client:{form}")));
    assert!(
        !found_in(header.as_bytes()).is_empty(),
        "the halves of a Basic header are encoded first"
    );
    let json = serde_json::Value::from(SECRET).to_string();
    let stored: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(
        !found_in(&stored).is_empty(),
        "JSON in the storage of a web view"
    );
    let number = |number: u32| (number * 7919).to_string();
    let jwt: String = (100..180).map(number).collect();
    let scan = Scan::new([&Needle::new("a JWT", &jwt).expect("long enough")]).expect("patterns");
    assert!(
        !scan
            .bytes("a page", &jwt.as_bytes()[jwt.len() / 2..])
            .leaks
            .is_empty(),
        "the end of a long one"
    );
    assert!(
        scan.bytes("a page", &jwt.as_bytes()[..jwt.len() / 2])
            .leaks
            .is_empty()
    );
}

#[test]
fn a_secret_is_found_in_what_is_compressed() {
    let text = format!("{}{SECRET}", "some text before it ".repeat(50));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("in memory");
    let gzip = gzip.finish().expect("in memory");
    for level in [
        Compression::fast(),
        Compression::default(),
        Compression::best(),
    ] {
        let mut zlib = ZlibEncoder::new(Vec::new(), level);
        zlib.write_all(text.as_bytes()).expect("in memory");
        let found = found_in(&zlib.finish().expect("in memory"));
        assert!(found.iter().any(|leak| leak.compressed), "{found:?}");
    }
    assert!(found_in(&gzip).iter().any(|leak| leak.compressed));
    assert!(
        found_in(&gzip[..gzip.len() - 8])
            .iter()
            .any(|leak| leak.compressed),
        "cut off before its end"
    );
}

#[test]
fn a_secret_is_found_in_a_log_and_in_the_name_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("logs/old")).expect("a folder");
    let line = format!("TRACE http: sent {:?}\n", SECRET.as_bytes());
    fs::write(folder.path().join("logs/old/tokenry.log"), line).expect("a log");
    fs::write(folder.path().join("harmless"), "nothing").expect("a file");
    let found = scan().folder(folder.path()).expect("it is searched");
    assert_eq!(found.places.len(), 2, "{:?}", found.places);
    let report = found.report();
    assert!(
        report.contains("the secret as Numbers in ") && report.ends_with("logs/old/tokenry.log"),
        "{report}"
    );
    assert!(
        !report.contains("s3cret"),
        "a report never tells the secret: {report}"
    );

    let name = each_byte(|byte| format!("{byte:02x}"));
    fs::write(folder.path().join(&name), "").expect("a file");
    fs::remove_file(folder.path().join("logs/old/tokenry.log")).expect("removed");
    let found = scan().folder(folder.path()).expect("it is searched");
    assert_eq!(found.leaks.len(), 1, "{found:?}");
}

#[tokio::test]
async fn a_secret_is_found_in_a_database_and_in_its_write_ahead_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("some.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let mut database = options.connect().await.expect("a database");
    run(&mut database, "PRAGMA wal_autocheckpoint = 0").await;
    run(&mut database, "CREATE TABLE rows (value TEXT)").await;
    sqlx::query("INSERT INTO rows VALUES (?)")
        .bind(SECRET)
        .execute(&mut database)
        .await
        .expect("a row");
    let in_log = |found: &Findings| {
        found
            .leaks
            .iter()
            .any(|leak| leak.place.ends_with("some.db-wal"))
    };
    let in_file = |found: &Findings| {
        found
            .leaks
            .iter()
            .any(|leak| leak.place.ends_with("some.db"))
    };
    let found = scan().folder(folder.path()).expect("it is searched");
    assert!(
        in_log(&found) && !in_file(&found),
        "only in the log so far: {found:?}"
    );

    run(&mut database, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let found = scan().folder(folder.path()).expect("it is searched");
    assert!(in_file(&found) && !in_log(&found), "in a row: {found:?}");

    run(&mut database, "PRAGMA secure_delete = ON").await;
    run(&mut database, "DELETE FROM rows").await;
    run(&mut database, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let found = scan().folder(folder.path()).expect("it is searched");
    assert_eq!(found.leaks, [], "gone");
    database.close().await.expect("closed");
}

async fn run(database: &mut SqliteConnection, sql: &'static str) {
    sqlx::query(sql).execute(database).await.expect(sql);
}

#[tokio::test]
async fn a_secret_is_found_in_the_arguments_and_in_the_environment_of_a_process() {
    let options = DesktopOptions {
        keyring: Keyring::None,
        ..DesktopOptions::default()
    };
    let desktop = Desktop::start_with(options).await.expect("a desktop");
    let watch = desktop.watch_processes();
    let before = scan().processes(&watch.seen());
    assert!(
        !before.places.is_empty() && before.leaks.is_empty(),
        "{before:?}"
    );

    let waiting = |command: &mut tokio::process::Command| {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts")
    };
    let argument = waiting(
        desktop
            .command("sh")
            .args(["-c", "read -r _", "sh", SECRET]),
    );
    let variable = waiting(
        desktop
            .command("sh")
            .args(["-c", "read -r _"])
            .env("ACCESS_TOKEN", SECRET),
    );
    let found = scan().processes(&watch.seen());
    let places: Vec<&str> = found.leaks.iter().map(|leak| leak.place.as_str()).collect();
    assert!(places.contains(&"the arguments of sh"), "{places:?}");
    assert!(
        places.contains(&"the environment of a process"),
        "{places:?}"
    );
    assert!(watch.seen().iter().any(|seen| seen.is_argument(SECRET)));
    drop((argument, variable));
}

#[test]
fn a_short_secret_cannot_be_searched_for() {
    let error = Needle::new("a password", "hunter2").expect_err("too short");
    assert!(
        matches!(error, StageError::ShortNeedle { ref name } if name == "a password"),
        "{error}"
    );
}

//! The data directory: newer, unwritable, used for the first time by two at once; and the doctor.

use std::fs;
#[cfg(unix)]
use std::{os::unix::fs::PermissionsExt as _, path::Path};

use crate::home::Home;

#[test]
fn a_newer_database_is_left_alone() {
    let home = Home::new().with_server("api", "https://api.example.org");
    let file = home.data().join("tokenry.db");
    let mut bytes = fs::read(&file).expect("the database");
    // `user_version` in the file's header (https://www.sqlite.org/fileformat.html).
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(&file, &bytes).expect("it is written");
    let said = home.run(["server", "list"]).failed(1);
    assert!(
        said.contains("9999") && said.contains("newer Tokenry"),
        "{said}"
    );
    assert_eq!(
        fs::read(&file).expect("the database"),
        bytes,
        "nothing was changed"
    );
    let doctor = home.run(["doctor", "--json"]);
    assert_eq!(doctor.code, Some(1), "{doctor:?}");
    assert!(doctor.out.contains(r#""state":"problem""#), "{doctor:?}");
}

#[cfg(unix)]
#[test]
fn a_data_directory_that_cannot_be_written_says_so() {
    let home = Home::new();
    let locked = home.path("read-only");
    fs::create_dir(&locked).expect("a directory");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).expect("permissions");
    // Root may write there all the same; the kernel's own files it may not touch.
    let root = fs::write(locked.join("probe"), "").is_ok();
    let place = if root {
        Path::new("/proc/tokenry")
    } else {
        locked.as_path()
    };
    let run = home.run([
        "--data-dir".as_ref(),
        place.as_os_str(),
        "server".as_ref(),
        "list".as_ref(),
    ]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("permissions");
    let said = run.failed(1);
    assert!(said.contains(&place.display().to_string()), "{said}");
    assert!(said.contains("TOKENRY_DATA_DIR"), "{said}");
}

#[test]
fn a_data_directory_below_a_file_says_so() {
    let home = Home::new();
    let place = home.path("passphrase").join("data");
    let run = home.run([
        "--data-dir".as_ref(),
        place.as_os_str(),
        "server".as_ref(),
        "list".as_ref(),
    ]);
    assert!(run.failed(1).contains("cannot be used"));
}

#[test]
fn two_may_start_for_the_first_time_at_once() {
    let home = Home::new();
    let start = |name: &str| {
        home.command([
            "server",
            "add",
            "https://a.example",
            "--no-discovery",
            "--name",
            name,
        ])
        .spawn()
        .expect("the binary runs")
    };
    let children = ["one", "two", "three"].map(start);
    for child in children {
        let ended = child.wait_with_output().expect("it ends");
        crate::home::finished(ended).done();
    }
    assert_eq!(
        home.json(&["server", "list"]).as_array().map(Vec::len),
        Some(3)
    );
    let home = home
        .with_token("one", "a", "t1")
        .with_token("three", "b", "t3");
    assert_eq!(home.done(["token", "get", "a"]), "t1\n");
    assert_eq!(home.done(["token", "get", "b"]), "t3\n");
}

#[cfg(unix)]
#[test]
fn the_data_is_nobody_elses() {
    let home = Home::new().with_server("api", "https://api.example.org");
    let mode = |path: &Path| {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&home.data()), 0o700);
    assert_eq!(mode(&home.data().join("tokenry.db")), 0o600);
}

#[test]
fn the_doctor_looks_without_making_anything() {
    let home = Home::new();
    let found = home.json(&["doctor"]);
    assert_eq!(found["ok"], true, "{found}");
    assert!(!home.data().exists(), "looking makes nothing");
    let home = home.with_server("api", "https://api.example.org");
    let text = home.done(["doctor"]);
    for name in [
        "data directory",
        "database",
        "vault",
        "keyring",
        "clock",
        "links",
        "browser",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn the_doctor_says_how_a_data_directory_is_closed_to_others() {
    let home = Home::new().with_server("api", "https://api.example.org");
    fs::set_permissions(home.data(), fs::Permissions::from_mode(0o755)).expect("permissions");
    let run = home.run(["doctor"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("chmod 700"), "{run:?}");
}

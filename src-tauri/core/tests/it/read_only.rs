//! A data directory that is read-only, or that a newer version of Tokenry has written.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    bench::{Scratch, options},
    double::Double,
};

fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).expect("the directory");
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("it can be read"))
        })
        .collect()
}

/// A closed place with a token.
async fn closed() -> (Scratch, Double) {
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    bench.log_in(&double).await;
    bench.close().await;
    (place, double)
}

/// Runs the child as a user who may read but not write. Root may always write, so it becomes another
/// user.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_directory_is_told_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, _double) = closed().await;
    let before = contents(&place.data());
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode is set");
    };
    for name in before.keys() {
        set(&place.data().join(name), 0o444);
    }
    set(&place.data(), 0o555);
    let scratch = place.data();
    set(scratch.parent().expect("it has one"), 0o755);

    let nobody = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ];
    let starter: &[&str] = if rustix::process::getuid().is_root() {
        &nobody
    } else {
        &[]
    };
    let told = crate::child::Child::within(&place, starter)
        .ask("open")
        .await;
    let told = told.expect("the child lives");
    assert!(told.starts_with("failed"), "{told}");
    assert!(told.contains("is not writable"), "{told}");
    assert!(told.contains("permissions"), "{told}");
    assert_eq!(contents(&place.data()), before);

    set(&place.data(), 0o700);
    for name in before.keys() {
        set(&place.data().join(name), 0o600);
    }
    let bench = place.bench().await;
    assert_eq!(bench.tokens().await.expect("the list").len(), 1);
}

#[tokio::test]
async fn a_newer_database_is_reported_and_left_unchanged() {
    use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
    let (place, _double) = closed().await;
    let mut connection = SqliteConnectOptions::new()
        .filename(place.data().join("tokenry.db"))
        .connect()
        .await
        .expect("SQLite opens it");
    sqlx::query("PRAGMA user_version = 4711")
        .execute(&mut connection)
        .await
        .expect("the version is set");
    connection.close().await.expect("it closes");
    let before = contents(&place.data());

    let options = options(
        &place.data(),
        &place.keyring(),
        tokenry_model::clock::Ambient::system(),
    );
    let Err(error) = tokenry_core::workbench::Workbench::open(options).await else {
        panic!("it opened");
    };
    assert!(error.to_string().contains("format 4711"), "{error}");
    assert!(error.hint().contains("newer Tokenry"), "{}", error.hint());
    assert!(
        error.hint().contains("Nothing was changed"),
        "{}",
        error.hint()
    );
    assert_eq!(contents(&place.data()), before);
}

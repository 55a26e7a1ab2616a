//! The end of a stage: every process, folder and lock file goes, whoever ends first.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokenry_stage::{Browser, Desktop, OidcOptions, OidcServer, PATIENCE};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::Instant;

#[tokio::test]
async fn nothing_is_left_behind() {
    let desktop = Desktop::start().await.expect("a desktop");
    let picture = desktop.home().join("screen.png");
    desktop.screenshot(&picture).await.expect("a picture");
    assert!(fs::metadata(&picture).expect("a file").len() > 100);
    // A program that leaves its session, as daemons do.
    desktop
        .run("sh", &["-c", "setsid -f sleep 600 >/dev/null 2>&1"])
        .await
        .expect("started");
    let mark = desktop.env()[std::ffi::OsStr::new("TOKENRY_STAGE")]
        .to_string_lossy()
        .into_owned();
    let display = desktop.env()[std::ffi::OsStr::new("DISPLAY")]
        .to_string_lossy()
        .into_owned();
    assert!(
        carriers(&mark).len() >= 2,
        "the bus, the keyring and the stray program"
    );
    drop(desktop);
    assert_eq!(carriers(&mark), Vec::<String>::new());
    assert!(!Path::new(&mark).exists());
    assert!(!Path::new(&format!("/tmp/.X{}-lock", display.trim_start_matches(':'))).exists());
}

/// Not a test by itself: the owner that the next one kills.
#[tokio::test]
#[ignore = "run and killed by a_stage_ends_with_its_owner"]
async fn an_owner() {
    let desktop = Desktop::start().await.expect("a desktop");
    let _server = OidcServer::start(OidcOptions::default())
        .await
        .expect("a server");
    let _browser = Browser::start(Some(&desktop)).await.expect("a browser");
    let mut output = std::io::stdout();
    output
        .write_all(b"\nready\n")
        .and_then(|()| output.flush())
        .expect("written");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_stage_ends_with_its_owner() {
    let scratch = tempfile::tempdir().expect("a folder");
    let mark = scratch.path().to_string_lossy().into_owned();
    let mut owner = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "leaving::an_owner", "--nocapture"])
        .env("TOKENRY_STAGE", &mark)
        .env("TMPDIR", scratch.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("an owner");
    let mut lines = BufReader::new(owner.stdout.take().expect("a pipe")).lines();
    while lines
        .next_line()
        .await
        .expect("a line")
        .expect("more lines")
        != "ready"
    {}
    let running = carriers(&mark);
    for part in [
        "Xvfb",
        "dbus-daemon",
        "gnome-keyring-daemon",
        "server.mjs",
        "chromedriver",
        "chromium",
    ] {
        assert!(
            running.iter().any(|line| line.contains(part)),
            "{part} in {running:?}"
        );
    }

    owner.kill().await.expect("killed");
    let files = || {
        let entries = fs::read_dir(scratch.path()).expect("a folder");
        entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .collect::<Vec<_>>()
    };
    let end = Instant::now() + PATIENCE;
    while !carriers(&mark).is_empty() || !files().is_empty() {
        assert!(
            Instant::now() < end,
            "left: {:?} {:?}",
            carriers(&mark),
            files()
        );
        // Nobody tells when the processes of a dead owner have gone.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The command lines of the processes that carry this mark.
pub(crate) fn carriers(mark: &str) -> Vec<String> {
    fs::read_dir("/proc")
        .expect("/proc")
        .filter_map(Result::ok)
        .filter(|entry| {
            fs::read(entry.path().join("environ"))
                .is_ok_and(|env| String::from_utf8_lossy(&env).contains(mark))
        })
        .map(|entry| fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default())
        .collect()
}

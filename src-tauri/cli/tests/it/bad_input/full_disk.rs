//! No room on the disk. The program runs on a small file system of its own, with a copy of the data
//! directory in it, which is full but for a little.

#![cfg(target_os = "linux")]

use std::{io::Write as _, process::Command};

use serde_json::Value;

use super::{assert_says, stocked, turning};
use tokenry_doubles::Reply;

use crate::home::{Home, Run, finished};

const OWN_MOUNTS: [&str; 4] = ["unshare", "--user", "--map-root-user", "--mount"];

/// Fills the disk but for `$LEFT` KiB, runs the words, makes room again, and runs two commands to
/// see what is stored.
const SMALL_DISK: &str = r#"set -e
    cp -a "$TOKENRY_DATA_DIR" "$HOME/whole"
    mount -t tmpfs -o size=4m,mode=0700 tmpfs "$TOKENRY_DATA_DIR"
    cp -a "$HOME/whole/." "$TOKENRY_DATA_DIR"
    rm -r "$HOME/whole"
    cat /dev/zero > "$TOKENRY_DATA_DIR/filler" 2> /dev/null || true
    truncate -s "-${LEFT}K" "$TOKENRY_DATA_DIR/filler"
    status=0
    "$@" || status=$?
    rm "$TOKENRY_DATA_DIR/filler"
    "$1" token list --json > "$HOME/list"
    "$1" token get robot > "$HOME/robot" || true
    exit "$status""#;

#[test]
fn a_full_disk_is_told_and_what_is_stored_stays_whole() {
    if !may_mount() {
        return;
    }
    let second = r#"{"access_token": "second-token", "token_type": "Bearer"}"#;
    let server = turning(Reply::json(second));
    let home = stocked(&server);
    let (mut refused, mut stored) = (0, 0);
    for left in (0..=256).step_by(16) {
        let login = ["login", "bot", "--as", "robot", "--client-credentials"];
        let run = on_small_disk(&home, left, &login);
        let robot = std::fs::read_to_string(home.path("robot")).expect("it was read");
        match run.code {
            Some(0) => {
                stored += 1;
                assert_eq!(robot, "second-token\n", "{left} KiB: {run:?}");
            }
            Some(1) => {
                refused += 1;
                assert_says(&run.err, &["The disk is full.", "Free space on the disk"]);
                assert_eq!(robot, "first-token\n", "{left} KiB: {run:?}");
            }
            _ => panic!("{left} KiB: {run:?}"),
        }
        let list = std::fs::read_to_string(home.path("list")).expect("it was listed");
        let list: Value = serde_json::from_str(&list).expect("one document");
        assert_eq!(list.as_array().map(Vec::len), Some(2), "{left} KiB: {list}");
    }
    assert!(refused > 0, "it never was too little");
    assert!(stored > 0, "it never was enough");
}

#[test]
fn whatever_is_done_on_a_full_disk_says_so() {
    if !may_mount() {
        return;
    }
    let server = turning(Reply::json(super::GOOD));
    let home = stocked(&server);
    let add = ["server", "add", "https://b.example", "--no-discovery"];
    for words in [&add[..], &["token", "forget", "robot", "--yes"]] {
        let told = on_small_disk(&home, 0, words).failed(1);
        assert_says(&told, &["The disk is full.", "Free space on the disk"]);
        let robot = std::fs::read_to_string(home.path("robot")).expect("it was read");
        assert_eq!(robot, "first-token\n");
    }
}

#[test]
fn a_full_disk_keeps_nobody_from_locking() {
    if !may_mount() {
        return;
    }
    let server = turning(Reply::json(super::GOOD));
    let home = stocked(&server);
    for left in [0, 4, 16] {
        let run = on_small_disk(&home, left, &["vault", "lock"]);
        assert_eq!(run.code, Some(0), "{left} KiB: {run:?}");
        assert!(run.out.contains("Locked."), "{left} KiB: {run:?}");
        assert_says(&run.err, &["It was locked on purpose."]);
        let robot = std::fs::read_to_string(home.path("robot")).expect("it was asked for");
        assert_eq!(robot, "", "{left} KiB: it stays locked");
    }
}

pub(crate) fn on_small_disk(home: &Home, left: u32, words: &[&str]) -> Run {
    let tokenry = home.command(words);
    let mut command = Command::new(OWN_MOUNTS[0]);
    command
        .args(&OWN_MOUNTS[1..])
        .args(["sh", "-c", SMALL_DISK, "sh"])
        .arg(tokenry.get_program())
        .args(words)
        .env("LEFT", left.to_string());
    for (name, value) in tokenry.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    finished(command.output().expect("unshare runs"))
}

/// Whether this system lets a user mount something for himself.
pub(crate) fn may_mount() -> bool {
    let mount = ["mount", "-t", "tmpfs", "tmpfs", "/mnt"];
    let tried = Command::new(OWN_MOUNTS[0])
        .args(&OWN_MOUNTS[1..])
        .args(mount)
        .output();
    let may = tried.as_ref().is_ok_and(|output| output.status.success());
    if !may {
        let reason = "not tested: this system does not let a user mount a small disk";
        writeln!(std::io::stderr(), "{reason}: {tried:?}").expect("standard error");
    }
    may
}

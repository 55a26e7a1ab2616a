//! A full disk is detected before anything is sent, and nothing is partially written.
//!
//! The child gets a small file system of its own, with a copy of the data directory.

#![cfg(target_os = "linux")]

use std::{io::Write as _, process::Command};

use crate::{
    bench::Scratch,
    child::{Child, Got},
    double::Double,
    refresh::LATER,
};

/// Runs the remaining arguments with the data directory on a separate file system.
const SMALL_DISK: [&str; 8] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    r#"set -e
    cp -a "$TOKENRY_TEST_DATA" "$TOKENRY_TEST_DATA.whole"
    mount -t tmpfs -o size=4m,mode=0700 tmpfs "$TOKENRY_TEST_DATA"
    cp -a "$TOKENRY_TEST_DATA.whole/." "$TOKENRY_TEST_DATA"
    exec "$@""#,
    "sh",
];

/// Tests whether this system supports mounts by a user.
fn may_mount() -> bool {
    let script = [
        "--user",
        "--map-root-user",
        "--mount",
        "mount",
        "-t",
        "tmpfs",
        "tmpfs",
        "/mnt",
    ];
    let tried = Command::new("unshare").args(script).output();
    let may = tried.as_ref().is_ok_and(|output| output.status.success());
    if !may {
        let reason = "not tested: this system does not let a user mount a small disk";
        writeln!(std::io::stderr(), "{reason}: {tried:?}").expect("standard error");
    }
    may
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_however_little_room_there_is() {
    if !may_mount() {
        return;
    }
    let mut refused = 0;
    let mut renewed = 0;
    for kibibytes in (0..128).step_by(4) {
        let (place, double) = (Scratch::new(), Double::start());
        let bench = place.bench().await;
        let token = bench.log_in(&double).await;
        bench.close().await;
        place.clock.advance(LATER);
        let now = place.clock.millis();

        let mut child = Child::within(&place, &SMALL_DISK);
        assert_eq!(child.ask("open").await.as_deref(), Some("open"));
        let first = child.fresh(token, now).await;
        assert!(
            matches!(first, Got::Token(_)),
            "there is room still: {first:?}"
        );
        place.clock.advance(LATER);
        let now = place.clock.millis();
        let filled = child.ask(&format!("fill {kibibytes}")).await;
        assert_eq!(filled.as_deref(), Some("filled"));
        match child.fresh(token, now).await {
            Got::Token(access) => {
                renewed += 1;
                assert!(double.accepts(&access), "{kibibytes} KiB");
            }
            Got::Failed(told) => {
                refused += 1;
                assert!(told.contains("the disk is full"), "{kibibytes} KiB: {told}");
                assert!(
                    told.contains("Free space on the disk"),
                    "{kibibytes} KiB: {told}"
                );
            }
            Got::Died => panic!("the child died with {kibibytes} KiB"),
        }
        assert_eq!(child.ask("empty").await.as_deref(), Some("empty"));
        assert_eq!(child.ask("check").await.as_deref(), Some("sound"));
        let access = match child.fresh(token, now).await {
            Got::Token(access) => access,
            other => panic!("after {kibibytes} KiB: {other:?}"),
        };
        assert!(double.accepts(&access), "{kibibytes} KiB");
        assert_eq!(
            (double.refreshes(), double.reuses()),
            (2, 0),
            "{kibibytes} KiB"
        );
    }
    assert!(refused > 0, "it never was too little");
    assert!(renewed > 0, "it never was enough");
    let figures = format!("full disk: {refused} times refused, {renewed} times enough");
    writeln!(std::io::stderr(), "{figures}").expect("standard error");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_found_before_anything_is_sent() {
    if !may_mount() {
        return;
    }
    let (place, double) = (Scratch::new(), Double::start());
    let bench = place.bench().await;
    let token = bench.log_in(&double).await;
    bench.close().await;
    place.clock.advance(LATER);
    let mut child = Child::within(&place, &SMALL_DISK);
    for order in ["open", "fill 0"] {
        child.ask(order).await.expect("the child lives");
    }
    for _ in 0..3 {
        let got = child.fresh(token, place.clock.millis()).await;
        assert!(
            matches!(&got, Got::Failed(told) if told.contains("the disk is full")),
            "{got:?}"
        );
    }
    assert_eq!(double.refreshes(), 0);
    child.ask("empty").await.expect("the child lives");
    let got = child.fresh(token, place.clock.millis()).await;
    assert!(
        matches!(&got, Got::Token(access) if double.accepts(access)),
        "{got:?}"
    );
}

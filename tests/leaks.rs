//! No secret is in plain text where none may be: a whole life with the real window and the real
//! command line, both with logs at trace level, and then a search through everything that is left.
//!
//! Left out of the search, because secrets belong there: the person's own files (a passphrase, an
//! answer that was saved), what `token get` prints, and the browser, whose profile sees the code and
//! the address of every login. It runs outside of the desktop for that reason. The `state` of a
//! login is part of the address that the browser is started with, so it may be in arguments and in
//! what `login --no-browser` prints, and nowhere else; its `nonce` is also a claim of the ID token,
//! which the person may look at, and is in no file.

mod command_line;
mod life;
mod needles;

use tokenry_stage::leaks::{Findings, Needle, Scan};

use self::life::Life;

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_life_leaves_no_secret_in_plain_text() {
    let mut life = Life::begin().await;
    life.register().await;
    let window = life.open().await;
    life.log_in_by_loopback(&window).await;
    life.log_in_by_paste().await;
    life.renew(&window).await;
    life.be_refused().await;
    life.paste_tokens(&window).await;
    life.send(&window).await;
    life.send_in_the_query(&window).await;
    life.look(&window).await;
    life.lock_and_unlock(&window).await;
    life.forget(&window).await;

    let secrets = life.secrets().await;
    let (states, nonces) = (life.of_logins("state"), life.of_logins("nonce"));
    let storage = life.storage(&window).await;
    let search = || {
        let scan = Scan::new(&secrets).expect("patterns");
        let kept = Scan::new(secrets.iter().chain(&states).chain(&nonces)).expect("patterns");
        let printed = Scan::new(secrets.iter().chain(&states)).expect("patterns");
        let mut found = kept.folder(&life.data()).expect("it is searched");
        found.add(kept.folder(life.desktop.folder()).expect("it is searched"));
        found.add(printed.folder(&life.printed()).expect("it is searched"));
        found.add(scan.bytes("the storage of the page", storage.as_bytes()));
        found.add(scan.processes(&life.watch.seen()));
        found
    };
    for log in ["login.err", "send.err", "token.err", "window.log"] {
        assert!(
            life.logged(log).contains("TRACE"),
            "{log} is at trace level"
        );
    }
    let seen = life.watch.seen();
    // Others end too soon to be seen for certain.
    let login = seen.iter().any(|seen| seen.is_argument("login"));
    assert!(login, "the watch sees tokenry login");
    let open = search();
    assert_eq!(open.report(), "", "while the window is open");
    for part in [
        "/tokenry.db",
        "/tokenry.db-wal",
        "/window.log",
        "/bodies/",
        "/webview/",
        "/home/",
        "keyring",
    ] {
        assert!(
            open.places.iter().any(|place| place.contains(part)),
            "{part} was searched: {:#?}",
            open.places
        );
    }
    window.close().await.expect("the window closes");
    assert_eq!(search().report(), "", "after the window is closed");

    for needle in secrets.iter().chain(&states).chain(&nonces) {
        let file = life.data().join(format!("planted {}", needle.name()));
        std::fs::write(file, needle.text()).expect("it is planted");
    }
    let planted = search();
    for needle in secrets.iter().chain(&states).chain(&nonces) {
        assert!(tells(&planted, needle), "the search finds {needle:?}");
    }
}

/// Whether a needle is among what was found.
fn tells(found: &Findings, needle: &Needle) -> bool {
    found.leaks.iter().any(|leak| leak.needle == needle.name())
}

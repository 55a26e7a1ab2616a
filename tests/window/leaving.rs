//! The page cannot be led elsewhere: not by its own script, a link, a form, a frame or a second
//! window.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use serde_json::json;
use tokenry_stage::Keyring;

use super::{scene::click, seat::Seat};

/// Ways out of a page.
const WAYS: [&str; 9] = [
    "location.href = arguments[0]",
    "location.replace(arguments[0])",
    "window.open(arguments[0], '_self')",
    "window.open(arguments[0])",
    "const a = document.createElement('a'); a.href = arguments[0];
     document.body.append(a); a.click(); a.remove()",
    "const a = document.createElement('a'); a.href = arguments[0]; a.target = '_blank';
     document.body.append(a); a.click(); a.remove()",
    "const a = document.createElement('a'); a.href = arguments[0]; a.download = 'x';
     document.body.append(a); a.click(); a.remove()",
    "const f = document.createElement('form'); f.action = arguments[0]; f.method = 'post';
     document.body.append(f); f.submit(); f.remove()",
    "const i = document.createElement('iframe'); i.src = arguments[0]; document.body.append(i)",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_stays_in_the_window() {
    let seat = Seat::new(Keyring::Unlocked).await;
    let window = seat.open().await;
    window.wait_for("nav-settings").await.expect("the page");
    let before = window.execute("return location.href", vec![]).await;
    let before = before.expect("an address");
    let (address, visits) = elsewhere();
    let others = [
        "data:text/html,<h1>elsewhere</h1>",
        "about:blank",
        "file:///etc/hostname",
    ];
    for to in [address.as_str()].into_iter().chain(others) {
        for way in WAYS {
            // Some of them are refused with an exception, which is as good.
            let script = format!("try {{ {way} }} catch {{}}");
            window
                .execute(&script, vec![json!(to)])
                .await
                .unwrap_or_else(|error| panic!("{way} to {to}: {error}"));
            // The page answers, and it is still this page with its commands.
            click(&window, "nav-history").await;
            click(&window, "nav-settings").await;
            window.wait_for("theme-dark").await.expect("the settings");
            let after = window.execute("return location.href", vec![]).await;
            assert_eq!(after.expect("an address"), before, "{way} to {to}");
            let fetched = visits.lock().expect("unpoisoned").clone();
            assert_eq!(fetched, [""; 0], "{way} to {to}");
        }
    }
    let windows = window.client().windows().await.expect("the windows");
    assert_eq!(windows.len(), 1);
    seat.close(window).await;
}

/// Nobody else asks for this, though another test's program may still look for whoever had the
/// port before.
const PATH: &str = "/where-no-page-may-go";

/// A server, and what was asked of it.
fn elsewhere() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let visits = Arc::<Mutex<Vec<String>>>::default();
    let noted = visits.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 1024];
            let length = stream.read(&mut asked).unwrap_or_default();
            let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
            if asked.contains(PATH) {
                noted.lock().expect("unpoisoned").push(asked);
            }
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nelsewhere",
            );
        }
    });
    (format!("http://{address}{PATH}"), visits)
}

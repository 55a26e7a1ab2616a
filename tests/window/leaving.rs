//! The page cannot be led elsewhere: not by its own script, a link, a form, a frame or a second
//! window.

use serde_json::json;
use tokenry_doubles::{Reply, TestServer};
use tokenry_stage::{Keyring, visit};
use url::Url;

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
    let page = Reply::new("200 OK", "elsewhere").with("Content-Type", "text/html");
    let elsewhere = TestServer::saying(page);
    let address = elsewhere.url(PATH);
    let visits = || {
        let asked = elsewhere.asked();
        asked.iter().filter(|one| one.path() == PATH).count()
    };
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
            assert_eq!(visits(), 0, "{way} to {to}");
        }
    }
    let windows = window.client().windows().await.expect("the windows");
    assert_eq!(windows.len(), 1);
    // It would have been seen.
    let url = Url::parse(&address).expect("an address");
    visit(&url).await.expect("it answers");
    assert_eq!(visits(), 1);
    seat.close(window).await;
}

/// Nobody else asks for this, though another test's program may still look for whoever had the
/// port before.
const PATH: &str = "/where-no-page-may-go";

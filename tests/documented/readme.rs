//! The README: its four lines beside GoToSocial's document do what they say, as they are printed.

use serde_json::json;
use tokenry_stage::{Browser, Doorkeeper, DoorkeeperOptions, Tap, TapOptions};

use crate::terminal::Terminal;

const README: &str = include_str!("../../README.md");

/// The lines that begin with these words, without the `tokenry` before them. They are plain words.
fn lines(first: &str) -> Vec<Vec<&'static str>> {
    let block = README.split("```").find(|block| block.contains(first));
    let block = block.unwrap_or_else(|| panic!("the README shows {first}"));
    let lines = block.lines().filter_map(|line| {
        let words = line.strip_prefix("tokenry ")?;
        assert!(!words.contains(['"', '\'', '$', '|']), "{words}");
        Some(words.split_whitespace().collect())
    });
    lines.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn four_lines_are_the_whole_of_another_document() {
    let lines = lines("tokenry server add social.example");
    let [add, register, login, send] = lines.as_slice() else {
        panic!("four lines: {lines:?}");
    };
    let options = DoorkeeperOptions {
        instance: Some(json!({
            "uri": "https://social.example", "account_domain": "social.example",
            "title": "Social", "version": "0.19.1+git-7c90d31",
        })),
        ..DoorkeeperOptions::default()
    };
    let server = Doorkeeper::start(options).await.expect("Doorkeeper starts");
    let tap = TapOptions::default().host("social.example", &server.url("/"));
    let tap = Tap::start(tap).await.expect("a tap");
    let at = Terminal::through(&tap);

    let told = at.run(add).await;
    assert!(told.err.contains("This is GoToSocial"), "{told:?}");
    told.done();
    at.done(register).await;

    // Here is no desktop that could open a browser, and no terminal that could be asked for the code.
    let ["login", client, "--as", name] = login[..] else {
        panic!("a login and nothing else: {login:?}");
    };
    let waiting = at.login(client, name, &["--paste"]).await;
    let browser = Browser::start(None).await.expect("a browser");
    let page = waiting.at(&server.url("/"));
    browser.goto(&page).await.expect("the page");
    browser
        .login_doorkeeper("alice")
        .await
        .expect("alice agrees");
    let code = browser.read_oob_code().await.expect("a code");
    waiting.paste(&code).await.done();

    let answer = at.done(send).await;
    assert!(answer.contains(r#""username":"alice""#), "{answer}");
}

//! Menus, pickers and dialogs give the page back when they close, by mouse and by key: afterwards a
//! click elsewhere is heard.

use tokenry_stage::{Keyring, Window};

use super::scene::{Scene, click, gone, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_closes_gives_the_page_back() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [client] = scene.prepare(&window, [LOOPBACK]).await;
    scene.get_token(&window, &client).await;

    for (at, opener, shown) in [
        ("nav-tokens", "token-copy-as", "token-copy-header"),
        ("nav-tokens", "token-login-more", "token-add-account"),
        ("nav-requests", "request-token", "request-token-option"),
    ] {
        for how in ["by Escape", "by a click outside"] {
            open(&window, at, opener, shown).await;
            match how {
                "by Escape" => press(&window, ESCAPE).await,
                _ => window.click_at(560.0, 40.0).await.expect("a click"),
            }
            gone(&window, shown).await;
            heard(&window, &format!("{opener}, closed {how}")).await;
        }
    }
    open(&window, "nav-tokens", "token-copy-as", "token-copy-header").await;
    click(&window, "token-copy-header").await;
    gone(&window, "token-copy-header").await;
    heard(&window, "a menu, by a choice").await;
    open(&window, "nav-tokens", "token-copy-as", "token-copy-header").await;
    press(&window, DOWN).await;
    press(&window, ENTER).await;
    gone(&window, "token-copy-header").await;
    heard(&window, "a menu, by a choice with the keyboard").await;
    let (at, opener, shown) = ("nav-requests", "request-token", "request-token-option");
    open(&window, at, opener, shown).await;
    press(&window, DOWN).await;
    press(&window, ENTER).await;
    gone(&window, shown).await;
    heard(&window, "a picker, by a choice with the keyboard").await;

    for (opener, shown) in [
        ("token-forget", "forget-dialog"),
        ("token-rename", "token-rename-name"),
    ] {
        open(&window, "nav-tokens", opener, shown).await;
        press(&window, ESCAPE).await;
        gone(&window, shown).await;
        heard(&window, opener).await;
    }
    scene.close(window).await;
}

async fn open(window: &Window, at: &str, opener: &str, shown: &str) {
    click(window, at).await;
    click(window, opener).await;
    shows(window, &[shown]).await;
}

/// A click on the rail arrives, and so does one into the page behind it.
async fn heard(window: &Window, what: &str) {
    let locked = window
        .execute(
            "return getComputedStyle(document.body).pointerEvents",
            vec![],
        )
        .await;
    assert_eq!(locked.expect("the page"), "auto", "after {what}");
    click(window, "nav-settings").await;
    click(window, "theme-light").await;
    click(window, "theme-system").await;
}

async fn press(window: &Window, key: &str) {
    window.press(key).await.expect("a key is pressed");
}

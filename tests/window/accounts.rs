//! A second account at the same server, and logins of a token that exists.

use tokenry_stage::{Keyring, Window};
use url::Url;

use super::scene::{Scene, click, look, says};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_account_and_the_first_once_more() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [client] = scene.prepare(&window, ["http://127.0.0.1/callback"]).await;
    scene.get_token(&window, &client).await;
    says(&window, "token-name", "lice").await;

    // The server is asked to forget who is there.
    open_more(&window, "token-add-account").await;
    choose(&window, "login-prompt", "login").await;
    look(&window, "account-add").await;
    click(&window, "login").await;
    let address = scene.sent_to().await;
    assert_eq!(param(&address, "prompt").as_deref(), Some("login"));
    scene.come_back(&address, "bob").await;
    says(&window, "token-name", "ob").await;

    // Nobody is there in a private window: the person takes the address to it.
    open_more(&window, "token-add-account").await;
    choose(&window, "login-prompt", "none").await;
    click(&window, "login-privately").await;
    says(&window, "login-panel", "private window").await;
    look(&window, "account-privately").await;
    click(&window, "login-cancel").await;
    says(&window, "login-status", "cancelled").await;

    // The same token, with fewer scopes than the client has.
    let row = "document.querySelector('[data-testid=token-row]').click()";
    window.execute(row, vec![]).await.expect("the first token");
    says(&window, "token-name", "lice").await;
    open_more(&window, "token-other-scopes").await;
    look(&window, "login-other-scopes").await;
    click(&window, "login").await;
    let address = scene.sent_to().await;
    scene.come_back(&address, "alice").await;
    says(&window, "token-name", "lice").await;
    let count = "const [done] = arguments;
        window.__TAURI_INTERNALS__.invoke('list_tokens').then((all) => done(all.length), done)";
    let count = window.execute_async(count, vec![]).await;
    assert_eq!(
        count.expect("the tokens"),
        2,
        "the third login renewed the first token"
    );
    scene.close(window).await;
}

/// An entry of the menu beside the button that logs in again.
async fn open_more(window: &Window, entry: &str) {
    click(window, "token-login-more").await;
    window.wait_for(entry).await.expect("the menu");
    click(window, entry).await;
}

async fn choose(window: &Window, testid: &str, value: &str) {
    window.wait_for(testid).await.expect("the form");
    window.choose(testid, value).await.expect("a choice");
}

fn param(address: &Url, name: &str) -> Option<String> {
    let mut pairs = address.query_pairs();
    let (_, value) = pairs.find(|(known, _)| known == name)?;
    Some(value.into_owned())
}

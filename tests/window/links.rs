//! Deep links: the login comes back by the handler that the window itself has registered.

use std::fs;

use tokenry_model::callback_method::DEEP_LINK;
use tokenry_stage::{Browser, Keyring, PATIENCE, Window, WindowOptions};
use url::Url;

use super::scene::{Scene, click, gone, look, says, shows};

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_handler_brings_the_answer_back() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&scene.desktop))
        .await
        .expect("chromium starts");
    let window = scene.open().await;
    let [client] = scene.prepare(&window, [DEEP_LINK]).await;
    let handler = handler(&scene, &window).await;
    let address = scene.start_login(&window, &client).await;

    let stranger = Url::parse("app.tokenry:/callback?code=stolen&state=guessed");
    follow(&scene, &stranger.expect("an address")).await;
    says(&window, "login-panel", "another login").await;
    look(&window, "login-stranger").await;
    let posts = scene.server.token_posts().await.expect("the ledger");
    assert!(
        posts.is_empty(),
        "a stranger's code goes nowhere: {posts:?}"
    );

    browser.goto(&address).await.expect("the login page");
    let back = browser.login_oidc("alice").await.expect("alice logs in");
    assert!(back.as_str().starts_with(DEEP_LINK), "{back}");
    follow(&scene, &back).await;
    says(&window, "token-name", "lice").await;
    says(&window, "token-state", "alid").await;

    follow(&scene, &back).await;
    says(&window, "stray-link", "Unexpected login link").await;
    look(&window, "stray-link").await;
    click(&window, "stray-link-close").await;
    gone(&window, "stray-link").await;
    let posts = scene.server.token_posts().await.expect("the ledger");
    assert_eq!(posts.len(), 1, "one code, exchanged once");
    scene.close(window).await;

    cold_start(&scene, &handler, &back).await;
}

/// Does what the handler's `Exec=` line does when nothing runs.
async fn cold_start(scene: &Scene, handler: &str, link: &Url) {
    let options = WindowOptions {
        args: vec![link.to_string()],
        ..scene.options()
    };
    let exec = handler.lines().find_map(|line| line.strip_prefix("Exec="));
    let program = options.binary.display();
    assert_eq!(exec, Some(format!("\"{program}\" %u").as_str()));
    let window = scene.open_with(options).await;
    says(&window, "stray-link", "Unexpected login link").await;
    click(&window, "stray-link-close").await;
    shows(&window, &["token-row"]).await;
    scene.close(window).await;
}

async fn follow(scene: &Scene, link: &Url) {
    let opened = scene.desktop.open_deep_link(link).await;
    opened.expect("the system has a handler for the link");
}

/// The window registers its handler beside its start. Answers what it wrote.
async fn handler(scene: &Scene, window: &Window) -> String {
    let asked = ["mime", "x-scheme-handler/app.tokenry"];
    let name = window
        .until("a handler", PATIENCE, async |_| {
            let known = scene.desktop.run("gio", &asked).await.unwrap_or_default();
            let mut words = known.split_whitespace().map(str::to_owned);
            Ok(words.find(|word| word.ends_with(".desktop")))
        })
        .await
        .expect("the window registers itself");
    let applications = scene.desktop.home().join(".local/share/applications");
    fs::read_to_string(applications.join(name)).expect("the handler's file")
}

//! From the first run to the first answer, with a real browser, and over a restart. On the way
//! stand the hooks (`data-testid`) that the product promises to tests outside.

use tokenry_stage::{Browser, Keyring, OidcOptions, PATIENCE, Window};

use super::scene::{Scene, click, fill, look, says, shows};

/// As WebDriver writes it.
const CONTROL: char = '\u{e009}';

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_run_to_the_first_answer_and_over_a_restart() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&scene.desktop))
        .await
        .expect("chromium starts");
    let window = scene.open().await;

    connect(&window, &scene).await;
    click(&window, "login").await;
    let address = scene.sent_to().await;
    shows(
        &window,
        &["login-panel", "login-paste", "login-paste-submit"],
    )
    .await;
    look(&window, "login").await;
    browser.goto(&address).await.expect("the login page");
    let back = browser.login_oidc("alice").await.expect("alice logs in");
    assert!(back.as_str().starts_with("http://127.0.0.1:"), "{back}");

    click(&window, "send-first").await;
    fill(&window, "request-url", scene.server.api("/me").as_str()).await;
    click(&window, "request-send").await;
    says(&window, "response-status", "200").await;
    says(&window, "response-body", "alice").await;
    shows(
        &window,
        &["response-time", "response-size", "request-method"],
    )
    .await;
    says(&window, "request-token", "alice").await;
    look(&window, "requests").await;
    cancel(&window, &scene).await;
    for screen in ["tokens", "history", "servers", "settings"] {
        click(&window, &format!("nav-{screen}")).await;
        look(&window, screen).await;
    }
    scene.close(window).await;

    let window = scene.open().await;
    click(&window, "nav-tokens").await;
    click(&window, "token-row").await;
    says(&window, "token-state", "alid").await;
    shows(&window, &["token-name", "token-copy"]).await;
    refresh(&window, &scene).await;
    look(&window, "token").await;
    let keys = format!("{CONTROL}k");
    window.press(&keys).await.expect("keys are pressed");
    shows(&window, &["palette"]).await;
    look(&window, "palette").await;
    scene.close(window).await;
}

/// Server by its address, then a public client.
async fn connect(window: &Window, scene: &Scene) {
    shows(window, &["add-server"]).await;
    look(window, "welcome").await;
    click(window, "add-server").await;
    fill(window, "server-url", scene.server.issuer()).await;
    look(window, "server").await;
    click(window, "server-continue").await;
    says(window, "found", "Detected the endpoints").await;
    look(window, "server-found").await;
    click(window, "server-continue").await;
    fill(window, "client-id", OidcOptions::NATIVE).await;
    look(window, "client").await;
    click(window, "client-save").await;
    shows(window, &["login"]).await;
    look(window, "login-step").await;
}

/// A request that takes long can be given up.
async fn cancel(window: &Window, scene: &Scene) {
    let slow = scene.server.api("/slow?ms=60000&chunks=600");
    fill(window, "request-url", slow.as_str()).await;
    click(window, "request-send").await;
    click(window, "request-cancel").await;
    shows(window, &["request-send"]).await;
    look(window, "request-cancelled").await;
}

async fn refresh(window: &Window, scene: &Scene) {
    let posts = async || {
        let posts = scene.server.token_posts_of("refresh_token").await;
        posts.expect("the ledger").len()
    };
    let before = posts().await;
    click(window, "token-refresh").await;
    window
        .until("a refresh", PATIENCE, async |_| {
            Ok((posts().await == before + 1).then_some(()))
        })
        .await
        .expect("it refreshes after the restart");
}

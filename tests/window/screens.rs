//! The screens that no other test comes by, in their various states.

use tokenry_stage::{Keyring, PATIENCE, Window};

use super::scene::{Scene, click, fill, gone, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test(flavor = "multi_thread")]
async fn dialogs_errors_and_transcripts_are_fit_to_be_seen() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let window = scene.open().await;
    let [client] = scene.prepare(&window, [LOOPBACK]).await;
    scene.get_token(&window, &client).await;
    token(&window, &scene).await;
    request(&window, &scene).await;
    theme(&window).await;
    removal(&window).await;
    scene.close(window).await;
}

async fn token(window: &Window, scene: &Scene) {
    for tab in ["claims", "history", "transcript"] {
        click(window, &format!("tab-{tab}")).await;
        look(window, &format!("token-{tab}")).await;
    }
    click(window, "transcript-step").await;
    shows(window, &["step-curl"]).await;
    look(window, "transcript-step").await;
    click(window, "transcript-save").await;
    saved(window, scene, "tokenry transcript.txt").await;
    click(window, "token-reveal").await;
    shows(window, &["revealed"]).await;
    look(window, "token-reveal").await;
    window.press(ESCAPE).await.expect("Esc is pressed");
    gone(window, "reveal-dialog").await;
    click(window, "token-forget").await;
    shows(window, &["forget-dialog"]).await;
    look(window, "token-forget").await;
    window.press(ESCAPE).await.expect("Esc is pressed");
    gone(window, "forget-dialog").await;
}

/// The file stays; what the window says of it goes by.
async fn saved(window: &Window, scene: &Scene, name: &str) {
    let found = window.until(name, PATIENCE, async |_| {
        let home = scene.desktop.home();
        let places = [home.join(name), home.join("Downloads").join(name)];
        Ok(places.iter().any(|place| place.is_file()).then_some(()))
    });
    found.await.expect("the transcript is saved");
}

async fn request(window: &Window, scene: &Scene) {
    click(window, "nav-requests").await;
    look(window, "request-empty").await;
    fill(window, "request-url", scene.server.api("/notes").as_str()).await;
    click(window, "use-token").await;
    click(window, "request-send").await;
    says(window, "response-status", "200").await;
    click(window, "tab-transcript").await;
    look(window, "response-transcript").await;

    let elsewhere = scene.server.elsewhere("/echo");
    fill(window, "request-url", elsewhere.as_str()).await;
    click(window, "request-send").await;
    shows(window, &["consent-dialog"]).await;
    look(window, "consent").await;
    click(window, "consent-cancel").await;
    gone(window, "consent-dialog").await;

    fill(window, "request-url", "http://127.0.0.1:1/nothing").await;
    click(window, "request-send").await;
    click(window, "consent-once").await;
    says(window, "response", "refuses connections").await;
    look(window, "request-error").await;
    click(window, "nav-history").await;
    shows(window, &["history-row"]).await;
    look(window, "history-error").await;
}

/// The window's frame goes with the page: the web view tells that the whole window is dark.
async fn theme(window: &Window) {
    let worn = "const [dark, done] = arguments;
        const query = matchMedia('(prefers-color-scheme: dark)');
        const look = () => query.matches === dark && done(document.documentElement.dataset.theme);
        query.addEventListener('change', look);
        look();";
    click(window, "nav-settings").await;
    for (choice, dark) in [("dark", true), ("light", false)] {
        click(window, &format!("theme-{choice}")).await;
        let theme = window.execute_async(worn, vec![dark.into()]).await;
        assert_eq!(theme.expect("the frame follows"), choice);
    }
    click(window, "theme-system").await;
}

async fn removal(window: &Window) {
    click(window, "nav-servers").await;
    click(window, "server-edit").await;
    shows(window, &["server-save"]).await;
    look(window, "server-edit").await;
    click(window, "nav-servers").await;
    click(window, "server-row").await;
    click(window, "server-remove").await;
    says(window, "remove-dialog", "Tokens that will be deleted").await;
    look(window, "server-remove").await;
    click(window, "remove-confirm").await;
    gone(window, "server-row").await;
    click(window, "nav-tokens").await;
    shows(window, &["add-server"]).await;
}

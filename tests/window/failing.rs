//! Logins that go wrong: each ends on a panel that names the step, quotes the server, says what
//! to do, and offers to try again.

use std::net::TcpListener;

use tokenry_stage::{Browser, Fault, Keyring, PATIENCE, Window, visit};
use url::Url;

use super::scene::{Scene, choose_login, click, fill, gone, look, says, shows};

const LOOPBACK: &str = "http://127.0.0.1/callback";
const REFUSED: &str = "http://127.0.0.1/somewhere";

#[tokio::test(flavor = "multi_thread")]
async fn every_login_that_goes_wrong_says_why_and_can_be_tried_again() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = busy.local_addr().expect("its address").port();
    let taken = format!("http://127.0.0.1:{port}/callback");
    let scene = Scene::new(Keyring::Unlocked).await;
    let browser = Browser::start(Some(&scene.desktop))
        .await
        .expect("chromium starts");
    let window = scene.open().await;
    let [client, wrong, listening] = scene.prepare(&window, [LOOPBACK, REFUSED, &taken]).await;

    let again = denied(&window, &scene, &browser, &client).await;
    let again = expired(&window, &scene, &again).await;
    let first = strangers_and_cancelled(&window, &scene, &again).await;
    two_at_once(&window, &scene, &client, &first).await;
    redirect_refused(&window, &scene, &browser, &wrong).await;
    port_in_use(&window, &scene, &listening, port).await;
    scene.close(window).await;
}

async fn denied(window: &Window, scene: &Scene, browser: &Browser, client: &str) -> Url {
    let address = scene.start_login(window, client).await;
    browser.goto(&address).await.expect("the login page");
    browser.deny_oidc().await.expect("alice says no");
    says(window, "login-status", "failed at the login page of Notes").await;
    says(window, "problem", "access_denied").await;
    says(window, "problem", "Try again and allow it").await;
    look(window, "login-denied").await;
    click(window, "login-again").await;
    scene.sent_to().await
}

/// By the time the code is exchanged, the server has forgotten it.
async fn expired(window: &Window, scene: &Scene, address: &Url) -> Url {
    let server = &scene.server;
    let held = server.next_token_calls(1, Fault::Hold).await;
    held.expect("the next call waits");
    scene.come_back(address, "alice").await;
    server.held(1).await.expect("the code arrives");
    says(window, "login-status", "Exchanging").await;
    server.revoke_everything().await.expect("revoked");
    server.release().await.expect("released");
    says(window, "login-status", "while exchanging the code").await;
    says(window, "problem", "invalid_grant").await;
    look(window, "login-expired").await;
    click(window, "login-again").await;
    scene.sent_to().await
}

/// Answers where the browser is sent at last: that login waits.
async fn strangers_and_cancelled(window: &Window, scene: &Scene, address: &Url) -> Url {
    says(window, "login-countdown", ":").await;
    let mut stranger = redirect_of(address);
    stranger.set_query(Some("code=stolen&state=guessed"));
    visit(&stranger).await.expect("we listen");
    says(window, "login-panel", "another login").await;
    says(window, "login-status", "Waiting for you").await;
    click(window, "login-cancel").await;
    says(window, "login-status", "cancelled").await;
    look(window, "login-cancelled").await;
    click(window, "login-again").await;
    scene.sent_to().await
}

/// A second login at the same client while the first waits, and two accounts in the end.
async fn two_at_once(window: &Window, scene: &Scene, client: &str, first: &Url) {
    let second = scene.start_login(window, client).await;
    scene.come_back(&second, "bob").await;
    says(window, "token-name", "ob").await;
    scene.come_back(first, "alice").await;
    gone(window, "login-row").await;
    // The list is read again after the login has left it.
    let names = window.until("two tokens", PATIENCE, async |page| {
        let rows = page.execute(ROWS, Vec::new()).await?;
        let rows = rows.as_array().into_iter().flatten();
        let names: Vec<String> = rows.map(|row| row.to_string().to_lowercase()).collect();
        Ok((names.len() == 2).then_some(names))
    });
    let names = names.await;
    let names = names.expect("both are listed");
    assert!(
        names[0].contains("alice") && names[1].contains("bob"),
        "{names:?}"
    );
    look(window, "two-accounts").await;
}

const ROWS: &str =
    "return [...document.querySelectorAll('[data-testid=token-row]')].map((row) => row.innerText)";

/// The server never sends the browser back: it shows an error of its own. The window shows what
/// has to be registered, and leads to where it is changed.
async fn redirect_refused(window: &Window, scene: &Scene, browser: &Browser, client: &str) {
    let address = scene.start_login(window, client).await;
    browser.goto(&address).await.expect("the server's page");
    let page = browser.page_text().await.expect("a page");
    assert!(page.contains("redirect_uri"), "{page}");
    let shown = window.text("login-redirect-uri").await.expect("the panel");
    assert_eq!(shown, redirect_of(&address).as_str());
    click(window, "login-edit-client").await;
    fill(window, "client-redirect", "http://localhost/callback").await;
    click(window, "client-save").await;
    shows(window, &["client-card"]).await;
    look(window, "server-clients").await;
    click(window, "nav-tokens").await;
    click(window, "login-cancel").await;
    says(window, "login-status", "cancelled").await;
}

async fn port_in_use(window: &Window, scene: &Scene, client: &str, port: u16) {
    choose_login(window, client).await;
    click(window, "login").await;
    says(window, "problem", &format!("Port {port} is in use")).await;
    look(window, "login-port").await;
    let opened = scene.desktop.browser().opened_so_far().await;
    assert_eq!(
        opened.expect("a browser"),
        None,
        "found before the browser opens"
    );

    click(window, "login-by-paste").await;
    let address = scene.sent_to().await;
    says(window, "login-status", "Waiting for the URL").await;
    look(window, "login-paste").await;
    let back = scene.server.login_by_http(&address, "carol").await;
    fill(window, "login-paste", back.expect("an address").as_str()).await;
    click(window, "login-paste-submit").await;
    says(window, "token-name", "arol").await;
}

fn redirect_of(address: &Url) -> Url {
    let mut pairs = address.query_pairs();
    let (_, redirect) = pairs.find(|(name, _)| name == "redirect_uri").expect("one");
    Url::parse(&redirect).expect("an address")
}

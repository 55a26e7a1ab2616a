//! The window itself, with a real keyring, a real browser and a real server: from the first
//! run to the first answer, and over a restart.

use std::{path::PathBuf, time::Duration};

use tokenry_stage::{
    Browser, Desktop, DesktopOptions, OidcOptions, OidcServer, Window, WindowOptions,
};

/// Two screens' worth of pictures are kept: the smallest and a large one.
const SIZES: [(u32, u32); 2] = [(1100, 700), (1600, 1000)];

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_run_to_the_first_answer_and_over_a_restart() {
    let server = OidcServer::start(OidcOptions::default())
        .await
        .expect("oidc-provider starts");
    let desktop = Desktop::start_with(DesktopOptions::default())
        .await
        .expect("a desktop");
    let browser = Browser::start(Some(&desktop))
        .await
        .expect("chromium starts");
    let data = tempfile::tempdir().expect("a scratch folder");
    let window = open(&desktop, &data).await;

    connect(&window, &server).await;
    shoot(&window, "welcome-client").await;
    window.click("login").await.expect("log in");
    let address = desktop
        .browser()
        .opened()
        .await
        .expect("Tokenry opens the browser");
    window
        .wait_for("login-panel")
        .await
        .expect("the login is shown");
    shoot(&window, "login").await;
    browser.goto(&address).await.expect("the login page");
    let back = browser.login_oidc("alice").await.expect("alice logs in");
    assert!(back.as_str().starts_with("http://127.0.0.1:"), "{back}");

    window
        .click("send-first")
        .await
        .expect("the first call is offered");
    window.wait_for("request-url").await.expect("the workbench");
    window
        .fill("request-url", server.api("/me").as_str())
        .await
        .expect("an address");
    window.click("request-send").await.expect("send");
    window
        .wait_text("response-status", "200")
        .await
        .expect("the API answers 200");
    window
        .wait_text("response-body", "alice")
        .await
        .expect("and says whose token it is");
    shoot(&window, "requests").await;
    for screen in ["tokens", "requests", "history", "servers", "settings"] {
        window
            .click(&format!("nav-{screen}"))
            .await
            .expect("the rail");
        look(&window, screen).await;
    }
    window.close().await.expect("the window closes");

    let window = open(&desktop, &data).await;
    window.click("nav-tokens").await.expect("the rail");
    window
        .click("token-row")
        .await
        .expect("the token is still there");
    window
        .wait_text("token-state", "alid")
        .await
        .expect("and works");
    let before = server
        .token_posts_of("refresh_token")
        .await
        .expect("the ledger")
        .len();
    window.click("token-refresh").await.expect("refresh");
    window
        .until("a refresh", Duration::from_secs(20), async |_| {
            let posts = server
                .token_posts_of("refresh_token")
                .await
                .unwrap_or_default();
            Ok((posts.len() == before + 1).then_some(()))
        })
        .await
        .expect("it refreshes after the restart");
    look(&window, "token").await;
    window.close().await.expect("the window closes");
}

/// Server by its address, then a public client.
async fn connect(window: &Window, server: &OidcServer) {
    window.wait_for("add-server").await.expect("the first run");
    look(window, "welcome").await;
    window.click("add-server").await.expect("add a server");
    window
        .fill("server-url", server.issuer())
        .await
        .expect("its address");
    window.click("server-continue").await.expect("go on");
    window
        .wait_for("client-id")
        .await
        .expect("the client's form");
    window
        .fill("client-id", OidcOptions::NATIVE)
        .await
        .expect("its id");
    look(window, "client").await;
    window.click("client-save").await.expect("save");
    window
        .wait_for("login")
        .await
        .expect("the login is offered");
}

async fn open(desktop: &Desktop, data: &tempfile::TempDir) -> Window {
    let options = WindowOptions {
        data_dir: Some(data.path().join("data")),
        size: Some(SIZES[0]),
        ..WindowOptions::new(env!("CARGO_BIN_EXE_tokenry-desktop"))
    };
    Window::open(desktop, options)
        .await
        .expect("the window opens")
}

/// Pictures in both sizes, light and dark, and nothing serious for axe.
async fn look(window: &Window, name: &str) {
    for theme in ["light", "dark"] {
        let script = "document.documentElement.dataset.theme = arguments[0]";
        window
            .execute(script, vec![theme.into()])
            .await
            .expect("a theme");
        for (width, height) in SIZES {
            window.resize(width, height).await.expect("a size");
            painted(window, width).await;
            let file = pictures().join(format!("{name}-{theme}-{width}.png"));
            window.screenshot(&file).await.expect("a picture");
        }
        let found = window.axe().await.expect("axe runs");
        assert!(found.is_empty(), "{name} in {theme}: {found:#?}");
    }
    window.resize(SIZES[0].0, SIZES[0].1).await.expect("a size");
}

/// Waits until the page has the width and was painted with it.
async fn painted(window: &Window, width: u32) {
    let script = "const [width, done] = arguments;
        const frames = (n) => n ? requestAnimationFrame(() => frames(n - 1)) : done(innerWidth);
        const check = () => {
            if (innerWidth !== width) return addEventListener('resize', check, { once: true });
            frames(3);
        };
        check();";
    window
        .execute_async(script, vec![width.into()])
        .await
        .expect("it is painted");
}

async fn shoot(window: &Window, name: &str) {
    painted(window, SIZES[0].0).await;
    window
        .screenshot(&pictures().join(format!("{name}.png")))
        .await
        .expect("a picture");
}

/// `target/screens`, made anew by whoever removes it.
fn pictures() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).expect("the folder for pictures");
    folder
}

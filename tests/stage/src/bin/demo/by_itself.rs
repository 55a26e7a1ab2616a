//! The demo without a display: a virtual one, a browser that logs in, a picture of every step.

use tokenry_stage::{Browser, Built, Desktop, OidcOptions, OidcServer, Window, WindowOptions};
use tokio::process::Command;

use crate::failure::Failure;
use crate::scratch::{SERVER, Scratch};
use crate::story::{Story, line};
use crate::{pages, proof};

const ACCOUNT: &str = "alice";

pub(crate) async fn run(built: &Built, scratch: &Scratch) -> Result<(), Failure> {
    let mut story = Story::new(&built.target.join("demo"))?;
    let server = OidcServer::start(OidcOptions::default()).await?;
    story.step(&format!(
        "An authorization server and the API behind it: {}",
        server.issuer()
    ));
    let desktop = Desktop::start().await?;
    story.step("A virtual display, a session bus, a keyring");

    let cli = || -> Command { desktop.command(&built.cli) };
    scratch.prepare(&story, &server, cli).await?;

    let options = WindowOptions {
        data_dir: Some(scratch.data()),
        ..WindowOptions::new(&built.desktop)
    };
    let window = Window::open(&desktop, options).await?;
    window.wait_for("login").await?;
    let opened = format!("Tokenry is open and knows the server “{SERVER}”");
    story.window(&window, "open", &opened).await?;

    let browser = Browser::start(Some(&desktop)).await?;
    let name = log_in(&mut story, &desktop, &window, &browser).await?;
    send(&mut story, &server, &window, &name).await?;

    let answer = proof::insist(&server).await?;
    story.step("By its own log the API has answered 200 to the token from this login:");
    line(&format!("          {answer}"));
    browser.close().await?;
    window.close().await?;
    line(&format!("The pictures are in {}", story.folder().display()));
    Ok(())
}

/// Answers the token's name.
async fn log_in(
    story: &mut Story,
    desktop: &Desktop,
    window: &Window,
    browser: &Browser,
) -> Result<String, Failure> {
    window.click("login").await?;
    let address = desktop.browser().opened().await?;
    window.wait_for("login-cancel").await?;
    story
        .window(
            window,
            "waiting",
            "Clicked “Log in”: Tokenry waits, the browser opens",
        )
        .await?;
    pages::log_in(story, browser, &address, ACCOUNT).await?;
    let name = window.text("token-name").await?;
    window.wait_for("token-state").await?;
    story
        .window(
            window,
            "token",
            &format!("The token is there, with the name “{name}”"),
        )
        .await?;
    Ok(name)
}

async fn send(
    story: &mut Story,
    server: &OidcServer,
    window: &Window,
    name: &str,
) -> Result<(), Failure> {
    window.click("nav-requests").await?;
    let url = server.api("/me");
    window.fill("request-url", url.as_str()).await?;
    window.click("request-token").await?;
    window.fill("request-token-filter", name).await?;
    window
        .press(&char::from(fantoccini::key::Key::Enter).to_string())
        .await?;
    window.wait_gone("request-token-filter").await?;
    window.wait_text("send-summary", "Authorization").await?;
    story
        .window(
            window,
            "request",
            &format!("A request: GET {url}, with the token"),
        )
        .await?;
    window.click("request-send").await?;
    let status = window.wait_text("response-status", "200").await?;
    window.wait_text("response-body", ACCOUNT).await?;
    let time = window.text("response-time").await?;
    story
        .window(
            window,
            "answer",
            &format!("Clicked “Send”: {status}, {time}"),
        )
        .await?;
    window.click("nav-history").await?;
    window.wait_text("history-row", "200").await?;
    story
        .window(window, "history", "The history has it too")
        .await
}

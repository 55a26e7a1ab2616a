//! The demo with a display: the real window on the person's own desktop, and what to do in it.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokenry_stage::{Built, OidcOptions, OidcServer};
use tokio::process::Child;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::proof::{self, Reached};
use crate::scratch::{PASSPHRASE, SERVER, Scratch, plainly};
use crate::story::{Story, line};

/// A window that ends sooner has found another one open, or no display.
const AT_ONCE: Duration = Duration::from_secs(2);

pub(crate) async fn run(built: &Built, scratch: &Scratch) -> Result<(), Failure> {
    let story = Story::new(&built.target.join("demo"))?;
    let server = OidcServer::start(OidcOptions::default()).await?;
    story.step(&format!(
        "An authorization server and the API behind it: {}",
        server.issuer()
    ));
    scratch
        .prepare(&story, &server, || plainly(&built.cli))
        .await?;

    let opened = Instant::now();
    let window = plainly(&built.desktop)
        .envs(scratch.environment())
        .kill_on_drop(true)
        .spawn()
        .map_err(|source| Failure::Start {
            command: built.desktop.display().to_string(),
            source,
        })?;
    let mut window = Open(window);
    story.step("Tokenry is open");
    line(&what_to_do(&server, scratch));

    let mut told = Reached::Nothing;
    let status = loop {
        if let Ok(ended) = timeout(Duration::from_millis(300), window.0.wait()).await {
            break ended.map_err(|source| Failure::Start {
                command: "the window".to_owned(),
                source,
            })?;
        }
        told = tell(&story, &told, proof::reached(&server).await?);
    };
    tell(&story, &told, proof::reached(&server).await?);
    if !status.success() {
        let command = "the window".to_owned();
        return Err(Failure::Ended {
            command,
            status,
            output: String::new(),
        });
    }
    if opened.elapsed() < AT_ONCE {
        return Err(Failure::ClosedAtOnce);
    }
    proof::insist(&server).await?;
    Ok(())
}

fn what_to_do(server: &OidcServer, scratch: &Scratch) -> String {
    let unlock = if scratch.has_passphrase() {
        format!("\n  0. Where Tokenry asks for it, the passphrase is “{PASSPHRASE}”.")
    } else {
        String::new()
    };
    format!(
        "{unlock}
  1. Click “Log in”. Your browser opens the page of the server “{SERVER}”.
  2. Type any account name there, such as alice, and any password. Agree.
  3. Back in Tokenry: Requests, the address {}, your token, Send.

The demo ends when you close Tokenry’s window.
",
        server.api("/me")
    )
}

fn tell(story: &Story, told: &Reached, reached: Reached) -> Reached {
    if *told < Reached::Token && reached >= Reached::Token {
        story.step("The server has given you a token");
    }
    if !matches!(told, Reached::Answer(_)) && matches!(reached, Reached::Answer(_)) {
        story.step("The API has answered 200 to your token. Look around, and close the window");
    }
    reached
}

/// The window as a process. Dropped early it is asked to end, and ends by force if it does not.
struct Open(Child);

impl Drop for Open {
    fn drop(&mut self) {
        let pid = self
            .0
            .id()
            .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let Some(pid) = pid else { return };
        // It may have ended this very moment.
        let _ = kill_process(pid, Signal::TERM);
        let end = Instant::now() + Duration::from_secs(3);
        while Instant::now() < end && matches!(self.0.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

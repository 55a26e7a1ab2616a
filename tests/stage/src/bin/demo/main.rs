//! The demo: from an empty machine to the first answer, with real parts.
//!
//! A certified authorization server with an API behind it, a data directory of its own that knows
//! this server, and the real window. With a display ([`by_person`]) a person logs in and sends the
//! first call; without one, or with `--headless` ([`by_itself`]), the demo does both and leaves a
//! picture of every step. It succeeds only if the API's own log ([`proof`]) has a 200 for the token
//! from that login. Whatever happens, nothing of it stays behind but the pictures.

mod by_itself;
mod by_person;
mod failure;
mod pages;
mod proof;
mod scratch;
mod story;

use std::process::ExitCode;

use tokenry_stage::Built;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;
use crate::scratch::Scratch;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            story::error(&failure.told());
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    let built = Built::find()?;
    let scratch = Scratch::new()?;
    if wants_headless() || !has_display() {
        return tokio::select! {
            ended = by_itself::run(&built, &scratch) => ended,
            stopped = stopped() => stopped,
        };
    }
    let ended = tokio::select! {
        ended = by_person::run(&built, &scratch) => ended,
        stopped = stopped() => stopped,
    };
    // It is the person's own keyring, which has to be as it was before.
    let forgotten = scratch.forget_key().await;
    ended.and(forgotten)
}

/// Waits for Ctrl-C, or for being told to end.
async fn stopped() -> Result<(), Failure> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::Signals)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::Signals)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Err(Failure::Stopped)
}

fn wants_headless() -> bool {
    std::env::args().any(|arg| arg == "--headless")
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

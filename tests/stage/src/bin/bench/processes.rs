//! Whole processes, one beside the other: from before the start until after the end.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::failure::Failure;
use crate::figures::{Comparison, Series};
use crate::place::{NAME, Place};
use crate::say;

/// Not counted: they fill the system's caches.
const WARM_UP: u32 = 3;

/// `tokenry send` beside curl with the same header.
pub(crate) async fn send(place: &Place, runs: u32) -> Result<Comparison, Failure> {
    let url = place.answers.url();
    let header = format!("Authorization: Bearer {}", place.token);
    let tokenry = || place.cli(&["send", &url, "--token", NAME, "--fail"]);
    let curl = || {
        let mut command = place.command("curl");
        command.args([
            "--silent",
            "--show-error",
            "--fail",
            "--header",
            &header,
            &url,
        ]);
        command
    };
    let before = place.answers.counted();
    let (tokenry, floor) = alternate(place, runs, tokenry, curl).await?;
    place.answers.insist_carried(before)?;
    Ok(Comparison {
        what: "`tokenry send`, the whole process",
        unit: "ms",
        tokenry,
        beside: "curl",
        floor,
        aim: 1.7,
    })
}

/// `tokenry token get` beside one keyring read, one row and one seal.
pub(crate) async fn token(place: &Place, runs: u32) -> Result<Comparison, Failure> {
    let tokenry = || place.cli(&["token", "get", NAME]);
    let floor = || place.floor_token("get");
    for command in [tokenry(), floor()] {
        let printed = place.run(command, "").await?;
        if printed.trim_end() != place.token {
            return Err(Failure::Ended {
                command: "token get".to_owned(),
                output: printed,
            });
        }
    }
    let (tokenry, floor) = alternate(place, runs, tokenry, floor).await?;
    Ok(Comparison {
        what: "`tokenry token get`, the whole process",
        unit: "ms",
        tokenry,
        beside: "keyring, row, seal",
        floor,
        aim: 1.15,
    })
}

async fn alternate(
    place: &Place,
    runs: u32,
    ours: impl Fn() -> Command,
    theirs: impl Fn() -> Command,
) -> Result<(Series, Series), Failure> {
    for _ in 0..WARM_UP {
        place.run(ours(), "").await?;
        place.run(theirs(), "").await?;
    }
    let (mut tokenry, mut floor) = (Series::default(), Series::default());
    for _ in 0..runs {
        tokenry.add(took(ours()).await?);
        floor.add(took(theirs()).await?);
    }
    say::line(&format!(
        "  {runs} runs of each: {:.1} ms beside {:.1} ms",
        tokenry.median(),
        floor.median()
    ));
    Ok((tokenry, floor))
}

/// Milliseconds.
async fn took(mut command: Command) -> Result<f64, Failure> {
    let timed = tokio::task::spawn_blocking(move || {
        let told = format!("{command:?}");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status().map_err(|source| Failure::Start {
            command: told.clone(),
            source,
        })?;
        let took = start.elapsed();
        if status.success() {
            Ok(took.as_secs_f64() * 1000.0)
        } else {
            Err(Failure::Ended {
                command: told,
                output: status.to_string(),
            })
        }
    });
    timed.await.map_err(Failure::Thread)?
}

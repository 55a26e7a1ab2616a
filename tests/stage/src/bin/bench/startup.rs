//! `startup`: from exec to the first paint and to the first answered click, and the memory at rest.

use std::fs;
use std::time::Duration;

use crate::failure::Failure;
use crate::figures::{Comparison, Series};
use crate::place::Place;
use crate::say;
use crate::windows::Program;

/// After this time nothing of the start is going on any more.
const AT_REST: Duration = Duration::from_secs(3);

#[derive(Default)]
struct Start {
    first_paint: Series,
    interactive: Series,
    memory: Series,
}

pub(crate) async fn run(place: &Place, runs: u32) -> Result<Vec<Comparison>, Failure> {
    // Not counted: they fill the system's caches.
    start(place, Program::Tokenry, &mut Start::default()).await?;
    start(place, Program::Floor, &mut Start::default()).await?;
    let (mut tokenry, mut floor) = (Start::default(), Start::default());
    for _ in 0..runs {
        start(place, Program::Tokenry, &mut tokenry).await?;
        start(place, Program::Floor, &mut floor).await?;
    }
    let compare = |what, unit, tokenry, floor, aim| Comparison {
        what,
        unit,
        tokenry,
        beside: "window",
        floor,
        aim,
    };
    Ok(vec![
        compare(
            "Exec → first paint",
            "ms",
            tokenry.first_paint,
            floor.first_paint,
            1.15,
        ),
        compare(
            "Exec → interactive",
            "ms",
            tokenry.interactive,
            floor.interactive,
            1.15,
        ),
        compare(
            "Memory at rest (PSS, all processes)",
            "MB",
            tokenry.memory,
            floor.memory,
            1.1,
        ),
    ])
}

async fn start(place: &Place, program: Program, figures: &mut Start) -> Result<(), Failure> {
    let opened = program.open(place).await?;
    let clicked = opened.first_click(place).await?;
    tokio::time::sleep(AT_REST).await;
    let (first, interactive) = (
        clicked.first - opened.executed,
        clicked.at - opened.executed,
    );
    let memory = memory(&opened.window.pids())?;
    say::line(&format!(
        "  {}: {first:.0} ms to the first paint, {interactive:.0} ms to the first answer, {memory:.0} MB",
        program.name()
    ));
    figures.first_paint.add(first);
    figures.interactive.add(interactive);
    figures.memory.add(memory);
    Ok(opened.window.close().await?)
}

/// The proportional set size of these processes, in megabytes of 1,000,000 bytes.
fn memory(pids: &[u32]) -> Result<f64, Failure> {
    let mut kilobytes = 0.0;
    for pid in pids {
        let path = format!("/proc/{pid}/smaps_rollup");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            // A short-lived helper that has ended meanwhile holds nothing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error()) => {
                continue;
            }
            Err(error) => return Err(Failure::file(path)(error)),
        };
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        kilobytes += number
            .and_then(|number| number.parse::<f64>().ok())
            .unwrap_or_default();
    }
    Ok(kilobytes * 1024.0 / 1e6)
}

//! `send`, in the window: from the click on Send to the painted answer.

use std::time::Duration;

use crate::failure::Failure;
use crate::figures::{Comparison, Series};
use crate::place::Place;
use crate::say;
use crate::windows::Program;

/// Each window is opened so many times, and clicked in so many times each.
const ROUNDS: u32 = 3;
/// Not counted, in each round.
const WARM_UP: u32 = 3;
/// Between two clicks, so that one does not pay for what the other has left.
const PAUSE: Duration = Duration::from_millis(400);

pub(crate) async fn run(place: &Place, runs: u32) -> Result<Comparison, Failure> {
    let (mut tokenry, mut floor) = (Series::default(), Series::default());
    for _ in 0..ROUNDS {
        round(place, Program::Tokenry, runs, &mut tokenry).await?;
        round(place, Program::Floor, runs, &mut floor).await?;
    }
    Ok(Comparison {
        what: "Click on Send → painted, in the window",
        unit: "ms",
        tokenry,
        beside: "window",
        floor,
        aim: 1.2,
    })
}

async fn round(
    place: &Place,
    program: Program,
    runs: u32,
    series: &mut Series,
) -> Result<(), Failure> {
    let opened = program.open(place).await?;
    opened.prepare_send(place).await?;
    let before = place.answers.counted();
    let mut own = Series::default();
    for number in 0..WARM_UP + runs {
        tokio::time::sleep(PAUSE).await;
        let clicked = opened.send(place).await?;
        if number >= WARM_UP {
            own.add(clicked.took);
            series.add(clicked.took);
        }
    }
    if program == Program::Tokenry {
        place.answers.insist_carried(before)?;
    }
    say::line(&format!("  {}: {:.0} ms", program.name(), own.median()));
    Ok(opened.window.close().await?)
}

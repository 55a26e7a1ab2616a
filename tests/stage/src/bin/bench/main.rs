//! The benchmarks: Tokenry beside the smallest program that does the same, in one run.
//!
//! [`startup`] and [`painted`] compare windows, by one script in both pages ([`windows`]);
//! [`processes`] compares whole processes. Tokenry and its floor take turns, so that whatever else
//! the machine does meets both. Everything is measured in two runs: an aim is met if both meet it.
//! [`figures`] makes the table, [`record`] keeps it.

mod answers;
mod failure;
mod figures;
mod painted;
mod place;
mod processes;
mod record;
mod say;
mod startup;
mod windows;

use std::process::ExitCode;

use tokenry_stage::Built;

use crate::failure::Failure;
use crate::figures::Comparison;
use crate::place::Place;

/// How often each window is started in a run.
const STARTS: u32 = 7;
/// Clicks for each start, in each of the windows that [`painted`] opens.
const CLICKS: u32 = 2;
/// Whole processes for each start: they are short, and differ more.
const PROCESSES: u32 = 15;

struct Asked {
    parts: Vec<&'static str>,
    starts: u32,
    record: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let run = async { measure(asked()?).await };
    match run.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::error(&failure.told());
            ExitCode::FAILURE
        }
    }
}

async fn measure(asked: Asked) -> Result<(), Failure> {
    let place = Place::new(Built::find()?).await?;
    for part in asked.parts {
        let mut runs = Vec::new();
        for number in 1..=2 {
            say::line(&format!("{part}, run {number}:"));
            runs.push(run(&place, part, asked.starts).await?);
        }
        say::line(&format!("\n{}", figures::table(&runs)));
        if asked.record {
            record::keep(part, &runs)?;
        }
    }
    Ok(())
}

async fn run(place: &Place, part: &str, starts: u32) -> Result<Vec<Comparison>, Failure> {
    Ok(match part {
        "startup" => startup::run(place, starts).await?,
        "send" => vec![
            painted::run(place, starts * CLICKS).await?,
            processes::send(place, starts * PROCESSES).await?,
        ],
        _ => vec![processes::token(place, starts * PROCESSES).await?],
    })
}

fn asked() -> Result<Asked, Failure> {
    let mut asked = Asked {
        parts: Vec::new(),
        starts: STARTS,
        record: false,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "startup" => asked.parts.push("startup"),
            "send" => asked.parts.push("send"),
            "token" => asked.parts.push("token"),
            "all" => asked.parts.extend(["startup", "send", "token"]),
            "--record" => asked.record = true,
            "--starts" => {
                let starts = args.next().and_then(|starts| starts.parse().ok());
                asked.starts = starts.filter(|starts| *starts > 0).ok_or(Failure::Usage)?;
            }
            _ => return Err(Failure::Usage),
        }
    }
    if asked.parts.is_empty() {
        return Err(Failure::Usage);
    }
    Ok(asked)
}

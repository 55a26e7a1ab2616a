//! The benchmarks: Tokenry beside the smallest program that does the same, in one run.
//!
//! [`startup`] and [`painted`] compare windows, by one script in both pages ([`windows`]);
//! [`processes`] compares whole processes. Tokenry and its floor take turns, so that whatever else
//! the machine does meets both. [`figures`] makes the table, [`record`] keeps it.

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
use crate::place::Place;

/// How often each window is started; everything else is repeated three times as often.
const RUNS: u32 = 7;

struct Asked {
    parts: Vec<&'static str>,
    runs: u32,
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
    let runs = asked.runs;
    for part in asked.parts {
        say::line(&format!("{part}:"));
        let rows = match part {
            "startup" => startup::run(&place, runs).await?,
            "send" => vec![
                painted::run(&place, runs * 2).await?,
                processes::send(&place, runs * 3).await?,
            ],
            _ => vec![processes::token(&place, runs * 3).await?],
        };
        say::line(&format!("\n{}", figures::table(&rows)));
        if asked.record {
            record::keep(part, &rows)?;
        }
    }
    Ok(())
}

fn asked() -> Result<Asked, Failure> {
    let mut asked = Asked {
        parts: Vec::new(),
        runs: RUNS,
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
            "--runs" => {
                let runs = args.next().and_then(|runs| runs.parse().ok());
                asked.runs = runs.filter(|runs| *runs > 0).ok_or(Failure::Usage)?;
            }
            _ => return Err(Failure::Usage),
        }
    }
    if asked.parts.is_empty() {
        return Err(Failure::Usage);
    }
    Ok(asked)
}

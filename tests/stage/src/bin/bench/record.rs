//! docs/benchmarks.md: the last figures of each measurement, between marks in the text.

use std::fs;
use std::path::Path;

use jiff::Zoned;

use crate::failure::Failure;
use crate::figures::{Comparison, table};

const FILE: &str = "docs/benchmarks.md";

/// Puts the figures of `what` in the place of the last ones. The text around them stays.
pub(crate) fn keep(what: &'static str, runs: &[Vec<Comparison>]) -> Result<(), Failure> {
    let path = Path::new(FILE);
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    let (from, to) = (
        format!("<!-- {what} -->\n"),
        format!("<!-- end of {what} -->"),
    );
    let place = text.split_once(&from).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&to)?;
        Some((before, after))
    });
    let (before, after) = place.ok_or(Failure::NoPlace(what))?;
    let text = format!(
        "{before}{from}\n{}, {}: `cargo xtask bench {what}`\n\n{}\n{to}{after}",
        today(),
        machine()?,
        table(runs),
    );
    fs::write(path, text).map_err(Failure::file(path))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a record bears the date of the day it is made"
)]
fn today() -> String {
    Zoned::now().date().to_string()
}

/// Its cores, memory and system; nothing that names it.
fn machine() -> Result<String, Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = value("/proc/meminfo", "MemTotal:")?;
    let kilobytes = memory
        .split_whitespace()
        .next()
        .and_then(|number| number.parse::<u64>().ok());
    let gigabytes = kilobytes.unwrap_or_default() * 1024 / 1_000_000_000;
    let system = value("/etc/os-release", "PRETTY_NAME=")?;
    Ok(format!(
        "{cores} cores, {gigabytes} GB, {}",
        system.trim_matches('"')
    ))
}

fn value(path: &str, name: &str) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.unwrap_or_default().trim().to_owned())
}

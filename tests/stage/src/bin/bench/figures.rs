//! Series of measurements, and the table that compares them.

use std::fmt::Write as _;

/// Measurements of one thing, in one unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    pub(crate) fn add(&mut self, figure: f64) {
        self.0.push(figure);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Of an even number the mean of the two in the middle.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        }
    }

    fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn most(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Tokenry beside its floor.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) tokenry: Series,
    /// What stands beside it.
    pub(crate) beside: &'static str,
    pub(crate) floor: Series,
    /// The ratio that is aimed at.
    pub(crate) aim: f64,
}

impl Comparison {
    pub(crate) fn ratio(&self) -> f64 {
        self.tokenry.median() / self.floor.median()
    }

    fn row(&self, what: &str, run: usize) -> String {
        let ratio = self.ratio();
        let verdict = if ratio <= self.aim {
            "met"
        } else {
            "**missed**"
        };
        format!(
            "| {what} | {run} | {} | {}: {} | **{ratio:.2}** | ≤ {} | {verdict} |",
            self.shown(&self.tokenry),
            self.beside,
            self.shown(&self.floor),
            self.aim,
        )
    }

    fn shown(&self, series: &Series) -> String {
        let digits = usize::from(series.median() < 100.0);
        format!(
            "{:.digits$} {} ({:.digits$}–{:.digits$}, n {})",
            series.median(),
            self.unit,
            series.least(),
            series.most(),
            series.len(),
        )
    }
}

/// A Markdown table, which is readable on a terminal too: of each measurement one row a run.
pub(crate) fn table(runs: &[Vec<Comparison>]) -> String {
    let mut table = String::from(
        "| | Run | Tokenry: median (min–max) | Floor: median (min–max) | Ratio | Aim | |\n|---|---|---|---|---|---|---|\n",
    );
    let measured = runs.first().map_or(0, Vec::len);
    for at in 0..measured {
        for (before, run) in runs.iter().enumerate() {
            let Some(row) = run.get(at) else { continue };
            let what = if before == 0 { row.what } else { "" };
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{}", row.row(what, before + 1));
        }
    }
    table
}

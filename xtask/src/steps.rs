//! A sequence of steps that all run, and their summary.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::say;

/// Steps in the order in which they ran. After a failed step the next ones still run.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
}

enum Outcome {
    Passed,
    Failed(Failure),
    Skipped(String),
}

impl Steps {
    /// Runs a step and returns true if it passed.
    pub(crate) fn run(&mut self, name: &str, step: impl FnOnce() -> Result<(), Failure>) -> bool {
        say::step(name);
        let start = Instant::now();
        let outcome = match step() {
            Ok(()) => Outcome::Passed,
            Err(failure) => {
                say::failure(&failure);
                Outcome::Failed(failure)
            }
        };
        let passed = matches!(outcome, Outcome::Passed);
        self.note(name, outcome, start.elapsed());
        passed
    }

    /// Records a step that cannot run here, with the reason.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        self.note(name, Outcome::Skipped(why.to_owned()), Duration::ZERO);
    }

    /// Prints the summary. Fails if any step failed.
    pub(crate) fn close(&self) -> Result<(), Failure> {
        say::step("Summary");
        for step in &self.done {
            say::line(&step.told());
        }
        self.verdict()
    }

    fn verdict(&self) -> Result<(), Failure> {
        let failed = self
            .done
            .iter()
            .filter(|step| matches!(step.outcome, Outcome::Failed(_)));
        match failed.count() {
            0 => Ok(()),
            failed => Err(Failure::Steps {
                failed,
                all: self.done.len(),
            }),
        }
    }

    fn note(&mut self, name: &str, outcome: Outcome, took: Duration) {
        self.done.push(Step {
            name: name.to_owned(),
            outcome,
            took,
        });
    }
}

impl Step {
    fn told(&self) -> String {
        let Self { name, took, .. } = self;
        let seconds = took.as_secs_f64();
        match &self.outcome {
            Outcome::Passed => format!("  ok       {name} ({seconds:.1} s)"),
            Outcome::Failed(failure) => {
                // The first line says which; the rest stands above, where it happened.
                let why = failure.to_string();
                let why = why.lines().next().unwrap_or_default();
                format!("  FAILED   {name} ({seconds:.1} s): {why}")
            }
            Outcome::Skipped(why) => format!("  skipped  {name}: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole_and_the_summary_names_it() {
        let broken = Failure::House(vec!["here".to_owned(), "there".to_owned()]);
        let mut steps = Steps::default();
        steps.note("first", Outcome::Failed(broken), Duration::from_secs(2));
        steps.note("second", Outcome::Passed, Duration::from_millis(1500));
        steps.skip("third", "not on this system");
        assert!(matches!(
            steps.verdict(),
            Err(Failure::Steps { failed: 1, all: 3 })
        ));

        let told: Vec<String> = steps.done.iter().map(Step::told).collect();
        assert_eq!(
            told,
            [
                "  FAILED   first (2.0 s): broken house rules: 2",
                "  ok       second (1.5 s)",
                "  skipped  third: not on this system",
            ]
        );
    }

    #[test]
    fn a_skipped_step_is_no_failure() {
        let mut steps = Steps::default();
        steps.skip("only", "not here");
        assert!(steps.verdict().is_ok());
    }
}

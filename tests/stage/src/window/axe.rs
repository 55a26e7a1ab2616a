//! The accessibility rules of axe-core, run in the page.

use std::fmt;

use fantoccini::Client;
use serde::Deserialize;
use serde_json::Value;

use crate::{StageError, programs};

/// A rule that the page breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Violation {
    /// The rule, as axe-core names it.
    pub id: String,
    /// `serious` or `critical`.
    pub impact: String,
    /// What to do, in a sentence.
    pub help: String,
    /// The elements that break it, as HTML.
    pub elements: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}): {}", self.id, self.impact, self.help)?;
        for element in &self.elements {
            write!(formatter, "\n    {element}")?;
        }
        Ok(())
    }
}

const RUN: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done({
  found: violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => ({ id, impact, help, elements: nodes.map(({ html }) => html) })),
}), (error) => done({ error: String(error) }));
";

#[derive(Deserialize)]
struct Outcome {
    found: Vec<Violation>,
}

pub(super) async fn run(client: &Client) -> Result<Vec<Violation>, StageError> {
    let file = programs::node_module("axe-core")?.join("axe.min.js");
    let axe = std::fs::read_to_string(&file).map_err(StageError::file(&file))?;
    let loaded = client
        .execute("return typeof axe === 'object'", Vec::new())
        .await?;
    if loaded != Value::Bool(true) {
        // A script runs as a function's body; axe-core takes the global object for its own.
        client
            .execute(&format!("{axe}; window.axe = axe;"), Vec::new())
            .await?;
    }
    let outcome = client.execute_async(RUN, Vec::new()).await?;
    let outcome: Outcome = serde_json::from_value(outcome).map_err(StageError::data("axe-core"))?;
    Ok(outcome.found)
}

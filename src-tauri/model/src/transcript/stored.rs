//! Steps as they are stored, including those from before steps were typed.

use serde::{Deserialize, Deserializer};

use super::{HttpStep, Step, StepKind, Topic};
use crate::clock::Timestamp;

/// Every form of a stored step.
#[derive(Deserialize)]
struct StoredStep {
    at: Timestamp,
    what: StoredKind,
    /// Only before steps were typed.
    #[serde(default)]
    title: String,
    http: Option<HttpStep>,
    notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StoredKind {
    Typed(StepKind),
    Untyped(Topic),
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredStep::deserialize(deserializer)?;
        Ok(Self {
            at: stored.at,
            what: match stored.what {
                StoredKind::Typed(kind) => kind,
                StoredKind::Untyped(topic) => StepKind::Untyped {
                    topic,
                    title: stored.title,
                },
            },
            http: stored.http,
            notes: stored.notes,
        })
    }
}

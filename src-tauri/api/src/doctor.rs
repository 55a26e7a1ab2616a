//! What stands in the way of the program, as the doctor found it.

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoctorView {
    /// There is no problem.
    pub ok: bool,
    pub checks: Vec<FindingView>,
}

/// What one look found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingView {
    pub name: &'static str,
    pub state: FindingState,
    /// What was seen.
    pub found: String,
    /// What to do.
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    Ok,
    /// Something does not work, and Tokenry does without it.
    Note,
    Problem,
}

impl FindingView {
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            state: FindingState::Ok,
            found: found.into(),
            hint: None,
        }
    }

    pub fn note(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            name,
            state: FindingState::Note,
            found: found.into(),
            hint: Some(hint.into()),
        }
    }

    pub fn problem(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            name,
            state: FindingState::Problem,
            found: found.into(),
            hint: Some(hint.into()),
        }
    }
}

//! What a server says when it is asked about a token, or to take it back.

use serde::Serialize;
use tokenry_core::workbench::{Introspected, Revocation};

use crate::claims::{ClaimView, told};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct RevocationView {
    /// The server took back every part of it.
    pub whole: bool,
    /// What the server did, in full sentences.
    pub message: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct IntrospectionView {
    pub active: bool,
    /// What else the server said.
    pub members: Vec<ClaimView>,
    /// What is noted of it, and where it departs from the standard; in full sentences.
    pub notes: Vec<String>,
}

impl From<&Revocation> for RevocationView {
    fn from(revocation: &Revocation) -> Self {
        Self {
            whole: revocation.is_whole(),
            message: revocation.sentence(),
        }
    }
}

impl From<&Introspected> for IntrospectionView {
    fn from(asked: &Introspected) -> Self {
        let answer = &asked.answer;
        let others = answer.members.iter().filter(|(name, _)| *name != "active");
        let notes = asked.learned.iter().chain(&answer.deviations);
        Self {
            active: answer.active,
            members: told(others),
            notes: notes.cloned().collect(),
        }
    }
}

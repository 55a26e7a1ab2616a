//! A name with its value, as in headers and parameters.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ParamForm {
    pub name: String,
    pub value: String,
}

pub(crate) fn pairs(pairs: &[(String, String)]) -> Vec<ParamForm> {
    pairs
        .iter()
        .map(|(name, value)| ParamForm {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

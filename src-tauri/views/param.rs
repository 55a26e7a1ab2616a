//! A name with its value, as in headers and parameters.

use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ParamForm {
    pub name: String,
    pub value: String,
}

//! Rows of a list, also those that cannot be read.

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum RowView<T> {
    Read(T),
    Unreadable(UnreadableRowView),
}

/// Something that is stored and cannot be read; at the end of its list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnreadableRowView {
    pub kind: String,
    pub name: Option<String>,
    /// Always `true`.
    pub unreadable: bool,
    pub reason: String,
    /// The command that forgets it.
    pub forget: String,
}

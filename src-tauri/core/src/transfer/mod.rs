//! Imports and exports, a file a format.

pub mod pasted;

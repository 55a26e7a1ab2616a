//! Facts about a file before it is sent.

use super::outgoing_body::{FileError, last_of, length_of};

/// A file for a body or a part of one.
#[derive(Debug)]
pub struct FileFacts {
    /// The file name.
    pub name: String,
    /// The size in bytes, or the reason it cannot be sent.
    pub length: Result<u64, FileError>,
}

impl FileFacts {
    /// Inspects the file at this path without reading it.
    pub fn of(path: &str) -> Self {
        Self {
            name: last_of(path).to_owned(),
            length: length_of(path),
        }
    }
}

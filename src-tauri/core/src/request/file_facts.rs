//! What is known of a file before it is sent.

use super::outgoing_body::{FileError, last_of, length_of};

/// A file that a body or a part of one is to hold.
#[derive(Debug)]
pub struct FileFacts {
    /// Its own name.
    pub name: String,
    /// In bytes; or why it cannot be sent.
    pub length: Result<u64, FileError>,
}

impl FileFacts {
    /// Looks at the file at this path, and reads nothing of it.
    pub fn of(path: &str) -> Self {
        Self {
            name: last_of(path).to_owned(),
            length: length_of(path),
        }
    }
}

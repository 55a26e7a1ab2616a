//! Replacing and removing files on Unix, where an open file is no obstacle.

use std::io;

pub(super) fn patiently<T>(work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    work()
}

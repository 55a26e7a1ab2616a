//! Files on Unix, where an open file can be replaced and removed.

use std::io;

pub(super) fn patiently<T>(work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    work()
}
